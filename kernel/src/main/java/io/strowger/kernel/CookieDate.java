package io.strowger.kernel;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The date of a cookie's Expires attribute, in any of the forms servers write (RFC 6265 paragraph 5.1.1). */
final class CookieDate {
    private static final Pattern DELIMITERS = Pattern.compile("[\\x09\\x20-\\x2F\\x3B-\\x40\\x5B-\\x60\\x7B-\\x7E]+");
    private static final Pattern TIME = Pattern.compile("([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2})(?:[^0-9].*)?");
    private static final Pattern DAY = Pattern.compile("([0-9]{1,2})(?:[^0-9].*)?");
    private static final Pattern YEAR = Pattern.compile("([0-9]{2,4})(?:[^0-9].*)?");
    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

    private CookieDate() {}

    /** Seconds of the epoch, or empty when it is no date. */
    static Optional<Long> parse(String text) {
        int[] time = {};
        int day = -1;
        int month = -1;
        int year = -1;
        for (String token : DELIMITERS.split(text)) {
            Matcher clock = TIME.matcher(token);
            Matcher dayOfMonth = DAY.matcher(token);
            Matcher years = YEAR.matcher(token);
            if (time.length == 0 && clock.matches()) {
                time = new int[] {number(clock, 1), number(clock, 2), number(clock, 3)};
            } else if (day < 0 && dayOfMonth.matches()) {
                day = number(dayOfMonth, 1);
            } else if (month < 0 && monthOf(token) > 0) {
                month = monthOf(token);
            } else if (year < 0 && years.matches()) {
                year = fullYear(number(years, 1));
            }
        }
        if (time.length == 0 || year < 1601) {
            return Optional.empty();
        }
        try {
            var date = LocalDateTime.of(year, month, day, time[0], time[1], time[2]);
            return Optional.of(date.toEpochSecond(ZoneOffset.UTC));
        } catch (DateTimeException noSuchDay) {
            return Optional.empty();
        }
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }

    private static int monthOf(String token) {
        return token.length() < 3 ? 0 : MONTHS.indexOf(token.substring(0, 3).toLowerCase(Locale.ROOT)) + 1;
    }

    private static int fullYear(int year) {
        return year >= 70 && year <= 99 ? year + 1900 : year < 70 ? year + 2000 : year;
    }
}
