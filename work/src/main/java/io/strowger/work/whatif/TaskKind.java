package io.strowger.work.whatif;

import io.strowger.work.core.Fields;
import io.strowger.work.core.Value;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One kind of task of a generated day, and how callers and workers behave with it.
 *
 * @param perHour how many come in each hour, on average; the last holds for the hours after it
 * @param answer from the offer to the worker's answer
 * @param rejected share of offers that are refused, 0 to 1
 * @param unanswered share of offers that nobody answers, 0 to 1
 * @param returning after an unanswered offer: how long until the worker is back
 * @param handling from acceptance to wrapping, or to the end where there is no {@code wrapUp}
 * @param patience none: whoever waits never gives up
 */
record TaskKind(String name, List<Double> perHour, String attributes, String channel, OptionalInt priority,
        Optional<Duration> timeout, Spread answer, double rejected, double unanswered, Spread returning,
        Spread handling, Optional<Spread> wrapUp, Optional<Spread> patience) {
    private static final double MOST_PER_HOUR = 1_000_000;
    private static final int LONGEST_LIFE = 14 * 86_400;

    static TaskKind read(String place, Fields fields) {
        Reading.known(place, fields, "name", "per_hour", "attributes", "channel", "priority", "timeout", "answer",
                "rejected", "unanswered", "returning", "handling", "wrap_up", "patience");
        double rejected = Reading.number(place, fields, "rejected", 0, 0, 1);
        return new TaskKind(Reading.text(place, fields, "name"), rates(place + ".per_hour", fields.get("per_hour")),
                attributes(place, fields), Reading.part(fields, "channel").isEmpty() ? "default"
                        : Reading.text(place, fields, "channel"),
                Reading.part(fields, "priority").map(value ->
                        OptionalInt.of(Reading.whole(place + ".priority", value, 0, Integer.MAX_VALUE)))
                        .orElse(OptionalInt.empty()),
                Reading.part(fields, "timeout").map(value -> Duration.ofSeconds(
                        Reading.whole(place + ".timeout", value, 1, LONGEST_LIFE))),
                spread(place, fields, "answer").orElse(new Spread.Fixed(0)), rejected,
                Reading.number(place, fields, "unanswered", 0, 0, 1 - rejected),
                spread(place, fields, "returning").orElse(new Spread.Fixed(60)),
                spread(place, fields, "handling").orElseThrow(() ->
                        new WhatIfFailure(place + ".handling: is missing")),
                spread(place, fields, "wrap_up"), spread(place, fields, "patience"));
    }

    static String attributes(String place, Fields fields) {
        return Reading.part(fields, "attributes").map(value ->
                Reading.object(place + ".attributes", value).toJson()).orElse("{}");
    }

    private static Optional<Spread> spread(String place, Fields fields, String name) {
        return Reading.part(fields, name).map(value -> Spread.read(place + "." + name, value));
    }

    private static List<Double> rates(String place, Value value) {
        if (value instanceof Value.Items(var items) && !items.isEmpty()) {
            return items.stream().map(item -> Reading.number(place, item, 0, MOST_PER_HOUR)).toList();
        }
        return List.of(Reading.number(place, value, 0, MOST_PER_HOUR));
    }

    double rate(int hour) {
        return perHour.get(Math.min(hour, perHour.size() - 1));
    }
}
