package io.strowger.work.core;

import java.util.List;

/**
 * An instant as expressions see it, in UTC.
 *
 * @param hour 0 to 23
 * @param minute 0 to 59
 * @param dayOfWeek {@code Mon} to {@code Sun}
 */
public record ClockFacts(int hour, int minute, String dayOfWeek) {
    private static final List<Value> DAYS = List.of(Value.text("Mon"), Value.text("Tue"), Value.text("Wed"),
            Value.text("Thu"), Value.text("Fri"), Value.text("Sat"), Value.text("Sun"));
    private static final long DAY = 86_400;
    private static final int EPOCH_DAY_OF_WEEK = 3; // 1 January 1970 was a Thursday

    /**
     * The facts at an instant.
     *
     * @param epochSecond seconds since 1970-01-01T00:00Z
     */
    public static ClockFacts at(long epochSecond) {
        int second = (int) Math.floorMod(epochSecond, DAY);
        int day = (int) Math.floorMod(Math.floorDiv(epochSecond, DAY) + EPOCH_DAY_OF_WEEK, (long) DAYS.size());
        return new ClockFacts(second / 3600, second / 60 % 60, ((Value.Text) DAYS.get(day)).value());
    }

    /** A fact of the clock; {@link Value#NULL} for any other. */
    public Value fact(Fact fact) {
        return switch (fact) {
            case CURRENT_TIME -> Value.number(hour * 100L + minute);
            case CURRENT_HOUR -> Value.number((long) hour);
            case CURRENT_MIN -> Value.number((long) minute);
            case DAY_OF_WEEK -> Value.text(dayOfWeek);
            default -> Value.NULL;
        };
    }
}
