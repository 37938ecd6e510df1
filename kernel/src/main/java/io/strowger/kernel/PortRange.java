package io.strowger.kernel;

/**
 * Local ports to take media ports from.
 *
 * @param host as in {@link HostPort}
 * @param from first port, from 1
 * @param to last port, included; at least one more than {@code from}, as a leg takes an even and an odd one
 */
public record PortRange(String host, int from, int to) {
    /** Checks the ranges. */
    public PortRange {
        if (host.isBlank() || from < 1 || to > 65535 || to <= from) {
            throw new IllegalArgumentException("is not of the form HOST:FROM-TO with 1 <= FROM < TO <= 65535");
        }
    }

    /** Reads {@code host:from-to}. */
    public static PortRange parse(String text) {
        int colon = text.lastIndexOf(':');
        int dash = text.indexOf('-', colon);
        if (colon < 1 || dash < 0) {
            throw new IllegalArgumentException("is not of the form HOST:FROM-TO");
        }
        return new PortRange(HostPort.bareHost(text.substring(0, colon)),
                HostPort.port(text.substring(colon + 1, dash)), HostPort.port(text.substring(dash + 1)));
    }

    /** True when the port lies inside and the hosts share an interface. */
    public boolean covers(HostPort other) {
        return other.port() >= from && other.port() <= to && new HostPort(host, from).sharesHost(other.host());
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + from + "-" + to;
    }
}
