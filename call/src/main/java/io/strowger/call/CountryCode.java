package io.strowger.call;

import java.util.Optional;
import java.util.Set;

/**
 * The country calling code that a telephone number begins with (ITU-T E.164, list of assigned codes): one digit in
 * zones 1 and 7, two for those listed here, three for all others.
 */
final class CountryCode {
    private static final Set<String> TWO_DIGITS = Set.of(
            "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49",
            "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84",
            "86", "90", "91", "92", "93", "94", "95", "98");
    /** Shorter ones are extensions and service numbers of one's own network. */
    private static final int SHORTEST = 7;

    private CountryCode() {}

    /** Its digits; empty for what is no international number. */
    static Optional<String> of(String number) {
        String digits = number.replaceAll("[^0-9]", "");
        if (digits.length() < SHORTEST || digits.startsWith("0")) {
            return Optional.empty();
        }
        if (digits.charAt(0) == '1' || digits.charAt(0) == '7') {
            return Optional.of(digits.substring(0, 1));
        }
        return Optional.of(digits.substring(0, TWO_DIGITS.contains(digits.substring(0, 2)) ? 2 : 3));
    }
}
