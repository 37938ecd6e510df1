package io.strowger.server.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.Strand;
import io.strowger.kernel.Timeline;
import io.strowger.server.rest.ApiFailure;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Three a second, and no more however they are spread (work-distribution-api, limits). */
class EvaluationRateTest {
    private static final AccountSid ACCOUNT = new AccountSid("AC" + "1".repeat(32));

    /** A clock that stands still until it is moved. */
    private static final class Clock implements Timeline {
        private long nanos = 5;

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
        public <T> Inbox<T> inbox(int capacity) {
            throw new AssertionError("nobody waits here");
        }
    }

    @Test
    void threeAtOnceThenOneEachThirdOfASecond() {
        Clock clock = new Clock();
        EvaluationRate rate = new EvaluationRate(clock, 3, Duration.ofSeconds(1), new Metrics());
        for (int i = 0; i < 3; i++) {
            rate.take(ACCOUNT);
        }
        assertThrows(ApiFailure.class, () -> rate.take(ACCOUNT));
        clock.nanos += 333_000_000L;
        assertThrows(ApiFailure.class, () -> rate.take(ACCOUNT), "not yet");
        clock.nanos += 1_000_000L;
        rate.take(ACCOUNT);
        assertThrows(ApiFailure.class, () -> rate.take(ACCOUNT));
        clock.nanos += Duration.ofHours(1).toNanos();
        int taken = 0;
        while (taken < 10) {
            try {
                rate.take(ACCOUNT);
                taken++;
            } catch (ApiFailure full) {
                break;
            }
        }
        assertEquals(3, taken, "a long rest is worth no more");
    }
}
