package io.strowger.sip;

import java.net.InetSocketAddress;

/**
 * Where a message came from or goes to.
 *
 * @param connection identifies one TCP connection of this process; 0 for UDP, and for TCP when any connection to that
 *     address will do
 */
public record Flow(Transport transport, InetSocketAddress remote, long connection) {
    /** A flow to an address without a particular connection. */
    public static Flow to(Transport transport, InetSocketAddress remote) {
        return new Flow(transport, remote, 0);
    }

    /** The remote address without brackets or zone, for instance {@code 192.0.2.1}. */
    public String host() {
        return remote.getAddress() == null ? remote.getHostString() : remote.getAddress().getHostAddress();
    }

    /** A URI that leads back along this flow: {@code sip:host:port;transport=tcp}. */
    public String uri() {
        String host = host().indexOf(':') >= 0 ? "[" + host() + "]" : host();
        return "sip:" + host + ":" + remote.getPort() + (transport == Transport.TCP ? ";transport=tcp" : "");
    }
}
