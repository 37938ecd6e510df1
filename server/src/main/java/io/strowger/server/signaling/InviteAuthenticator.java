package io.strowger.server.signaling;

import io.strowger.server.store.SipDomain;
import io.strowger.sip.SipRequest;
import java.util.Optional;

/** Checks the digest credentials of a request to a domain. Called on SIP loops: answers from memory. */
@FunctionalInterface
public interface InviteAuthenticator {
    /** Empty when the request carries valid credentials of the domain; otherwise the challenge or refusal. */
    Optional<Arrival.Refused> check(SipRequest request, SipDomain domain);
}
