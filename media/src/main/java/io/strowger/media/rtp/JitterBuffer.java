package io.strowger.media.rtp;

/**
 * Puts samples back in their order and pace. A ring of 512 ms indexed by RTP timestamp, so that reordering, copies and
 * packets of any length need no bookkeeping of their own. The delay grows by a frame when packets come too late to be
 * played and shrinks by one when for two seconds every frame had more waiting than needed. A missing frame repeats the
 * last one, halved each time, then is silence. Owned by one pacer; allocates nothing after construction.
 */
public final class JitterBuffer {
    /** Samples of a frame. */
    public static final int FRAME = 160;
    private static final int SIZE = 4096;
    private static final int MASK = SIZE - 1;
    private static final int MIN_DELAY = 2 * FRAME;
    private static final int MAX_DELAY = 12 * FRAME;
    private static final int CALM_FRAMES = 100;
    private static final int MISSING_MEANS_PAUSE = 15;
    /** Two late packets among so many make the delay grow. */
    private static final int LATE_PRESSURE = 25;

    private final short[] ring = new short[SIZE];
    private final long[] present = new long[SIZE / 64];
    private final short[] last = new short[FRAME];
    private boolean began;
    private int playout;
    private int newest;
    private int delay = MIN_DELAY;
    private int pressure;
    private int calm;
    private int lowest = Integer.MAX_VALUE;
    private int missing;
    private long late;
    private long concealed;
    private long duplicated;
    private boolean grow;

    /** Forgets everything that waits: the source changed. */
    public void reset() {
        began = false;
        java.util.Arrays.fill(present, 0);
    }

    /**
     * Keeps a packet's samples.
     *
     * @param timestamp of its first sample
     * @param pcm its samples from index 0
     * @param samples how many, from 1 to 1600
     */
    public void put(int timestamp, short[] pcm, int samples) {
        if (!began || Math.abs((long) (timestamp - playout)) > SIZE * 4L) {
            reset();
            began = true;
            playout = timestamp - delay;
            newest = timestamp;
        }
        if (timestamp + samples - playout <= 0) {
            if (missing <= MISSING_MEANS_PAUSE) {
                tooLate();
                return;
            }
            playout = timestamp - delay; // the sender stood still for a while and goes on where it was
        }
        int ahead = timestamp - playout;
        pressure = Math.max(0, pressure - 1);
        if (ahead + samples > SIZE) {
            skipTo(timestamp + samples - SIZE + MIN_DELAY);
        }
        int from = Math.max(0, playout - timestamp);
        if (from < samples && isPresent(timestamp + from)) {
            duplicated++;
            return;
        }
        for (int i = from; i < samples; i++) {
            int at = (timestamp + i) & MASK;
            ring[at] = pcm[i];
            present[at >> 6] |= 1L << (at & 63);
        }
        if (timestamp + samples - newest > 0) {
            newest = timestamp + samples;
        }
    }

    private void tooLate() {
        late++;
        pressure += LATE_PRESSURE;
        if (pressure >= 2 * LATE_PRESSURE && delay < MAX_DELAY) {
            grow = true;
            pressure = 0;
        }
    }

    private void skipTo(int timestamp) {
        while (timestamp - playout > 0) {
            clear(playout);
            playout++;
        }
    }

    /**
     * Takes the next 20 ms.
     *
     * @param out gets 160 samples
     * @return true when any of it was received; false when all of it is concealment or silence
     */
    public boolean take(short[] out) {
        if (!began) {
            java.util.Arrays.fill(out, 0, FRAME, (short) 0);
            return false;
        }
        adapt();
        if (grow) {
            grow = false;
            delay += FRAME;
            conceal(out); // one frame more before the rest: playout stays
            return false;
        }
        boolean any = false;
        for (int i = 0; i < FRAME; i++) {
            if (isPresent(playout + i)) {
                out[i] = ring[(playout + i) & MASK];
                clear(playout + i);
                any = true;
            } else {
                out[i] = 0;
            }
        }
        playout += FRAME;
        if (!any) {
            conceal(out);
            return false;
        }
        missing = 0;
        System.arraycopy(out, 0, last, 0, FRAME);
        return true;
    }

    private void adapt() {
        int waiting = newest - playout;
        if (waiting <= 0) {
            calm = 0;
            lowest = Integer.MAX_VALUE;
            return;
        }
        lowest = Math.min(lowest, waiting);
        if (++calm >= CALM_FRAMES) {
            if (lowest > MIN_DELAY + FRAME) {
                skipTo(playout + FRAME);
                delay = Math.max(MIN_DELAY, delay - FRAME);
            }
            calm = 0;
            lowest = Integer.MAX_VALUE;
        }
    }

    private void conceal(short[] out) {
        concealed++;
        missing++;
        int shift = missing;
        for (int i = 0; i < FRAME; i++) {
            out[i] = shift > 4 ? 0 : (short) (last[i] >> shift);
        }
    }

    private boolean isPresent(int timestamp) {
        int at = timestamp & MASK;
        return (present[at >> 6] & (1L << (at & 63))) != 0;
    }

    private void clear(int timestamp) {
        int at = timestamp & MASK;
        present[at >> 6] &= ~(1L << (at & 63));
    }

    /** Packets that came after their moment. */
    public long late() {
        return late;
    }

    /** Frames that were made up. */
    public long concealed() {
        return concealed;
    }

    /** Packets whose samples were there already. */
    public long duplicated() {
        return duplicated;
    }

    /** The present delay, in milliseconds. */
    public int delayMillis() {
        return delay / 8;
    }
}
