package io.strowger.server.api;

import io.strowger.kernel.AccountSid;
import io.strowger.server.rest.Param;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Forms of values that several resources share (rest-api sections 1.4 and 2). */
final class Wire {
    /** The version of the old API, in paths and in {@code api_version}. */
    static final String VERSION = "2010-04-01";

    /** The monitor's filter: from this day or moment on. */
    static final Param<Instant> START_DATE = Param.of("StartDate", "a day or a moment (ISO 8601)",
            text -> moment(text, 0));
    /** The monitor's filter: up to this day or moment, inclusive; the first moment after it. */
    static final Param<Instant> END_DATE = Param.of("EndDate", "a day or a moment (ISO 8601)",
            text -> moment(text, 1));

    private static final Pattern NORTH_AMERICAN = Pattern.compile("\\+1(\\d{3})(\\d{3})(\\d{4})");

    private Wire() {}

    /** An account's path. */
    static String account(AccountSid account) {
        return "/" + VERSION + "/Accounts/" + account;
    }

    /** The beginning of a day or of a moment's second, and so many days or seconds later. */
    private static Instant moment(String text, int later) {
        try {
            return text.length() <= 10
                    ? LocalDate.parse(text).plusDays(later).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text.replace(' ', '+')).toInstant().plusSeconds(later);
        } catch (DateTimeException notADate) {
            throw new IllegalArgumentException(notADate);
        }
    }

    /** Started seconds, as callbacks count them. */
    static String startedSeconds(Duration time) {
        return Long.toString((time.toMillis() + 999) / 1000);
    }

    /** A North American number as people there write it; anything else as it is. */
    static String national(String address) {
        Matcher number = NORTH_AMERICAN.matcher(address);
        return number.matches() ? "(" + number.group(1) + ") " + number.group(2) + "-" + number.group(3) : address;
    }

    /** {@code user_defined_messages} as {@code UserDefinedMessages}. */
    static String pascal(String snake) {
        StringBuilder out = new StringBuilder();
        for (String word : snake.split("_")) {
            out.append(Character.toUpperCase(word.charAt(0))).append(word.substring(1));
        }
        return out.toString();
    }
}
