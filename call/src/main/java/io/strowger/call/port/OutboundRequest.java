package io.strowger.call.port;

import io.strowger.kernel.AccountSid;
import java.time.Duration;
import java.util.Optional;

/**
 * A call that the API wants made (rest-api section 2, "Calls": create).
 *
 * @param to a telephone number, {@code sip:...} or {@code client:name}
 * @param from what the called side sees as the caller; towards telephone numbers one of the account's own or verified
 * @param callerName shown beside it; empty for none
 * @param binding the URIs it runs under; the primary is asked when the called side answers
 * @param document TwiML that runs instead of the primary's first answer; it is not fetched
 * @param ringing how long the called side may ring: 5 s to 600 s
 * @param sendDigits keys sent after the answer, before the document: {@code 0-9 A-D * # w W}
 * @param recording the whole call from its answer
 * @param timeLimit longest length from the answer
 * @param byocTrunk sid of the trunk to use instead of those that lead to the number
 * @param credentials answer the challenge of a SIP address
 */
public record OutboundRequest(
        AccountSid account, String to, String from, String callerName, VoiceBinding binding, Optional<String> document,
        Duration ringing, Optional<String> sendDigits, Optional<RecordingOptions> recording,
        Optional<Duration> timeLimit, Optional<String> byocTrunk, Optional<DialTarget.Credentials> credentials) {
    /** How long the called side rings unless the request says otherwise. */
    public static final Duration RINGING = Duration.ofSeconds(60);

    /** A call without any of the extras. */
    public static OutboundRequest of(AccountSid account, String to, String from, VoiceBinding binding) {
        return new OutboundRequest(account, to, from, "", binding, Optional.empty(), RINGING, Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The same with this inline document. */
    public OutboundRequest running(String twiml) {
        return new OutboundRequest(account, to, from, callerName, binding, Optional.of(twiml), ringing, sendDigits,
                recording, timeLimit, byocTrunk, credentials);
    }

    /** The same under other URIs and another time limit. */
    public OutboundRequest under(VoiceBinding other, Optional<Duration> otherLimit) {
        return new OutboundRequest(account, to, from, callerName, other, document, ringing, sendDigits, recording,
                otherLimit, byocTrunk, credentials);
    }
}
