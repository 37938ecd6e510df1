package io.strowger.media;

import io.strowger.kernel.World;
import io.strowger.media.rtp.Reception;
import io.strowger.media.rtp.Rtcp;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * A leg's RTCP: a report about once an interval (half to one and a half of it, RFC 3550 section 6.3.1), reports of the
 * far side read twice a second. Owned by one pacer.
 */
final class RtcpExchange implements Rtcp.Reader {
    /** Reports read from one leg in one round; a flood waits in the kernel, which drops it. */
    private static final int REPORTS_PER_ROUND = 4;
    private static final int UNKNOWN = -1;

    private final World world;
    private final MediaSocket socket;
    private final String cname;
    private final long intervalNanos;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(256);
    private InetSocketAddress announced = new InetSocketAddress(0);
    private boolean fixed;
    private long nextReport;
    private boolean scheduled;
    private int ourSsrc;
    private long now;
    private int lastReport;
    private long lastReportCame;
    private long packetsReported;
    private long reportedLost = UNKNOWN;
    private double roundTripMillis = UNKNOWN;

    RtcpExchange(World world, MediaSocket socket, String cname, long intervalNanos) {
        this.world = world;
        this.socket = socket;
        this.cname = cname;
        this.intervalNanos = intervalNanos;
    }

    void announce(InetSocketAddress remote) {
        if (!remote.equals(announced) && !remote.getAddress().isAnyLocalAddress()) {
            announced = remote;
            fixed = false;
            socket.release();
            socket.aim(remote);
        }
    }

    /** Reads what has come and sends a report when one is due. */
    void tick(long nowNanos, Scratch scratch, SourceLock media, Reception reception, OutStream out, boolean live) {
        now = nowNanos;
        ourSsrc = out.ssrc();
        read(scratch, media);
        if (!live) {
            return;
        }
        if (!scheduled) {
            scheduled = true;
            schedule();
        } else if (now - nextReport >= 0) {
            schedule();
            begin(reception, out);
            send();
        }
    }

    private void schedule() {
        int millis = (int) (intervalNanos / 1_000_000);
        nextReport = now + intervalNanos / 2 + world.entropy().below(millis) * 1_000_000L;
    }

    /** Reports are taken from the host that sound comes from; the first one fixes the port. */
    private void read(Scratch scratch, SourceLock media) {
        for (int n = 0; n < REPORTS_PER_ROUND; n++) {
            scratch.in.clear();
            if (!socket.read(scratch.in)) {
                return;
            }
            scratch.in.flip();
            boolean trusted = fixed || socket.source().equals(announced)
                    || socket.source().getAddress().equals(media.peer().getAddress());
            if (trusted && Rtcp.read(scratch.in, this) && !fixed && media.isFixed()) {
                fixed = socket.fix(socket.source());
            }
        }
    }

    private void begin(Reception reception, OutStream out) {
        buffer.clear();
        int blocks = reception.began() ? 1 : 0;
        if (out.packets() > packetsReported) {
            packetsReported = out.packets();
            Rtcp.senderReport(buffer, blocks, ourSsrc, Rtcp.ntp(world.timeline().now()), out.clock(), out.packets(),
                    out.octets());
        } else {
            Rtcp.receiverReport(buffer, blocks, ourSsrc);
        }
        if (blocks == 1) {
            int delay = lastReport == 0 ? 0 : (int) ((now - lastReportCame) * 65_536 / 1_000_000_000L);
            Rtcp.block(buffer, new Rtcp.Block(reception.ssrc(), reception.fractionLost(), reception.cumulativeLost(),
                    reception.extendedSequence(), reception.jitter(), lastReport, delay));
        }
        Rtcp.description(buffer, ourSsrc, cname);
    }

    private void send() {
        buffer.flip();
        socket.write(buffer); // a report that cannot be sent now is replaced by the next
    }

    /** Says goodbye (section 6.6). */
    void bye(OutStream out) {
        if (out.packets() > 0) {
            buffer.clear();
            Rtcp.receiverReport(buffer, 0, out.ssrc());
            Rtcp.description(buffer, out.ssrc(), cname);
            Rtcp.bye(buffer, out.ssrc());
            send();
        }
    }

    @Override
    public void senderReport(int ssrc, int ntpMiddle) {
        lastReport = ntpMiddle;
        lastReportCame = now;
    }

    @Override
    public void block(Rtcp.Block block) {
        if (block.ssrc() != ourSsrc) {
            return;
        }
        reportedLost = Math.max(0, block.lost());
        if (block.lastReport() != 0) {
            int trip = Rtcp.middle(Rtcp.ntp(world.timeline().now())) - block.lastReport() - block.delay();
            if (trip >= 0 && trip < 60 * 65_536) {
                roundTripMillis = trip * 1000.0 / 65_536;
            }
        }
    }

    @Override
    public void bye(int ssrc) {
        lastReport = 0; // what follows is another source, if anything
    }

    long reportedLost() {
        return reportedLost;
    }

    double roundTripMillis() {
        return roundTripMillis;
    }
}
