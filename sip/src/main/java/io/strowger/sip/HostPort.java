package io.strowger.sip;

import java.util.Locale;
import java.util.Optional;

/**
 * A host and a port as they stand in URIs and Via.
 *
 * @param host lower case; an IPv6 address in brackets
 * @param port 0 when not given
 */
record HostPort(String host, int port) {
    static Optional<HostPort> parse(String text) {
        String trimmed = text.strip();
        int colon = trimmed.startsWith("[") ? trimmed.indexOf(':', Math.max(0, trimmed.indexOf(']')))
                : trimmed.indexOf(':');
        String host = (colon < 0 ? trimmed : trimmed.substring(0, colon)).strip();
        long port = colon < 0 ? 0 : Chars.number(trimmed.substring(colon + 1).strip(), 65_535);
        if (port < 0 || !validHost(host)) {
            return Optional.empty();
        }
        return Optional.of(new HostPort(host.toLowerCase(Locale.ROOT), (int) port));
    }

    private static boolean validHost(String host) {
        if (host.isEmpty() || host.length() > 255) {
            return false;
        }
        if (host.startsWith("[")) {
            return host.endsWith("]") && host.length() > 3
                    && host.substring(1, host.length() - 1).chars()
                            .allMatch(c -> Character.digit(c, 16) >= 0 || c == ':' || c == '.');
        }
        return host.chars().allMatch(c -> c < 128
                && (Character.isLetterOrDigit(c) || c == '-' || c == '.' || c == '_'));
    }

    @Override
    public String toString() {
        return port == 0 ? host : host + ":" + port;
    }
}
