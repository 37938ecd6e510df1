package io.strowger.call.port;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import java.util.List;
import java.util.Optional;

/**
 * Where an outbound leg goes, already decided by the call room.
 *
 * @param uri the request URI: {@code sip:user@host...}
 * @param route the address to send to when it is not the URI's own (an outbound proxy or a registered phone's flow); a
 *     SIP URI
 * @param from user part or whole SIP URI shown as the caller
 * @param displayName shown beside it; empty for none
 * @param credentials answer a 401 or 407
 * @param headers extra header fields
 * @param sdp the offer
 * @param callSid sent as X-Twilio-CallSid
 * @param trunk name of the trunk for the detail record; empty when not a trunk
 */
public record DialTarget(
        String uri, Optional<String> route, String from, String displayName, Optional<Credentials> credentials,
        List<SipHeader> headers, String sdp, CallSid callSid, AccountSid accountSid, String trunk) {

    /** A user and a password; printed without the password. */
    public record Credentials(String username, String password) {
        @Override
        public String toString() {
            return "Credentials[" + username + "]";
        }
    }
}
