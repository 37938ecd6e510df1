package io.strowger.media.rtp;

import java.nio.ByteBuffer;

/**
 * Hears keys in telephone-event packets (RFC 4733 section 2.5.2): each event once, at its first packet whichever that
 * is, however often its packets are repeated. Owned by one pacer; allocates nothing.
 */
public final class EventReceiver {
    /** What {@link #accept} answers when a packet tells nothing new. */
    public static final char NONE = 0;
    private static final String KEYS = "0123456789*#ABCD";
    private static final int LONGEST = 0xFFFF;

    private boolean began;
    private int timestamp;
    private int event;
    private boolean ended;

    /**
     * Looks at one packet.
     *
     * @return the key when a new event began, else {@link #NONE}
     */
    public char accept(boolean marker, int packetTimestamp, ByteBuffer buffer, int index, int length) {
        if (length < 4) {
            return NONE;
        }
        int code = buffer.get(index) & 0xFF;
        boolean end = (buffer.get(index + 1) & 0x80) != 0;
        if (began) {
            int ahead = packetTimestamp - timestamp;
            if (ahead == 0) {
                ended |= end;
                return NONE;
            }
            if (ahead < 0 && ahead > -8000 * 10) {
                return NONE; // a straggler of an event that was told
            }
            // A key held over eight seconds goes on under a new timestamp without marker (section 2.5.1.3).
            boolean continued = code == event && !marker && !ended && ahead == LONGEST;
            remember(packetTimestamp, code, end);
            return continued ? NONE : key(code);
        }
        remember(packetTimestamp, code, end);
        return key(code);
    }

    /** Forgets the last event: the source changed, so its timestamps are of no use. */
    public void reset() {
        began = false;
    }

    private void remember(int packetTimestamp, int code, boolean end) {
        began = true;
        timestamp = packetTimestamp;
        event = code;
        ended = end;
    }

    private static char key(int code) {
        return code < KEYS.length() ? KEYS.charAt(code) : NONE;
    }

    /** The event code of a key (RFC 4733 table 3). */
    public static int code(char key) {
        int code = KEYS.indexOf(key);
        if (code < 0) {
            throw new IllegalArgumentException("no key '" + key + "' on a telephone");
        }
        return code;
    }
}
