package io.strowger.media.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** The music of callers who wait (voice-twiml "Enqueue": built-in hold music). */
class HoldMusicTest {
    private final short[] music = HoldMusic.clip().pcm();

    @Test
    void aRoundLastsSixteenSecondsAndIsNeverSilent() {
        assertEquals(16 * Clip.RATE, music.length);
        for (int from = 0; from < music.length; from += Clip.RATE / 2) {
            assertTrue(SilenceDetector.level(music, from, Clip.RATE / 2) > 200, "silent at sample " + from);
        }
    }

    @Test
    void itIsSofterThanTheTonesAndNeverCutOff() {
        int loudest = 0;
        for (short sample : music) {
            loudest = Math.max(loudest, Math.abs(sample));
        }
        assertTrue(loudest > 2000 && loudest < 12_000, "loudest sample " + loudest);
    }

    @Test
    void theLoopHasNoSeam() {
        int greatest = 0;
        for (int i = 1; i < music.length; i++) {
            greatest = Math.max(greatest, Math.abs(music[i] - music[i - 1]));
        }
        assertTrue(Math.abs(music[0] - music[music.length - 1]) <= greatest,
                "the step from end to beginning is none that the music does not have");
    }

    @Test
    void itBeginsWithItsLowestChord() {
        assertTrue(Goertzel.share(music, 400, Clip.RATE / 2 - 400, 131) > 0.3);
    }
}
