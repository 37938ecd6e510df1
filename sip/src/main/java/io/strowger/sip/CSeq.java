package io.strowger.sip;

import java.util.Optional;

/**
 * A CSeq value (RFC 3261 20.16).
 *
 * @param number below 2^31 (8.1.1.5)
 * @param method a token
 */
public record CSeq(long number, String method) {
    /** Reads a value; empty when it breaks the grammar or the range. */
    public static Optional<CSeq> parse(String value) {
        String text = value.strip();
        int space = 0;
        while (space < text.length() && !Chars.space(text.charAt(space))) {
            space++;
        }
        String digits = text.substring(0, space);
        // leading zeros are legal and may be many (RFC 4475 3.1.1.1)
        String trimmed = digits.length() > 10 ? digits.replaceFirst("^0+(?=.)", "") : digits;
        long number = Chars.number(trimmed, Integer.MAX_VALUE);
        String method = text.substring(space).strip();
        return number < 0 || !Chars.isToken(method) ? Optional.empty() : Optional.of(new CSeq(number, method));
    }
}
