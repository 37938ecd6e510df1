package io.strowger.call;

import io.strowger.call.port.DialTarget.Credentials;
import io.strowger.call.port.SipHeader;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One party that a Dial calls, ready to be called.
 *
 * @param to as the child's To shows it: a number, {@code client:name} or {@code sip:...}
 * @param from as the child's From shows it
 * @param attempts ways to reach it, tried in order; empty when {@code problem} says why there is none
 * @param screening the document for the called party
 * @param sendDigits sent after the answer
 * @param displayName shown beside the caller; empty for none
 */
record Callee(
        String to, String from, List<Attempt> attempts, Optional<Problem> problem, Optional<WebTarget> screening,
        Optional<WebTarget> statusCallback, Set<String> statusEvents, Optional<String> sendDigits,
        String displayName) {

    /**
     * One way to reach it.
     *
     * @param route where to send when it is not the URI's own address
     * @param trunk its name; empty when none
     */
    record Attempt(
            String uri, Optional<String> route, Optional<Credentials> credentials, List<SipHeader> headers,
            String trunk) {}

    /**
     * Why it cannot be called.
     *
     * @param sipStatus the SIP status a peer would have answered, from which the child's status follows
     */
    record Problem(ErrorCode code, String message, int sipStatus) {}
}
