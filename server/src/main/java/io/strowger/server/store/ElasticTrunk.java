package io.strowger.server.store;

import io.strowger.call.port.WebTarget;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.TrunkSid;
import java.util.Optional;

/**
 * A trunk towards the account's own exchange (rest-api section 2, "Trunking v1"): its numbers ring there, and what it
 * sends to the trunk's host goes out to telephone numbers. Not to be taken for a {@link SipTrunk}, which leads to a
 * carrier.
 *
 * @param host in lower case; empty for a trunk that only takes calls to its numbers
 * @param realm what the exchange is challenged with
 * @param recovery asked for a document when no origination URL takes a call
 * @param recoveryMethod of it, also while there is none
 * @param transferMode kept for the API; REFER is refused
 * @param transferCallerId kept for the API
 * @param cnamLookup kept for the API; nothing looks names up
 * @param recordingMode a value of Dial's {@code record}
 * @param recordingTrim a value of Dial's {@code trim}
 */
public record ElasticTrunk(
        TrunkSid sid, AccountSid account, String name, Optional<String> host, String realm, Optional<String> recovery,
        String recoveryMethod, String transferMode, String transferCallerId, boolean cnamLookup, String recordingMode,
        String recordingTrim, Dates dates) implements Resource, SipDoor {
    /** What is asked when all else fails. */
    public Optional<WebTarget> recoveryTarget() {
        return recovery.map(url -> new WebTarget(url, recoveryMethod));
    }
}
