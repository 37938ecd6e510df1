package io.strowger.media.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Tones by E.180 and Q.23, and the ears that tell them. */
class TonesTest {
    @Test
    void callProgressTonesHaveTheirFrequenciesAndCadence() {
        short[] eu = Tones.ringback(Tones.Region.EU).pcm();
        assertEquals(5 * 8000, eu.length);
        assertTrue(Goertzel.hears(eu, 1000, 4000, 425));
        assertEquals(0, SilenceDetector.level(eu, 9000, 20_000));
        short[] us = Tones.ringback(Tones.Region.US).pcm();
        assertEquals(6 * 8000, us.length);
        assertEquals(0.5, Goertzel.share(us, 0, 8000, 440), 0.05);
        assertEquals(0.5, Goertzel.share(us, 0, 8000, 480), 0.05);
        assertEquals(8000, Tones.busy(Tones.Region.EU).samples());
        assertTrue(Goertzel.hears(Tones.beep().pcm(), 0, 3200, 1000));
        short[] sit = Tones.notInService().pcm();
        assertTrue(Goertzel.hears(sit, 0, 2640, 950));
        assertTrue(Goertzel.hears(sit, 2640, 2640, 1400));
        assertTrue(Goertzel.hears(sit, 5280, 2640, 1800));
    }

    @Test
    void everyKeyIsARowAndAColumn() {
        String keys = "123A456B789C*0#D";
        int[] rows = {697, 770, 852, 941};
        int[] columns = {1209, 1336, 1477, 1633};
        for (int i = 0; i < 16; i++) {
            short[] pcm = Tones.dtmf(keys.charAt(i), 100);
            for (int j = 0; j < 4; j++) {
                assertEquals(j == i / 4, Goertzel.share(pcm, 0, 800, rows[j]) > 0.3, keys.charAt(i) + " row " + j);
                assertEquals(
                        j == i % 4, Goertzel.share(pcm, 0, 800, columns[j]) > 0.3, keys.charAt(i) + " column " + j);
            }
        }
        assertThrows(IllegalArgumentException.class, () -> Tones.dtmf('x', 100));
    }

    @Test
    void silenceBeginsAfterAPauseLongerThanOneInsideAWord() {
        SilenceDetector detector = new SilenceDetector();
        short[] loud = Tones.tone(20, 500);
        short[] quiet = new short[160];
        assertFalse(detector.frame(loud), "one loud frame is a click");
        assertTrue(detector.frame(loud));
        for (int i = 0; i < 9; i++) {
            assertTrue(detector.frame(quiet), "pause of " + (i + 1) + " frames");
        }
        assertEquals(0, detector.silentMillis());
        assertFalse(detector.frame(quiet));
        assertEquals(200, detector.silentMillis());
        detector.frame(quiet);
        assertEquals(220, detector.silentMillis());
    }

    @Test
    void aLevelBetweenTheTwoThresholdsChangesNothing() {
        short[] between = new short[160];
        java.util.Arrays.fill(between, (short) 260);
        SilenceDetector detector = new SilenceDetector();
        for (int i = 0; i < 20; i++) {
            assertFalse(detector.frame(between));
        }
        detector.frame(Tones.tone(20, 500));
        detector.frame(Tones.tone(20, 500));
        for (int i = 0; i < 20; i++) {
            assertTrue(detector.frame(between));
        }
    }
}
