package io.strowger.server.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Metrics;
import io.strowger.server.HandClock;
import io.strowger.server.rest.ApiFailure;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Three a second, and no more however they are spread (work-distribution-api, limits). */
class EvaluationRateTest {
    private static final AccountSid ACCOUNT = new AccountSid("AC" + "1".repeat(32));

    @Test
    void threeAtOnceThenOneEachThirdOfASecond() {
        HandClock clock = new HandClock();
        EvaluationRate rate = new EvaluationRate(clock, 3, Duration.ofSeconds(1), new Metrics());
        for (int i = 0; i < 3; i++) {
            rate.take(ACCOUNT);
        }
        assertThrows(ApiFailure.class, () -> rate.take(ACCOUNT));
        clock.move(Duration.ofMillis(333));
        assertThrows(ApiFailure.class, () -> rate.take(ACCOUNT), "not yet");
        clock.move(Duration.ofMillis(1));
        rate.take(ACCOUNT);
        assertThrows(ApiFailure.class, () -> rate.take(ACCOUNT));
        clock.move(Duration.ofHours(1));
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
