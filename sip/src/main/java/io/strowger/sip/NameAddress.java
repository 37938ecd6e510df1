package io.strowger.sip;

import java.util.Optional;

/**
 * A name-addr or addr-spec with header parameters: From, To, Contact, Route, Diversion (RFC 3261 20.10).
 *
 * @param displayName unquoted; empty when there is none
 * @param uri text of the URI, of whatever scheme
 * @param params the header's parameters (after {@code >}, or after an addr-spec)
 */
public record NameAddress(String displayName, String uri, Params params) {
    /** Reads one value; empty when it breaks the grammar. */
    public static Optional<NameAddress> parse(String value) {
        String text = value.strip();
        int angle = openingAngle(text);
        if (angle == -2) {
            return Optional.empty();
        }
        if (angle < 0) {
            int semicolon = text.indexOf(';');
            String uri = (semicolon < 0 ? text : text.substring(0, semicolon)).strip();
            // RFC 3261 20: an addr-spec holding a comma, semicolon or question mark must stand in angle brackets
            return uri.indexOf('?') >= 0 || uri.indexOf(',') >= 0 ? Optional.empty()
                    : make("", uri, semicolon < 0 ? "" : text.substring(semicolon));
        }
        int close = text.indexOf('>', angle);
        String display = text.substring(0, angle).strip();
        if (close < 0 || !displayFits(display)) {
            return Optional.empty();
        }
        return make(Chars.unquote(display), text.substring(angle + 1, close).strip(), text.substring(close + 1));
    }

    /** The tag parameter. */
    public Optional<String> tag() {
        return params.get("tag");
    }

    /** The URI when it is SIP, SIPS or TEL. */
    public Optional<SipUri> sipUri() {
        return SipUri.parse(uri);
    }

    private static Optional<NameAddress> make(String display, String uri, String params) {
        Optional<Params> parsed = Params.parse(params);
        if (parsed.isEmpty() || uri.isEmpty() || SipUri.schemeOf(uri).isEmpty()
                || uri.chars().anyMatch(c -> c <= ' ' || c == '<' || c == '"')) {
            return Optional.empty();
        }
        return Optional.of(new NameAddress(display, uri, parsed.get()));
    }

    /** Index of the opening angle bracket outside quotes, -1 for none, -2 when a quote never ends. */
    private static int openingAngle(String text) {
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == '<' && !quoted) {
                return i;
            }
        }
        return quoted ? -2 : -1;
    }

    private static boolean displayFits(String display) {
        if (display.startsWith("\"")) {
            return display.length() >= 2 && display.endsWith("\"");
        }
        // tokens by the grammar; other characters occur in the field and harm nothing
        return display.indexOf('"') < 0;
    }
}
