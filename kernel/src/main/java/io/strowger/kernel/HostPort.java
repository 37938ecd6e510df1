package io.strowger.kernel;

/**
 * An address to listen on or to send to.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without brackets; never empty
 * @param port 0 to 65535; 0 asks the machine for a free one
 */
public record HostPort(String host, int port) {
    /** Checks the ranges. */
    public HostPort {
        if (host.isBlank() || port < 0 || port > 65535) {
            throw new IllegalArgumentException("is not of the form HOST:PORT with a port from 0 to 65535");
        }
    }

    /** Reads {@code host:port} or {@code [v6]:port}. */
    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException("is not of the form HOST:PORT");
        }
        return new HostPort(bareHost(text.substring(0, colon)), port(text.substring(colon + 1)));
    }

    /** True for the addresses that mean every interface. */
    public boolean everyInterface() {
        return host.equals("0.0.0.0") || host.equals("::");
    }

    /** True when both cannot be listened on at the same time by the same protocol. */
    public boolean clashes(HostPort other) {
        return port == other.port && port != 0 && sharesHost(other.host);
    }

    /** True when both hosts lead to a common interface, as far as their texts tell. */
    boolean sharesHost(String otherHost) {
        return host.equals(otherHost) || everyInterface() || otherHost.equals("0.0.0.0") || otherHost.equals("::");
    }

    static String bareHost(String text) {
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        String host = bracketed ? text.substring(1, text.length() - 1) : text;
        if (host.isBlank() || !bracketed && host.indexOf(':') >= 0 || host.indexOf('/') >= 0) {
            throw new IllegalArgumentException("has no valid host (an IPv6 address stands in brackets)");
        }
        return host;
    }

    static int port(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException notANumber) {
            throw new IllegalArgumentException("has a port that is not a number", notANumber);
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
