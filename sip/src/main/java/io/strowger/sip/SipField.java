package io.strowger.sip;

/**
 * One header field to be written.
 *
 * @param name a token
 * @param value without line ends
 * @throws IllegalArgumentException when the name is no token or the value would start a new line
 */
public record SipField(String name, String value) {
    /** Checks that the pair cannot break out of its line. */
    public SipField {
        if (!Chars.isToken(name) || !Chars.oneLine(value)) {
            throw new IllegalArgumentException("'" + name + "' is no header field that can be written on one line");
        }
    }
}
