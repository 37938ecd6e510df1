package io.strowger.server.api;

import io.strowger.kernel.AccountSid;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Forms of values that several resources share (rest-api sections 1.4 and 2). */
final class Wire {
    /** The version of the old API, in paths and in {@code api_version}. */
    static final String VERSION = "2010-04-01";

    private static final Pattern NORTH_AMERICAN = Pattern.compile("\\+1(\\d{3})(\\d{3})(\\d{4})");

    private Wire() {}

    /** An account's path. */
    static String account(AccountSid account) {
        return "/" + VERSION + "/Accounts/" + account;
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
