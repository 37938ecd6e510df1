package io.strowger.work.core;

import java.math.BigInteger;
import java.util.Optional;

/** Numbers of JSON and of expressions: reading and comparing. */
final class Numbers {
    private Numbers() {}

    /**
     * The value of the decimal numeral between two places of a text; empty when it is beyond what a double holds.
     *
     * @param whole true when the numeral has neither point nor exponent
     */
    static Optional<Value.Num> read(String text, int from, int to, boolean whole) {
        if (whole && to - from < 19) { // any 18 digits fit in 64 bits
            return Optional.of(Value.number(Long.parseLong(text, from, to, 10)));
        }
        String numeral = text.substring(from, to);
        if (whole) {
            BigInteger exact = new BigInteger(numeral);
            if (exact.bitLength() < Long.SIZE) {
                return Optional.of(Value.number(exact.longValue()));
            }
        }
        double value = Double.parseDouble(numeral);
        return Double.isFinite(value) ? Optional.of(Value.number(value)) : Optional.empty();
    }

    /** True for a decimal numeral: a sign, digits, a point with digits. */
    static boolean isNumeral(String text) {
        int at = text.startsWith("-") ? 1 : 0;
        int digits = 0;
        boolean point = false;
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (c == '.' && !point && digits > 0) {
                point = true;
                digits = 0;
            } else if (c >= '0' && c <= '9') {
                digits++;
            } else {
                return false;
            }
        }
        return digits > 0;
    }

    /** Below, equal or above, by what they are worth. */
    static int compare(Value.Num left, Value.Num right) {
        if (left instanceof Value.Whole(long a) && right instanceof Value.Whole(long b)) {
            return Long.compare(a, b);
        }
        double a = left.asDouble(); // a real is beyond all whole numbers, or of a size at which doubles are exact
        double b = right.asDouble();
        if (a == b && left instanceof Value.Whole != right instanceof Value.Whole) {
            return left instanceof Value.Whole == b > 0 ? -1 : 1; // 2^63 - 1 rounds up to 2^63
        }
        return a < b ? -1 : a > b ? 1 : 0;
    }
}
