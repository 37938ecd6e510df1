package io.strowger.media.audio;

/**
 * The platform's tones as clips, each one cadence long, so that a player loops them. Levels are about -13 dBm0 a
 * frequency (ITU-T E.180 section 4). Any thread may call it.
 */
public final class Tones {
    private static final double LEVEL = 32767 * Math.pow(10, -16.0 / 20);
    private static final String KEYS = "123A456B789C*0#D";
    private static final int[] ROWS = {697, 770, 852, 941};
    private static final int[] COLUMNS = {1209, 1336, 1477, 1633};
    private static final int FADE = 40;

    private Tones() {}

    /** Which country's cadence. */
    public enum Region {
        /** 425 Hz cadences of most of Europe (E.180 supplement 2). */
        EU,
        /** Precise tone plan of North America. */
        US
    }

    /** Ringback: EU 425 Hz 1 s on, 4 s off; US 440 + 480 Hz 2 s on, 4 s off. */
    public static Clip ringback(Region region) {
        return switch (region) {
            case EU -> Clip.of(join(tone(1000, 425), silence(4000)));
            case US -> Clip.of(join(tone(2000, 440, 480), silence(4000)));
        };
    }

    /** Busy: EU 425 Hz half a second on and off; US 480 + 620 Hz likewise. */
    public static Clip busy(Region region) {
        return switch (region) {
            case EU -> Clip.of(join(tone(500, 425), silence(500)));
            case US -> Clip.of(join(tone(500, 480, 620), silence(500)));
        };
    }

    /** The beep before a recording: 1000 Hz for 400 ms. */
    public static Clip beep() {
        return Clip.of(tone(400, 1000));
    }

    /** Special information tone (E.180 section 8): 950, 1400 and 1800 Hz, 330 ms each, then 1 s of silence. */
    public static Clip notInService() {
        return Clip.of(join(tone(330, 950), tone(330, 1400), tone(330, 1800), silence(1000)));
    }

    /**
     * The two frequencies of a key (ITU-T Q.23).
     *
     * @param key {@code 0-9 A-D * #}
     */
    public static short[] dtmf(char key, int millis) {
        int index = KEYS.indexOf(key);
        if (index < 0) {
            throw new IllegalArgumentException("no key '" + key + "' on a telephone");
        }
        return tone(millis, ROWS[index / 4], COLUMNS[index % 4]);
    }

    /** A sum of sine waves with 5 ms ramps at both ends, so that it does not click. */
    public static short[] tone(int millis, int... frequencies) {
        short[] out = new short[millis * Clip.RATE / 1000];
        for (int i = 0; i < out.length; i++) {
            double sum = 0;
            for (int frequency : frequencies) {
                sum += Math.sin(2 * Math.PI * frequency * i / Clip.RATE);
            }
            double ramp = Math.min(1, Math.min(i + 1, out.length - i) / (double) FADE);
            out[i] = (short) Math.round(sum * LEVEL * ramp);
        }
        return out;
    }

    private static short[] silence(int millis) {
        return new short[millis * Clip.RATE / 1000];
    }

    private static short[] join(short[]... parts) {
        int length = 0;
        for (short[] part : parts) {
            length += part.length;
        }
        short[] out = new short[length];
        int at = 0;
        for (short[] part : parts) {
            System.arraycopy(part, 0, out, at, part.length);
            at += part.length;
        }
        return out;
    }
}
