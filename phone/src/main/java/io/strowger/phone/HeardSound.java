package io.strowger.phone;

import io.strowger.media.Hearer;
import java.util.Arrays;

/** Remembers what a leg received, 20 ms at a time: what came late or never is silence. Any thread may read it. */
public final class HeardSound implements Hearer {
    private final int longest;
    private short[] samples = new short[8000 * 30];
    private int length;
    private int frames;
    private int missing;

    /** @param longest samples kept at most */
    HeardSound(int longest) {
        this.longest = longest;
    }

    @Override
    public synchronized void frame(long nanos, short[] pcm, boolean received) {
        frames++;
        missing += received ? 0 : 1;
        if (length + pcm.length > longest) {
            return;
        }
        if (length + pcm.length > samples.length) {
            samples = Arrays.copyOf(samples, Math.min(longest, samples.length * 2));
        }
        System.arraycopy(pcm, 0, samples, length, pcm.length);
        length += pcm.length;
    }

    /** All of it so far: 8 kHz. */
    public synchronized short[] pcm() {
        return Arrays.copyOf(samples, length);
    }

    /** From a sample on; empty when there is none yet. */
    public synchronized short[] pcmFrom(int sample) {
        return Arrays.copyOfRange(samples, Math.min(sample, length), length);
    }

    /** Samples so far. */
    public synchronized int samples() {
        return length;
    }

    /** Frames of 20 ms that passed. */
    public synchronized int frames() {
        return frames;
    }

    /** How many of them no packet covered. */
    public synchronized int missing() {
        return missing;
    }
}
