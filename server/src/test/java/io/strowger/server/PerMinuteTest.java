package io.strowger.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.Inbox;
import io.strowger.kernel.Strand;
import io.strowger.kernel.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

class PerMinuteTest {
    /** A clock that stands still until it is moved. */
    private static final class Clock implements Timeline {
        private long nanos;

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public Instant now() {
            return Instant.EPOCH.plusNanos(nanos);
        }

        @Override
        public Timer schedule(Duration delay, Runnable action) {
            throw new AssertionError("nothing is scheduled here");
        }

        @Override
        public Strand spawn(String name, Runnable body) {
            throw new AssertionError("no strand is needed here");
        }

        @Override
        public Strand spawnLoop(String name, Runnable body) {
            throw new AssertionError("no loop is needed here");
        }

        @Override
        public <E> Inbox<E> inbox(int capacity) {
            throw new AssertionError("nobody waits here");
        }
    }

    @Test
    void theFirstFewOfAKindPassInEachMinuteAndTheRestIsCounted() {
        Clock clock = new Clock();
        LongAdder held = new LongAdder();
        PerMinute limit = new PerMinute(clock, 2, held);
        assertTrue(limit.allows("a"));
        assertTrue(limit.allows("a"));
        assertFalse(limit.allows("a"));
        assertTrue(limit.allows("b"), "kinds are counted apart");
        assertEquals(1, held.sum());
        clock.nanos = Duration.ofMinutes(1).toNanos();
        assertTrue(limit.allows("a"));
    }
}
