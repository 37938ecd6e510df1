package io.strowger.sdktest;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The {@code format} words of the published description, each with what a text of it looks like (rest-api 1.5). */
final class WireFormat {
    private static final DateTimeFormatter RFC_2822 =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.ENGLISH);

    private static final Map<String, Predicate<String>> KNOWN = Map.of(
            "date-time-rfc-2822", text -> text.endsWith(" +0000")
                    && parses(() -> ZonedDateTime.parse(text, RFC_2822)),
            // The Python SDK reads exactly this form.
            "date-time", text -> matches(text, "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ")
                    && parses(() -> Instant.parse(text)),
            "date", text -> parses(() -> LocalDate.parse(text)),
            "uri", text -> text.isEmpty() || matches(text, "(/|[A-Za-z][A-Za-z0-9+.-]*:)[\\x21-\\x7e]*"),
            "currency", text -> matches(text, "[A-Za-z]{3}"),
            "phone-number", text -> matches(text, "\\+[1-9][0-9]{1,14}"),
            "iso-country-code", text -> matches(text, "[A-Z]{2}"),
            "http-method", text -> matches(text, "GET|POST|PUT|PATCH|DELETE|HEAD"));

    private WireFormat() {}

    /** True when the text is of that format, or the format is one without a rule. */
    static boolean fits(String format, String text) {
        return KNOWN.getOrDefault(format, any -> true).test(text);
    }

    private static boolean matches(String text, String pattern) {
        return Pattern.matches(pattern, text);
    }

    private static boolean parses(Runnable parsing) {
        try {
            parsing.run();
            return true;
        } catch (DateTimeException not) {
            return false;
        }
    }
}
