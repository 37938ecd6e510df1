package io.strowger.sip;

import java.util.Locale;
import java.util.Optional;

/**
 * One Via value (RFC 3261 20.42).
 *
 * @param transport upper case: UDP, TCP, ...
 * @param host sent-by host
 * @param port sent-by port; 0 when not given
 * @param params branch, received, rport and others
 */
public record Via(String transport, String host, int port, Params params) {
    /** Marks branches of RFC 3261 (8.1.1.7). */
    public static final String COOKIE = "z9hG4bK";

    /** Reads one value; empty when it breaks the grammar. */
    public static Optional<Via> parse(String value) {
        int semicolon = value.indexOf(';');
        String head = (semicolon < 0 ? value : value.substring(0, semicolon)).strip();
        Optional<Params> params = Params.parse(semicolon < 0 ? "" : value.substring(semicolon));
        int firstSlash = head.indexOf('/');
        int secondSlash = head.indexOf('/', firstSlash + 1);
        if (params.isEmpty() || firstSlash < 0 || secondSlash < 0) {
            return Optional.empty();
        }
        String protocol = head.substring(0, firstSlash).strip();
        String version = head.substring(firstSlash + 1, secondSlash).strip();
        String rest = head.substring(secondSlash + 1).strip();
        int space = 0;
        while (space < rest.length() && !Chars.space(rest.charAt(space))) {
            space++;
        }
        String transport = rest.substring(0, space);
        Optional<HostPort> sentBy = HostPort.parse(rest.substring(space));
        if (!protocol.equalsIgnoreCase("SIP") || !version.equals("2.0") || !Chars.isToken(transport)
                || sentBy.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Via(
                transport.toUpperCase(Locale.ROOT), sentBy.get().host(), sentBy.get().port(), params.get()));
    }

    /** The branch parameter; empty text when absent. */
    public String branch() {
        return params.get("branch").orElse("");
    }

    /** {@code host} or {@code host:port}. */
    public String sentBy() {
        return new HostPort(host, port).toString();
    }
}
