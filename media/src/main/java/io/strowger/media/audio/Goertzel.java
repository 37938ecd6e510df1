package io.strowger.media.audio;

/** Measures how much of one frequency is in 8 kHz sound. Any thread may call it; it keeps nothing. */
public final class Goertzel {
    private Goertzel() {}

    /**
     * The share of a range's energy that lies at a frequency.
     *
     * @return from 0 (none, or silence) to about 1 (a pure tone)
     */
    public static double share(short[] pcm, int from, int length, double frequency) {
        double coefficient = 2 * Math.cos(2 * Math.PI * frequency / Clip.RATE);
        double s1 = 0;
        double s2 = 0;
        double energy = 0;
        for (int i = from; i < from + length; i++) {
            double s0 = pcm[i] + coefficient * s1 - s2;
            s2 = s1;
            s1 = s0;
            energy += (double) pcm[i] * pcm[i];
        }
        if (energy == 0) {
            return 0;
        }
        double power = s1 * s1 + s2 * s2 - coefficient * s1 * s2;
        return power * 2 / (energy * length);
    }

    /** True when a range is mostly (70 %) this tone and not silent. */
    public static boolean hears(short[] pcm, int from, int length, double frequency) {
        return SilenceDetector.level(pcm, from, length) > 200 && share(pcm, from, length, frequency) > 0.7;
    }
}
