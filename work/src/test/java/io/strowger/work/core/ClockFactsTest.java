package io.strowger.work.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** The time of day as expressions see it: UTC (work-distribution-api section 2). */
class ClockFactsTest {
    @Test
    void theFactsAreThoseOfTheCalendar() {
        DateTimeFormatter day = DateTimeFormatter.ofPattern("EEE", Locale.ENGLISH);
        for (long second = -5_000_000_000L; second < 5_000_000_000L; second += 12_345_671) {
            ZonedDateTime time = Instant.ofEpochSecond(second).atZone(ZoneOffset.UTC);
            assertEquals(new ClockFacts(time.getHour(), time.getMinute(), day.format(time)), ClockFacts.at(second));
        }
    }

    @Test
    void currentTimeIsHoursAndMinutesAsOneNumber() {
        ClockFacts clock = new ClockFacts(8, 5, "Thu");
        assertEquals(Value.number(805L), clock.fact(Fact.CURRENT_TIME));
        assertEquals(Value.number(8L), clock.fact(Fact.CURRENT_HOUR));
        assertEquals(Value.number(5L), clock.fact(Fact.CURRENT_MIN));
        assertEquals(Value.text("Thu"), clock.fact(Fact.DAY_OF_WEEK));
        assertEquals(Value.NULL, clock.fact(Fact.TASK_AGE));
    }
}
