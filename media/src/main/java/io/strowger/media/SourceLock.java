package io.strowger.media;

import java.net.InetSocketAddress;

/**
 * Learns where a leg's packets really come from, once, in a short window, and then fixes the socket on it. A phone
 * behind a NAT announces an address that is not the one its packets come from. The announced source wins at once;
 * another one is used from its first packet on, yet gives way to the announced one until the window ends. Owned by one
 * pacer.
 */
final class SourceLock {
    private static final InetSocketAddress NOBODY = new InetSocketAddress(0);

    private final MediaSocket socket;
    private final long windowNanos;
    private InetSocketAddress announced = NOBODY;
    private InetSocketAddress candidate = NOBODY;
    private long windowEnds;
    private boolean settled;
    private boolean fixed;

    SourceLock(MediaSocket socket, long windowNanos) {
        this.socket = socket;
        this.windowNanos = windowNanos;
    }

    /** A description announced this source; learning begins anew when it is another than before. */
    void announce(InetSocketAddress source) {
        if (source.equals(announced) || source.getAddress().isAnyLocalAddress()) {
            return; // a hold by c=0.0.0.0 says nothing about where sound comes from
        }
        announced = source;
        candidate = NOBODY;
        settled = false;
        fixed = false;
        socket.release();
        socket.aim(source);
    }

    /** True when a packet of the socket's last source may be used. Costs nothing once fixed. */
    boolean accept(long now) {
        if (fixed) {
            return true;
        }
        InetSocketAddress source = socket.source();
        if (settled) {
            return source.equals(candidate); // the socket could not be fixed: we look ourselves
        }
        if (source.equals(announced)) {
            fix(source);
            return true;
        }
        if (announced == NOBODY) {
            return false;
        }
        if (candidate == NOBODY) {
            candidate = source;
            windowEnds = now + windowNanos;
            socket.aim(source);
            return true;
        }
        return source.equals(candidate);
    }

    /** Ends the window when its time has come. */
    void pass(long now) {
        if (!settled && candidate != NOBODY && now - windowEnds >= 0) {
            fix(candidate);
        }
    }

    private void fix(InetSocketAddress source) {
        socket.aim(source);
        fixed = socket.fix(source);
        candidate = source;
        settled = true;
    }

    /** Where packets come from and go to now. */
    InetSocketAddress peer() {
        return candidate == NOBODY ? announced : candidate;
    }

    boolean isFixed() {
        return settled;
    }
}
