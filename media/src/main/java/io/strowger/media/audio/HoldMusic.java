package io.strowger.media.audio;

/**
 * Music for callers who wait: sixteen seconds of slowly plucked chords that loop without a seam, made of sine waves at
 * the start, so that the product holds no recording of anybody's. At most about -18 dBm0. Any thread may call it.
 */
public final class HoldMusic {
    private static final int NOTE = Clip.RATE / 2;
    private static final int RINGS_FOR = Clip.RATE * 2;
    private static final int ATTACK = Clip.RATE / 100;
    private static final double LEVEL = 2200;
    /** Four bars of a broken chord each, eight notes a bar: hertz of equal temperament, A = 440. */
    private static final double[][] BARS = {
        {130.81, 196.00, 261.63, 329.63, 392.00, 329.63, 261.63, 196.00},
        {110.00, 164.81, 220.00, 261.63, 329.63, 261.63, 220.00, 164.81},
        {174.61, 220.00, 261.63, 349.23, 440.00, 349.23, 261.63, 220.00},
        {146.83, 196.00, 246.94, 293.66, 392.00, 293.66, 246.94, 196.00},
    };

    private HoldMusic() {}

    /** One round of it. */
    public static Clip clip() {
        int notes = BARS.length * BARS[0].length;
        double[] mixed = new double[notes * NOTE];
        for (int note = 0; note < notes; note++) {
            pluck(mixed, note * NOTE, BARS[note / BARS[0].length][note % BARS[0].length]);
        }
        short[] out = new short[mixed.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (short) Math.round(mixed[i]);
        }
        return Clip.of(out);
    }

    /** What rings past the end goes on at the beginning: that is why there is no seam. */
    private static void pluck(double[] into, int from, double hertz) {
        for (int i = 0; i < RINGS_FOR; i++) {
            double angle = 2 * Math.PI * hertz * i / Clip.RATE;
            double tail = Math.min(1, (RINGS_FOR - i) / (double) ATTACK);
            double envelope = Math.min(1, i / (double) ATTACK) * tail * Math.exp(-2.5 * i / Clip.RATE);
            into[(from + i) % into.length] += LEVEL * envelope * (Math.sin(angle) + 0.3 * Math.sin(2 * angle));
        }
    }
}
