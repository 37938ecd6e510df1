package io.strowger.media.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Properties over seeded loss, order and copies. */
class JitterBufferTest {
    private final short[] frame = new short[160];

    /** Packet n holds the value n + 1 everywhere. */
    private static void put(JitterBuffer buffer, int n) {
        short[] pcm = new short[160];
        java.util.Arrays.fill(pcm, (short) (n + 1));
        buffer.put(Integer.MAX_VALUE - 8000 + n * 160, pcm, 160);
    }

    @Test
    void reorderingWithinTheDelayAndCopiesAreNotHeard() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            JitterBuffer buffer = new JitterBuffer();
            List<Integer> played = new ArrayList<>();
            put(buffer, 0);
            take(buffer, played);
            for (int n = 1; n < 400; n += 2) {
                boolean swap = random.nextBoolean();
                put(buffer, swap ? n + 1 : n);
                if (random.nextInt(4) == 0) {
                    put(buffer, swap ? n + 1 : n);
                }
                take(buffer, played);
                put(buffer, swap ? n : n + 1);
                take(buffer, played);
            }
            for (int i = 1; i < played.size(); i++) {
                assertEquals(played.get(i - 1) + 1, played.get(i), "seed " + seed);
            }
            assertTrue(played.size() > 390, "seed " + seed + ": " + played.size());
            assertTrue(buffer.duplicated() > 10, "seed " + seed);
        }
    }

    private void take(JitterBuffer buffer, List<Integer> played) {
        if (buffer.take(frame)) {
            played.add((int) frame[80]);
        }
    }

    @Test
    void aLostFrameIsTheLastOneHalvedThenSilence() {
        JitterBuffer buffer = new JitterBuffer();
        short[] loud = new short[160];
        java.util.Arrays.fill(loud, (short) 1600);
        buffer.put(0, loud, 160);
        assertFalse(buffer.take(frame));
        assertFalse(buffer.take(frame));
        assertTrue(buffer.take(frame));
        for (int expected : new int[] {800, 400, 200, 100, 0, 0}) {
            assertFalse(buffer.take(frame));
            assertEquals(expected, frame[5]);
        }
    }

    @Test
    void whateverComesTheOrderOfWhatIsPlayedIsKept() {
        for (int seed = 0; seed < 100; seed++) {
            Random random = new Random(seed);
            JitterBuffer buffer = new JitterBuffer();
            List<Integer> waiting = new ArrayList<>();
            List<Integer> played = new ArrayList<>();
            for (int n = 0; n < 500; n++) {
                if (random.nextInt(10) > 0) {
                    waiting.add(n);
                }
                if (random.nextInt(10) == 0) {
                    waiting.add(n);
                }
                java.util.Collections.shuffle(waiting, random);
                while (waiting.size() > random.nextInt(4)) {
                    put(buffer, waiting.removeFirst());
                }
                take(buffer, played);
            }
            for (int i = 1; i < played.size(); i++) {
                assertTrue(played.get(i) > played.get(i - 1), "seed " + seed + ": " + played);
            }
            assertTrue(played.size() > 300, "seed " + seed + ": " + played.size());
        }
    }

    @Test
    void theDelayGrowsWhenPacketsComeTooLateAndShrinksWhenAllIsCalm() {
        JitterBuffer buffer = new JitterBuffer();
        int before = buffer.delayMillis();
        for (int n = 0; n < 50; n++) {
            put(buffer, n);
            buffer.take(frame);
        }
        for (int n = 50; n < 150; n++) { // in pairs, five frames late
            if (n >= 54 && n % 2 == 0) {
                put(buffer, n - 4);
                put(buffer, n - 3);
            }
            buffer.take(frame);
        }
        int grown = buffer.delayMillis();
        assertTrue(grown >= before + 40, grown + " ms");
        assertTrue(buffer.late() > 0);
        for (int n = 146; n < 150; n++) {
            put(buffer, n);
        }
        for (int n = 150; n < 1500; n++) {
            put(buffer, n);
            buffer.take(frame);
        }
        assertEquals(before, buffer.delayMillis());
    }

    @Test
    void aSenderThatStoodStillIsHeardAgainAtOnce() {
        JitterBuffer buffer = new JitterBuffer();
        for (int n = 0; n < 50; n++) {
            put(buffer, n);
            buffer.take(frame);
        }
        for (int n = 0; n < 500; n++) {
            buffer.take(frame);
        }
        int heard = 0;
        for (int n = 50; n < 60; n++) {
            put(buffer, n);
            heard += buffer.take(frame) ? 1 : 0;
        }
        assertTrue(heard >= 7, heard + " of 10");
    }

    @Test
    void packetsOfAnyLengthAreTaken() {
        JitterBuffer buffer = new JitterBuffer();
        short[] pcm = new short[480];
        int played = 0;
        for (int n = 0; n < 50; n++) {
            java.util.Arrays.fill(pcm, (short) (n + 1));
            buffer.put(n * 240, pcm, 240);
            if (n % 3 != 2) {
                played += buffer.take(frame) ? 1 : 0;
            }
            if (n % 3 == 0) {
                played += buffer.take(frame) ? 1 : 0;
            }
        }
        assertTrue(played >= 44, played + " frames");
    }
}
