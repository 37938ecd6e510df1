package io.strowger.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class PerMinuteTest {
    @Test
    void theFirstFewOfAKindPassInEachMinuteAndTheRestIsCounted() {
        HandClock clock = new HandClock();
        LongAdder held = new LongAdder();
        PerMinute limit = new PerMinute(clock, 2, held);
        assertTrue(limit.allows("a"));
        assertTrue(limit.allows("a"));
        assertFalse(limit.allows("a"));
        assertTrue(limit.allows("b"), "kinds are counted apart");
        assertEquals(1, held.sum());
        clock.move(Duration.ofMinutes(1));
        assertTrue(limit.allows("a"));
    }
}
