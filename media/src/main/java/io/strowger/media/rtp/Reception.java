package io.strowger.media.rtp;

/**
 * What a receiver keeps about one source: extended sequence number, loss and jitter (RFC 3550 appendix A.1, A.3 and
 * A.8). Owned by one pacer; allocates nothing.
 */
public final class Reception {
    private static final int MAX_DROPOUT = 3000;
    private static final int MAX_MISORDER = 100;
    private static final int SEQUENCE_MODULUS = 1 << 16;

    private boolean began;
    private int ssrc;
    private int baseSequence;
    private int maxSequence;
    private long cycles;
    private int badSequence = SEQUENCE_MODULUS + 1;
    private long received;
    private long late;
    private long expectedPrior;
    private long receivedPrior;
    private long lostBefore;
    private long receivedBefore;
    private int transit;
    private boolean transitKnown;
    private double jitter;
    private double maxJitter;

    /** What became of a packet. */
    public enum Verdict {
        /** In order, or ahead with a gap that counts as loss. */
        FRESH,
        /** Behind another one: out of order, or a copy. */
        LATE,
        /** A jump too large to believe; believed when the next packet follows it. */
        JUMP,
        /** The first packet after a change of source or a believed jump: offsets must be built anew. */
        RESTARTED
    }

    /**
     * Counts a packet.
     *
     * @param arrival moment of arrival in timestamp units (1/8000 s), any origin
     */
    public Verdict count(int packetSsrc, int sequence, int timestamp, int arrival) {
        if (!began || packetSsrc != ssrc) {
            restart(packetSsrc, sequence);
            received++;
            measure(timestamp, arrival);
            return Verdict.RESTARTED;
        }
        int delta = (sequence - maxSequence) & 0xFFFF;
        Verdict verdict;
        if (delta > 0 && delta < MAX_DROPOUT) {
            if (sequence < maxSequence) {
                cycles += SEQUENCE_MODULUS;
            }
            maxSequence = sequence;
            verdict = Verdict.FRESH;
        } else if (delta >= MAX_DROPOUT && delta <= SEQUENCE_MODULUS - MAX_MISORDER) {
            if (sequence != badSequence) {
                badSequence = (sequence + 1) & 0xFFFF;
                return Verdict.JUMP;
            }
            restart(packetSsrc, sequence);
            verdict = Verdict.RESTARTED;
        } else {
            late++;
            received++;
            return Verdict.LATE;
        }
        received++;
        measure(timestamp, arrival);
        return verdict;
    }

    /** Appendix A.8; a packet of the same timestamp (an event's repetition) says nothing about jitter. */
    private void measure(int timestamp, int arrival) {
        int now = arrival - timestamp;
        if (transitKnown) {
            int d = Math.abs(now - transit);
            if (d < 8000 * 10) {
                jitter += (d - jitter) / 16;
                maxJitter = Math.max(maxJitter, jitter);
            }
        }
        transit = now;
        transitKnown = true;
    }

    private void restart(int packetSsrc, int sequence) {
        if (began) {
            lostBefore += Math.max(0, expected() - (received - receivedBefore));
            receivedBefore = received;
        }
        began = true;
        ssrc = packetSsrc;
        baseSequence = sequence;
        maxSequence = sequence;
        cycles = 0;
        badSequence = SEQUENCE_MODULUS + 1;
        expectedPrior = 0;
        receivedPrior = 0;
        transitKnown = false;
    }

    private long expected() {
        return began ? cycles + maxSequence - baseSequence + 1 : 0;
    }

    /** True once a packet has been counted. */
    public boolean began() {
        return began;
    }

    /** The source that is being received. */
    public int ssrc() {
        return ssrc;
    }

    /** Packets received, copies among them. */
    public long received() {
        return received;
    }

    /** Packets that came behind a later one. */
    public long late() {
        return late;
    }

    /** Packets lost over all sources; copies make up for losses, as RFC 3550 has it; never below zero. */
    public long lost() {
        return lostBefore + Math.max(0, expected() - (received - receivedBefore));
    }

    /** Cycles in the upper and highest sequence number in the lower 16 bits, as a report carries it. */
    public int extendedSequence() {
        return (int) (cycles + maxSequence);
    }

    /** Interarrival jitter in timestamp units. */
    public int jitter() {
        return (int) jitter;
    }

    /** Interarrival jitter, in milliseconds. */
    public double jitterMillis() {
        return jitter / 8;
    }

    /** The greatest jitter so far, in milliseconds. */
    public double maxJitterMillis() {
        return maxJitter / 8;
    }

    /** Loss since the last call, of 256 (appendix A.3). */
    public int fractionLost() {
        long expectedNow = expected();
        long receivedNow = received - receivedBefore;
        long due = expectedNow - expectedPrior;
        long lost = due - (receivedNow - receivedPrior);
        expectedPrior = expectedNow;
        receivedPrior = receivedNow;
        return due <= 0 || lost <= 0 ? 0 : (int) Math.min(255, lost * 256 / due);
    }

    /** Loss of the present source as a report carries it: 24 bits, signed. */
    public int cumulativeLost() {
        long lost = expected() - (received - receivedBefore);
        return (int) Math.max(-0x80_0000, Math.min(0x7F_FFFF, lost));
    }
}
