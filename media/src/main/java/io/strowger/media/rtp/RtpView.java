package io.strowger.media.rtp;

import java.nio.ByteBuffer;

/**
 * The header of one received RTP packet (RFC 3550 section 5.1), read where it lies. Reused for every packet: a view
 * holds no packet beyond the next {@link #read}. Owned by one pacer.
 */
public final class RtpView {
    /** Bytes of a header without CSRCs and extension. */
    public static final int HEADER = 12;

    private ByteBuffer buffer = ByteBuffer.allocate(0);
    private boolean marker;
    private int payloadType;
    private int sequence;
    private int timestamp;
    private int ssrc;
    private int payload;
    private int length;

    /**
     * Looks at the packet between the buffer's position and limit.
     *
     * @return false when that is no RTP packet of version 2, or its lengths do not add up
     */
    public boolean read(ByteBuffer packet) {
        int start = packet.position();
        int size = packet.limit() - start;
        if (size < HEADER) {
            return false;
        }
        int first = packet.get(start) & 0xFF;
        if (first >> 6 != 2) {
            return false;
        }
        int at = start + HEADER + 4 * (first & 0x0F);
        int end = packet.limit();
        if ((first & 0x10) != 0) {
            if (at + 4 > end) {
                return false;
            }
            at += 4 + 4 * (packet.getShort(at + 2) & 0xFFFF);
        }
        if (at > end) {
            return false;
        }
        if ((first & 0x20) != 0) {
            int padding = packet.get(end - 1) & 0xFF;
            if (padding == 0 || padding > end - at) {
                return false;
            }
            end -= padding;
        }
        int second = packet.get(start + 1) & 0xFF;
        buffer = packet;
        marker = second >= 128;
        payloadType = second & 0x7F;
        sequence = packet.getShort(start + 2) & 0xFFFF;
        timestamp = packet.getInt(start + 4);
        ssrc = packet.getInt(start + 8);
        payload = at;
        length = end - at;
        return true;
    }

    /** The marker bit: first packet of a talk spurt or of an event. */
    public boolean marker() {
        return marker;
    }

    /** From 0 to 127. */
    public int payloadType() {
        return payloadType;
    }

    /** From 0 to 65535. */
    public int sequence() {
        return sequence;
    }

    /** In units of 1/8000 s for all that we speak; unsigned. */
    public int timestamp() {
        return timestamp;
    }

    /** Source of the stream. */
    public int ssrc() {
        return ssrc;
    }

    /** Index of the payload's first byte in the buffer. */
    public int payload() {
        return payload;
    }

    /** Bytes of payload, padding left out. */
    public int length() {
        return length;
    }

    /** The buffer that was read. */
    public ByteBuffer buffer() {
        return buffer;
    }

    /** Writes a header of 12 bytes at the buffer's position and moves it on. */
    public static void writeHeader(
            ByteBuffer out, boolean marker, int payloadType, int sequence, int timestamp, int ssrc) {
        out.put((byte) 0x80);
        out.put((byte) ((marker ? 0x80 : 0) | payloadType));
        out.putShort((short) sequence);
        out.putInt(timestamp);
        out.putInt(ssrc);
    }
}
