package io.strowger.media.rtp;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Compound RTCP packets (RFC 3550 section 6): written to and read from buffers. Any thread, no state. */
public final class Rtcp {
    /** Payload type of a sender report. */
    public static final int SR = 200;
    /** Payload type of a receiver report. */
    public static final int RR = 201;
    /** Payload type of a source description. */
    public static final int SDES = 202;
    /** Payload type of a goodbye. */
    public static final int BYE = 203;
    private static final long NTP_EPOCH = 2_208_988_800L;

    private Rtcp() {}

    /**
     * What we know about the source we receive.
     *
     * @param fraction lost since the last report, of 256
     * @param lost in all, signed
     * @param lastReport middle 32 bits of the NTP stamp of its last SR; 0 for none
     * @param delay since that SR came, in units of 1/65536 s
     */
    public record Block(int ssrc, int fraction, int lost, int sequence, int jitter, int lastReport, int delay) {}

    /** Hears what a compound packet says, in its order. */
    public interface Reader {
        /** A sender report's NTP stamp, middle 32 bits. */
        void senderReport(int ssrc, int ntpMiddle);

        /** A report block about a source of ours or of others. */
        void block(Block block);

        /** The source leaves. */
        void bye(int ssrc);
    }

    /** NTP time: seconds since 1900 in the upper half, fraction in the lower. */
    public static long ntp(Instant now) {
        return (now.getEpochSecond() + NTP_EPOCH) << 32 | ((long) now.getNano() << 32) / 1_000_000_000L;
    }

    /** The middle 32 bits of an NTP stamp. */
    public static int middle(long ntp) {
        return (int) (ntp >>> 16);
    }

    /** Writes a sender report without blocks; {@link #block} adds one. */
    public static void senderReport(
            ByteBuffer out, int blocks, int ssrc, long ntp, int timestamp, long packets, long octets) {
        head(out, blocks, SR, 6 + 6 * blocks);
        out.putInt(ssrc).putLong(ntp).putInt(timestamp).putInt((int) packets).putInt((int) octets);
    }

    /** Writes the head of a receiver report. */
    public static void receiverReport(ByteBuffer out, int blocks, int ssrc) {
        head(out, blocks, RR, 1 + 6 * blocks);
        out.putInt(ssrc);
    }

    /** Writes a report block. */
    public static void block(ByteBuffer out, Block block) {
        out.putInt(block.ssrc());
        out.putInt(block.fraction() << 24 | block.lost() & 0xFF_FFFF);
        out.putInt(block.sequence()).putInt(block.jitter()).putInt(block.lastReport()).putInt(block.delay());
    }

    /** Writes a source description with a CNAME, which every compound packet must have (section 6.1). */
    public static void description(ByteBuffer out, int ssrc, String cname) {
        byte[] name = cname.getBytes(StandardCharsets.US_ASCII);
        int words = (4 + 2 + name.length) / 4 + 1; // at least one zero byte ends the chunk
        head(out, 1, SDES, words);
        int end = out.position() + words * 4;
        out.putInt(ssrc).put((byte) 1).put((byte) name.length).put(name);
        while (out.position() < end) {
            out.put((byte) 0);
        }
    }

    /** Writes a goodbye. */
    public static void bye(ByteBuffer out, int ssrc) {
        head(out, 1, BYE, 1);
        out.putInt(ssrc);
    }

    private static void head(ByteBuffer out, int count, int type, int words) {
        out.put((byte) (0x80 | count)).put((byte) type).putShort((short) words);
    }

    /**
     * Reads the compound packet between position and limit, after the checks of RFC 3550 appendix A.2.
     *
     * @return false when it is none; nothing was told then
     */
    public static boolean read(ByteBuffer in, Reader reader) {
        int start = in.position();
        int end = in.limit();
        if (!valid(in, start, end)) {
            return false;
        }
        for (int at = start; at < end; at += size(in, at)) {
            packet(in, at, at + size(in, at), reader);
        }
        return true;
    }

    private static int size(ByteBuffer in, int at) {
        return 4 * ((in.getShort(at + 2) & 0xFFFF) + 1);
    }

    private static boolean valid(ByteBuffer in, int start, int end) {
        if (end - start < 8) {
            return false;
        }
        int first = in.get(start + 1) & 0xFF;
        if ((first != SR && first != RR) || (in.get(start) & 0x20) != 0) {
            return false;
        }
        int at = start;
        while (at < end) {
            if (end - at < 4 || (in.get(at) & 0xC0) != 0x80) {
                return false;
            }
            at += size(in, at);
        }
        return at == end;
    }

    private static void packet(ByteBuffer in, int at, int end, Reader reader) {
        int count = in.get(at) & 0x1F;
        int type = in.get(at + 1) & 0xFF;
        int blocks = at + 8;
        if (type == SR && end - at >= 28) {
            reader.senderReport(in.getInt(at + 4), (int) (in.getLong(at + 8) >>> 16));
            blocks = at + 28;
        }
        if (type == SR || type == RR) {
            for (int i = 0; i < count && blocks + 24 <= end; i++, blocks += 24) {
                int loss = in.getInt(blocks + 4);
                reader.block(new Block(in.getInt(blocks), loss >>> 24, loss << 8 >> 8, in.getInt(blocks + 8),
                        in.getInt(blocks + 12), in.getInt(blocks + 16), in.getInt(blocks + 20)));
            }
        }
        if (type == BYE) {
            for (int i = 0; i < count && at + 8 + 4 * i <= end; i++) {
                reader.bye(in.getInt(at + 4 + 4 * i));
            }
        }
    }
}
