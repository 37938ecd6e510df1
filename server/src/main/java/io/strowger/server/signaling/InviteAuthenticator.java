package io.strowger.server.signaling;

import io.strowger.server.store.SipDoor;
import io.strowger.sip.SipRequest;
import java.net.InetAddress;
import java.util.Optional;

/** Decides whether an INVITE may call at a domain or elastic trunk that does not take anybody. */
@FunctionalInterface
public interface InviteAuthenticator {
    /** Empty when it may; else the refusal, usually a challenge. */
    Optional<Arrival.Refused> check(SipRequest invite, InetAddress source, SipDoor door);
}
