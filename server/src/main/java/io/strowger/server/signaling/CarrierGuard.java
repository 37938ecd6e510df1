package io.strowger.server.signaling;

import io.strowger.kernel.AccountSid;
import io.strowger.server.http.AddressPolicy;
import io.strowger.server.http.AddressPolicy.Kind;
import io.strowger.server.store.Directory;
import io.strowger.server.store.SipTrunk;
import io.strowger.sip.SipUri;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;

/**
 * Keeps SIP URIs that accounts write away from the operator's carriers: many of those know us by our address alone, so
 * {@code sip:+882...@carrier} would be a telephone call past dialing permissions, caller ids and the guard of outbound
 * calls (issue 3, "Toll-fraud guard"). Looks names up: not for SIP loops.
 *
 * @param directory has the trunks of the provisioning file
 */
record CarrierGuard(Directory directory) {
    /** Whether there is a carrier to guard. */
    boolean any() {
        return directory.inventory().trunks().stream().anyMatch(trunk -> !trunk.uri().isEmpty());
    }

    /**
     * The trunk that stands at an address: where it takes calls, at any port unless it is this machine; or a public
     * address that it calls from. Private ranges are whole networks, with phones beside the exchange.
     *
     * @param own an account whose own trunks may be reached, as its permissions have been asked: by a BYOC trunk
     */
    Optional<SipTrunk> at(InetAddress address, int port, Optional<AccountSid> own) {
        return directory.inventory().trunks().stream()
                .filter(trunk -> !trunk.uri().isEmpty() && !own.equals(Optional.of(trunk.account())))
                .filter(trunk -> takesCalls(trunk, address, port)
                        || AddressPolicy.kind(address) == Kind.PUBLIC && trunk.sends(address))
                .findFirst();
    }

    private static boolean takesCalls(SipTrunk trunk, InetAddress address, int port) {
        Optional<SipUri> uri = SipUri.parse(trunk.uriFor("+1"));
        if (uri.isEmpty() || address.isLoopbackAddress() && SipSignaling.port(uri.get()) != port) {
            return false;
        }
        try {
            return Arrays.asList(InetAddress.getAllByName(uri.get().host().replace("[", "").replace("]", "")))
                    .contains(address);
        } catch (UnknownHostException unknown) {
            return false; // nobody can be called there now
        }
    }
}
