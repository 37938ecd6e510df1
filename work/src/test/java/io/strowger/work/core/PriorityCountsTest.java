package io.strowger.work.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Counts at random, as a map would have them. */
class PriorityCountsTest {
    private static Map<Integer, Integer> read(PriorityCounts counts) {
        Map<Integer, Integer> all = new TreeMap<>();
        counts.addTo(all);
        return all;
    }

    @Test
    void countsAreAsAMapHasThem() {
        SplittableRandom dice = new SplittableRandom(1);
        for (int different : new int[] {2, 9, 3_000}) {
            PriorityCounts counts = new PriorityCounts();
            Map<Integer, Integer> map = new TreeMap<>();
            for (int i = 0; i < 20_000; i++) {
                int priority = dice.nextInt(different) * (dice.nextBoolean() ? 1 : 65_536) + (i > 10_000 ? 5 : 0);
                boolean more = !map.containsKey(priority) || dice.nextInt(100) < 45;
                counts.count(priority, more ? 1 : -1);
                map.merge(priority, more ? 1 : -1, (old, by) -> old + by == 0 ? null : old + by);
                if (i % 500 == 0) {
                    assertEquals(map, read(counts));
                }
            }
            assertEquals(map, read(counts));
        }
    }

    @Test
    void whatIsReadIsAddedToWhatWasThere() {
        PriorityCounts counts = new PriorityCounts();
        counts.count(Integer.MAX_VALUE, 1);
        counts.count(0, 1);
        counts.count(0, 1);
        Map<Integer, Integer> all = new TreeMap<>(Map.of(0, 3));
        counts.addTo(all);
        assertEquals(Map.of(0, 5, Integer.MAX_VALUE, 1), all);
    }
}
