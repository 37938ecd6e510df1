package io.strowger.media.audio;

/**
 * Brings sound of any rate to the telephone's 8 kHz: a polyphase filter of windowed sinc (Kaiser, about 70 dB), so that
 * nothing above 4 kHz folds back. Any thread may call it.
 */
public final class Resampler {
    private static final int ZERO_CROSSINGS = 24;
    private static final int MAX_PHASES = 512;
    private static final double PASS = 0.94;
    private static final double KAISER_BETA = 7.0;

    private Resampler() {}

    /**
     * Converts 16-bit samples to 8 kHz.
     *
     * @param rate of {@code pcm}, from 1 to 768000 Hz
     */
    public static short[] toTelephone(short[] pcm, int rate) {
        if (rate == Clip.RATE || pcm.length == 0) {
            return pcm;
        }
        if (rate < 1 || rate > 768_000) {
            throw new IllegalArgumentException("a rate of " + rate + " Hz");
        }
        long length = Math.max(1, (long) pcm.length * Clip.RATE / rate);
        if (length > Integer.MAX_VALUE / 2) {
            throw new IllegalArgumentException("too long a sound at " + rate + " Hz");
        }
        return convolve(pcm, rate, (int) length);
    }

    private static short[] convolve(short[] pcm, int rate, int length) {
        double cutoff = Math.min(1.0, (double) Clip.RATE / rate) * PASS;
        int half = (int) Math.ceil(ZERO_CROSSINGS / cutoff);
        int phases = Math.min(MAX_PHASES, Clip.RATE / gcd(rate, Clip.RATE));
        float[][] filter = new float[phases][];
        short[] out = new short[length];
        for (int n = 0; n < length; n++) {
            long scaled = (long) n * rate;
            int centre = (int) (scaled / Clip.RATE);
            int phase = (int) Math.round((double) (scaled % Clip.RATE) / Clip.RATE * phases);
            if (phase == phases) {
                phase = 0;
                centre++;
            }
            if (filter[phase] == null) {
                filter[phase] = taps((double) phase / phases, half, cutoff);
            }
            out[n] = clamp(sum(pcm, centre - half + 1, filter[phase]));
        }
        return out;
    }

    private static float sum(short[] pcm, int first, float[] taps) {
        float sum = 0;
        int from = Math.max(0, -first);
        int to = Math.min(taps.length, pcm.length - first);
        for (int i = from; i < to; i++) {
            sum += pcm[first + i] * taps[i];
        }
        return sum;
    }

    private static float[] taps(double fraction, int half, double cutoff) {
        float[] taps = new float[2 * half];
        double total = 0;
        for (int i = 0; i < taps.length; i++) {
            double x = i - half + 1 - fraction;
            double sinc = x == 0 ? 1 : Math.sin(Math.PI * cutoff * x) / (Math.PI * cutoff * x);
            double at = x / half;
            double window = Math.abs(at) >= 1 ? 0 : bessel(KAISER_BETA * Math.sqrt(1 - at * at)) / bessel(KAISER_BETA);
            taps[i] = (float) (sinc * window);
            total += taps[i];
        }
        for (int i = 0; i < taps.length; i++) {
            taps[i] /= (float) total; // unity at 0 Hz for every phase: no ripple on a steady level
        }
        return taps;
    }

    /** Modified Bessel function of the first kind, order zero. */
    private static double bessel(double x) {
        double sum = 1;
        double term = 1;
        for (int k = 1; k < 30; k++) {
            term *= (x / 2 / k) * (x / 2 / k);
            sum += term;
        }
        return sum;
    }

    private static short clamp(float value) {
        return (short) Math.max(Short.MIN_VALUE, Math.min(Short.MAX_VALUE, Math.round(value)));
    }

    private static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
