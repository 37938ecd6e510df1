package io.strowger.server.rest;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Three parameters that narrow a list by a date (rest-api section 1.3): {@code Name} for that day or second,
 * {@code Name<} and {@code Name>} for up to and from, each inclusive. A value is a day ({@code 2026-11-25}, UTC) or a
 * moment of ISO 8601; without a zone, as twilio-java sends it, it is UTC.
 */
public final class DateFilter {
    private final Param<Span> on;
    private final Param<Span> until;
    private final Param<Span> since;

    private record Span(Instant first, Instant after) {}

    private DateFilter(String name) {
        on = moment(name);
        until = moment(name + "<");
        since = moment(name + ">");
    }

    /** The filter of this name. */
    public static DateFilter of(String name) {
        return new DateFilter(name);
    }

    private static Param<Span> moment(String name) {
        return Param.of(name, "a day like 2026-11-25 or a moment like 2026-11-25T13:00:00Z", DateFilter::span)
                .format("date-time");
    }

    /** The parameters to declare. */
    List<Param<?>> params() {
        return List.of(on, until, since);
    }

    DateRange range(ApiCall call) {
        Optional<Span> exact = call.get(on);
        Stream<Instant> lower = Stream.concat(exact.stream(), call.get(since).stream()).map(Span::first);
        Stream<Instant> upper = Stream.concat(exact.stream(), call.get(until).stream()).map(Span::after);
        return new DateRange(lower.max(Instant::compareTo), upper.min(Instant::compareTo));
    }

    private static Span span(String text) {
        try {
            if (text.length() <= 10) {
                LocalDate day = LocalDate.parse(text);
                return new Span(day.atStartOfDay(ZoneOffset.UTC).toInstant(),
                        day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
            }
            Instant at = text.matches(".*T.*([Zz]|[+ -][0-9:]+)")
                    ? DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text.replace(' ', '+'), Instant::from)
                    : LocalDateTime.parse(text).toInstant(ZoneOffset.UTC);
            return new Span(at, at.plusSeconds(1));
        } catch (DateTimeParseException | ArithmeticException notADate) {
            throw new IllegalArgumentException(notADate);
        }
    }
}
