package io.strowger.work.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Timers are set, called off and set anew at random: the next one is always the one that a tree has in front. */
class AlarmsTest {
    private final Alarms alarms = new Alarms();
    private final TreeSet<Alarm> set = new TreeSet<>(Comparator.comparingLong((Alarm alarm) -> alarm.atMillis)
            .thenComparing(alarm -> alarm.kind).thenComparing(alarm -> alarm.owner));

    @Test
    void theNextOneIsOnTopAlways() {
        SplittableRandom dice = new SplittableRandom(1);
        List<Alarm> all = new ArrayList<>();
        for (int i = 0; i < 700; i++) {
            all.add(new Alarm(Alarm.Kind.values()[dice.nextInt(3)], "owner " + i));
        }
        for (int i = 0; i < 30_000; i++) {
            Alarm alarm = all.get(dice.nextInt(all.size()));
            set.remove(alarm);
            if (dice.nextInt(3) == 0) {
                alarms.clear(alarm);
            } else {
                alarms.set(alarm, dice.nextInt(i % 2 == 0 ? 40 : 4_000)); // many at the same time
                set.add(alarm);
            }
            assertEquals(set.size(), alarms.size());
            assertEquals(set.isEmpty() ? OptionalLong.empty() : OptionalLong.of(set.first().atMillis), alarms.next());
            assertSame(set.isEmpty() ? null : set.first(), alarms.due(Long.MAX_VALUE));
        }
        while (!set.isEmpty()) {
            Alarm next = set.pollFirst();
            assertNull(alarms.due(next.atMillis - 1));
            assertSame(next, alarms.due(next.atMillis));
            alarms.clear(next);
        }
        assertEquals(0, alarms.size());
    }
}
