package io.strowger.media;

import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.Timeline;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.LongAdder;

/**
 * Pairs of UDP ports: RTP on the even one, RTCP on the next (RFC 3550 section 11). A released pair rests before it is
 * used again. Any thread may call it; it is asked when legs open and close, never per packet.
 */
final class PortPool {
    private final Timeline timeline;
    private final InetAddress host;
    private final long quarantineNanos;
    private final Sockets sockets;
    private final int size;
    private final ArrayDeque<Integer> free = new ArrayDeque<>();
    private final ArrayDeque<Resting> resting = new ArrayDeque<>();
    private final LongAdder exhausted;
    private final LongAdder taken;
    private int used;

    PortPool(Timeline timeline, InetAddress host, int first, int last, Duration quarantine, Sockets sockets,
            Metrics metrics) {
        this.timeline = timeline;
        this.host = host;
        this.quarantineNanos = quarantine.toNanos();
        this.sockets = sockets;
        for (int port = first + (first & 1); port + 1 <= last; port += 2) {
            free.add(port);
        }
        size = free.size();
        exhausted = metrics.counter("strowger_media_ports_exhausted_total", "Legs refused because no port was free.");
        taken = metrics.counter("strowger_media_ports_taken_total", "Port pairs skipped as another process has them.");
        metrics.gauge("strowger_media_ports_size", "Port pairs of the pool.", () -> size);
        metrics.gauge("strowger_media_ports_used", "Port pairs in use.", this::used);
        metrics.gauge("strowger_media_ports_resting", "Port pairs in quarantine.", this::resting);
    }

    /** Binds a socket. */
    @FunctionalInterface
    interface Sockets {
        MediaSocket bind(InetSocketAddress local) throws IOException;
    }

    /** A bound pair. */
    record Pair(int port, MediaSocket rtp, MediaSocket rtcp) {}

    private record Resting(int port, long until) {}

    /**
     * Binds the pair that has rested longest.
     *
     * @throws MediaFailure MEDIA_PORTS_EXHAUSTED when none is left
     */
    synchronized Pair acquire() {
        wake();
        for (int tries = free.size(); tries > 0; tries--) {
            int port = free.removeFirst();
            try {
                MediaSocket rtp = sockets.bind(new InetSocketAddress(host, port));
                try {
                    Pair pair = new Pair(port, rtp, sockets.bind(new InetSocketAddress(host, port + 1)));
                    used++;
                    return pair;
                } catch (IOException odd) {
                    rtp.close();
                    throw odd;
                }
            } catch (IOException another) {
                taken.increment();
                rest(port);
            }
        }
        exhausted.increment();
        throw new MediaFailure(ErrorCode.MEDIA_PORTS_EXHAUSTED,
                "no media port is free: " + used + " of " + size + " pairs are in use, the rest rests or is taken");
    }

    /** Closes a pair's sockets and lets it rest. */
    synchronized void release(Pair pair) {
        pair.rtp().close();
        pair.rtcp().close();
        used--;
        rest(pair.port());
    }

    synchronized int used() {
        return used;
    }

    synchronized int resting() {
        wake();
        return resting.size();
    }

    private void rest(int port) {
        resting.addLast(new Resting(port, timeline.nanos() + quarantineNanos));
    }

    private void wake() {
        long now = timeline.nanos();
        while (!resting.isEmpty() && resting.getFirst().until() - now <= 0) {
            free.addLast(resting.removeFirst().port());
        }
    }
}
