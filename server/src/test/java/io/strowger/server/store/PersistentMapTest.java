package io.strowger.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PersistentMapTest {
    /** Many keys share a hash. */
    private record Clumsy(int value) {
        @Override
        public int hashCode() {
            return value % 7;
        }
    }

    @Test
    void behavesAsAHashMapDoesAndOlderCopiesStay() {
        SplittableRandom random = new SplittableRandom(7);
        PersistentMap<Integer, Integer> map = PersistentMap.empty();
        Map<Integer, Integer> model = new HashMap<>();
        PersistentMap<Integer, Integer> halfway = map;
        Map<Integer, Integer> halfwayModel = Map.of();
        for (int step = 0; step < 40_000; step++) {
            int key = random.nextInt(3000) * 65_536;
            if (random.nextInt(3) == 0) {
                map = map.without(key);
                model.remove(key);
            } else {
                map = map.with(key, step);
                model.put(key, step);
            }
            if (step == 20_000) {
                halfway = map;
                halfwayModel = Map.copyOf(model);
            }
        }
        same(model, map);
        same(halfwayModel, halfway);
    }

    @Test
    void keysOfOneHashStandBesideEachOther() {
        PersistentMap<Clumsy, String> map = PersistentMap.empty();
        Map<Clumsy, String> model = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            map = map.with(new Clumsy(i), "v" + i);
            model.put(new Clumsy(i), "v" + i);
        }
        for (int i = 0; i < 100; i += 3) {
            map = map.without(new Clumsy(i)).without(new Clumsy(i + 1000));
            model.remove(new Clumsy(i));
        }
        same(model, map);
    }

    private static <K, V> void same(Map<K, V> model, PersistentMap<K, V> map) {
        assertEquals(model.size(), map.size());
        model.forEach((key, value) -> assertEquals(Optional.of(value), map.get(key)));
        assertEquals(new HashSet<>(model.values()), new HashSet<>(map.values()));
    }
}
