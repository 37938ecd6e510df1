package io.strowger.assets;

import io.strowger.kernel.FetchAnswer.Answered;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a private cache may do with an answer (RFC 9111).
 *
 * @param store false for {@code no-store} and {@code Vary: *} (sections 3, 4.1)
 * @param lifetime how long it may be used unasked from the moment it came; zero asks every time
 * @param etag for {@code If-None-Match}; empty when it has none
 * @param lastModified for {@code If-Modified-Since}, as it came; empty when it has none
 */
record Freshness(boolean store, Duration lifetime, String etag, String lastModified) {
    private static final Pattern SECONDS = Pattern.compile("(?:^|[,\\s])max-age\\s*=\\s*\"?([0-9]{1,18})\"?");
    private static final Duration LONGEST = Duration.ofDays(365);
    /** Without a stated lifetime a tenth of the age of the file is taken (section 4.2.2), a day at most. */
    private static final Duration LONGEST_GUESS = Duration.ofDays(1);
    private static final int LONGEST_VALIDATOR = 1000;

    /** Reads an answer that came at {@code now}. */
    static Freshness of(Answered answer, Instant now) {
        String control = joined(answer, "Cache-Control").toLowerCase(Locale.ROOT);
        boolean store = !has(control, "no-store") && !joined(answer, "Vary").contains("*");
        Duration lifetime = has(control, "no-cache") ? Duration.ZERO : lifetime(answer, control, now);
        Duration age = Duration.ofSeconds(answer.header("Age").map(String::strip)
                .filter(text -> text.matches("[0-9]{1,9}")).map(Long::parseLong).orElse(0L));
        Duration left = lifetime.minus(age);
        return new Freshness(store, left.isNegative() ? Duration.ZERO : left,
                validator(answer, "ETag"), validator(answer, "Last-Modified"));
    }

    /** True when a stale copy can be asked about instead of fetched again. */
    boolean hasValidator() {
        return !etag.isEmpty() || !lastModified.isEmpty();
    }

    /** These rules for a copy that a 304 confirmed; validators that the 304 left out stay (section 4.3.4). */
    Freshness confirmedBy(Freshness answer) {
        return new Freshness(answer.store, answer.lifetime,
                answer.etag.isEmpty() ? etag : answer.etag,
                answer.lastModified.isEmpty() ? lastModified : answer.lastModified);
    }

    private static Duration lifetime(Answered answer, String control, Instant now) {
        Matcher maxAge = SECONDS.matcher(control);
        if (maxAge.find()) {
            return Duration.ofSeconds(Math.min(LONGEST.toSeconds(), Long.parseLong(maxAge.group(1))));
        }
        Instant date = answer.header("Date").flatMap(Freshness::date).orElse(now);
        Optional<String> expires = answer.header("Expires");
        if (expires.isPresent()) {
            // A date that is none, such as 0, has passed (section 5.3).
            return expires.flatMap(Freshness::date)
                    .map(end -> capped(Duration.between(date, end), LONGEST)).orElse(Duration.ZERO);
        }
        return answer.header("Last-Modified").flatMap(Freshness::date)
                .map(changed -> capped(Duration.between(changed, date).dividedBy(10), LONGEST_GUESS))
                .orElse(Duration.ZERO);
    }

    private static Duration capped(Duration lifetime, Duration longest) {
        if (lifetime.isNegative()) {
            return Duration.ZERO;
        }
        return lifetime.compareTo(longest) > 0 ? longest : lifetime;
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip())));
        } catch (DateTimeException noDate) {
            return Optional.empty();
        }
    }

    private static String validator(Answered answer, String name) {
        return answer.header(name).map(String::strip)
                .filter(value -> value.length() <= LONGEST_VALIDATOR && value.matches("[\\x20-\\x7e]*")).orElse("");
    }

    private static String joined(Answered answer, String name) {
        return String.join(",", answer.headers().stream().filter(h -> h.name().equalsIgnoreCase(name))
                .map(header -> header.value()).toList());
    }

    private static boolean has(String control, String directive) {
        for (String part : control.split(",")) {
            if (part.strip().equals(directive) || part.strip().startsWith(directive + "=")) {
                return true;
            }
        }
        return false;
    }
}
