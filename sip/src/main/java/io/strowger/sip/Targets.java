package io.strowger.sip;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.function.Consumer;

/** From a URI to an address (RFC 3263, without NAPTR and SRV: docs/sip.md says so). */
final class Targets {
    /** Port of SIP over UDP and TCP. */
    static final int DEFAULT_PORT = 5060;

    private Targets() {}

    static void locate(String uriText, SipCore.Names names, Consumer<Optional<Flow>> found) {
        // without angle brackets a URI's parameters would read as a header's
        String bare = uriText.indexOf('<') < 0 ? uriText.strip()
                : NameAddress.parse(uriText).map(NameAddress::uri).orElse(uriText);
        Optional<SipUri> uri = SipUri.parse(bare).filter(u -> u.scheme().equals("sip"));
        String named = uri.flatMap(SipUri::transport).orElse("udp");
        if (uri.isEmpty() || !named.equals("udp") && !named.equals("tcp")) {
            found.accept(Optional.empty());
            return;
        }
        Transport transport = named.equals("tcp") ? Transport.TCP : Transport.UDP;
        int port = uri.get().port() == 0 ? DEFAULT_PORT : uri.get().port();
        String host = uri.get().params().get("maddr").orElse(uri.get().host());
        names.resolve(host, address -> found.accept(
                address.map(a -> Flow.to(transport, new InetSocketAddress(a, port)))));
    }

    /** The address a host text stands for without asking anybody; empty for a name. */
    static Optional<InetAddress> literal(String host) {
        String bare = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        boolean numeric = bare.indexOf(':') >= 0 || bare.matches("\\d{1,3}(\\.\\d{1,3}){3}");
        if (!numeric) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(bare));
        } catch (UnknownHostException notAnAddress) {
            return Optional.empty();
        }
    }

    /**
     * True when requests of a dialog should go back along the flow although the Contact says otherwise: over TCP the
     * same host's connection is used again; a Contact with a private address that the packets do not come from stands
     * behind a NAT.
     */
    static boolean sticky(String contactUri, Flow flow) {
        Optional<InetAddress> contact = SipUri.parse(contactUri).flatMap(u -> literal(u.host()));
        if (contact.isEmpty()) {
            return false;
        }
        boolean same = contact.get().equals(flow.remote().getAddress());
        if (flow.transport() == Transport.TCP && same) {
            return true;
        }
        return !same && (contact.get().isSiteLocalAddress() || contact.get().isLoopbackAddress()
                || contact.get().isLinkLocalAddress() || shared(contact.get()));
    }

    /** Carrier-grade NAT, 100.64.0.0/10 (RFC 6598). */
    private static boolean shared(InetAddress address) {
        byte[] raw = address.getAddress();
        return raw.length == 4 && raw[0] == 100 && (raw[1] & 0xc0) == 64;
    }
}
