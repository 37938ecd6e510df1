package io.strowger.kernel;

import java.time.Instant;
import java.util.regex.Pattern;

/**
 * A resource's identifier: two letters and 32 hex digits, of which the first twelve are the time of making in
 * milliseconds (so that rows made together lie together) and the other twenty are random (80 bits, unguessable).
 */
public interface Sid {
    /** The whole identifier, for instance {@code CA0193...}. */
    String value();

    /** Shape of every sid. */
    Pattern SHAPE = Pattern.compile("[A-Z]{2}[0-9a-f]{32}");

    /** A fresh identifier with the given two-letter prefix. */
    static String mint(String prefix, World world) {
        Instant now = world.timeline().now();
        return prefix + "%012x".formatted(now.toEpochMilli() & 0xffff_ffff_ffffL) + world.entropy().hex(10);
    }

    /**
     * The value itself when it has the prefix and the shape.
     *
     * @throws IllegalArgumentException naming the value and the expected prefix
     */
    static String check(String prefix, String value) {
        if (!value.startsWith(prefix) || !isShaped(value)) {
            throw new IllegalArgumentException(
                    "'" + value + "' is not a sid of the form " + prefix + " and 32 hex digits");
        }
        return value;
    }

    /** As {@link #SHAPE} has it: journals hold millions, and a pattern costs ten times as much. */
    static boolean isShaped(String value) {
        if (value.length() != 34 || !isCapital(value.charAt(0)) || !isCapital(value.charAt(1))) {
            return false;
        }
        for (int i = 2; i < 34; i++) {
            char c = value.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    private static boolean isCapital(char c) {
        return c >= 'A' && c <= 'Z';
    }
}
