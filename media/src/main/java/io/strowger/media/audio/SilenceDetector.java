package io.strowger.media.audio;

/**
 * Tells sound from silence by energy, frame by frame, with hysteresis: sound begins with two frames above -40 dBov and
 * ends with ten frames (200 ms, the pauses inside words) below -44 dBov. Owned by one thread; allocates nothing.
 */
public final class SilenceDetector {
    /** Frames above the upper level that begin sound. */
    public static final int ONSET = 2;
    private static final int HANGOVER = 10;
    private static final int UPPER = 330;
    private static final int LOWER = 200;

    private boolean sounding;
    private int streak;
    private long silentFrames;

    /**
     * Looks at the next frame.
     *
     * @return true while there is sound
     */
    public boolean frame(short[] pcm) {
        int level = level(pcm, 0, pcm.length);
        boolean against = sounding ? level < LOWER : level > UPPER;
        streak = against ? streak + 1 : 0;
        if (streak >= (sounding ? HANGOVER : ONSET)) {
            sounding = !sounding;
            silentFrames = sounding ? 0 : HANGOVER;
            streak = 0;
        } else if (!sounding) {
            silentFrames++;
        }
        return sounding;
    }

    /** Milliseconds of silence up to now; zero while there is sound. */
    public long silentMillis() {
        return silentFrames * 20;
    }

    /** Root of the mean square of a range: 0 to 32768. */
    public static int level(short[] pcm, int from, int length) {
        long sum = 0;
        for (int i = from; i < from + length; i++) {
            sum += (long) pcm[i] * pcm[i];
        }
        return length == 0 ? 0 : (int) Math.sqrt((double) sum / length);
    }
}
