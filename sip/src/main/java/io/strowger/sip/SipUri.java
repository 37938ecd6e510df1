package io.strowger.sip;

import java.util.Locale;
import java.util.Optional;

/**
 * A SIP, SIPS or TEL URI (RFC 3261 19.1, RFC 3966).
 *
 * @param text exactly as received
 * @param scheme lower case: sip, sips or tel
 * @param user escapes undone, password removed; empty when there is none; the number of a TEL URI
 * @param host lower case, brackets of an IPv6 address kept; empty for TEL
 * @param port 0 when not given
 * @param params the URI's own parameters
 * @param headers what follows {@code ?}, as written; empty when nothing does
 */
public record SipUri(
        String text, String scheme, String user, String host, int port, Params params, String headers) {

    /** Reads a URI; empty when it breaks the grammar or has another scheme. */
    public static Optional<SipUri> parse(String text) {
        int colon = text.indexOf(':');
        if (colon <= 0 || text.chars().anyMatch(c -> c <= ' ' || c == '<' || c == '>' || c == '"')) {
            return Optional.empty();
        }
        String scheme = text.substring(0, colon).toLowerCase(Locale.ROOT);
        return switch (scheme) {
            case "sip", "sips" -> parseSip(text, scheme, text.substring(colon + 1));
            case "tel" -> parseTel(text, text.substring(colon + 1));
            default -> Optional.empty();
        };
    }

    /** The scheme of any URI text, lower case; empty when it has none. */
    static Optional<String> schemeOf(String text) {
        int colon = text.indexOf(':');
        if (colon <= 0) {
            return Optional.empty();
        }
        String scheme = text.substring(0, colon);
        boolean fits = scheme.chars().allMatch(c -> Character.isLetterOrDigit(c) || "+-.".indexOf(c) >= 0);
        return fits ? Optional.of(scheme.toLowerCase(Locale.ROOT)) : Optional.empty();
    }

    /** The transport parameter, lower case; empty when absent. */
    public Optional<String> transport() {
        return params.get("transport").map(t -> t.toLowerCase(Locale.ROOT));
    }

    /** {@code user@host}, or the host alone. */
    public String address() {
        return user.isEmpty() ? host : user + "@" + host;
    }

    @Override
    public String toString() {
        return text;
    }

    private static Optional<SipUri> parseTel(String text, String rest) {
        int semicolon = rest.indexOf(';');
        String number = semicolon < 0 ? rest : rest.substring(0, semicolon);
        Optional<Params> params = Params.parse(semicolon < 0 ? "" : rest.substring(semicolon));
        if (number.isEmpty() || params.isEmpty()
                || !number.chars().allMatch(c -> Chars.digit(c) || "+-.()*#ABCDabcd".indexOf(c) >= 0)) {
            return Optional.empty();
        }
        return Optional.of(new SipUri(text, "tel", number, "", 0, params.get(), ""));
    }

    private static Optional<SipUri> parseSip(String text, String scheme, String rest) {
        int at = rest.lastIndexOf('@', hostLimit(rest));
        String user = at < 0 ? "" : rest.substring(0, at);
        if (at == 0 || user.indexOf('@') >= 0) {
            return Optional.empty();
        }
        String tail = rest.substring(at + 1);
        int question = tail.indexOf('?');
        String headers = question < 0 ? "" : tail.substring(question + 1);
        tail = question < 0 ? tail : tail.substring(0, question);
        int semicolon = tail.indexOf(';');
        Optional<Params> params = Params.parse(semicolon < 0 ? "" : tail.substring(semicolon));
        String hostPort = semicolon < 0 ? tail : tail.substring(0, semicolon);
        Optional<HostPort> where = HostPort.parse(hostPort);
        if (params.isEmpty() || where.isEmpty()) {
            return Optional.empty();
        }
        int password = user.indexOf(':');
        String name = Chars.unescape(password < 0 ? user : user.substring(0, password));
        return Optional.of(new SipUri(
                text, scheme, name, where.get().host(), where.get().port(), params.get(), headers));
    }

    /** An at sign after the first {@code ?} belongs to the headers, unless no other separates the user. */
    private static int hostLimit(String rest) {
        int question = rest.indexOf('?');
        int at = rest.indexOf('@');
        return question < 0 || at > question ? rest.length() : question;
    }
}
