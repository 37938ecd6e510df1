package io.strowger.call.port;

import io.strowger.kernel.PhoneNumberSid;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a call's resource shows beside its state.
 *
 * @param started when it came in or was dialled; empty while it waits in the queue
 * @param queued how long it waited there
 * @param number the account's own number that was called, or that is shown as the caller
 * @param forwardedFrom who passed the call on; empty when unknown
 * @param callerName the caller's name as signalling brought it; empty when unknown
 * @param trunk name of the trunk it came or goes by; empty when none
 */
public record CallParticulars(
        Optional<Instant> started, Duration queued, Optional<PhoneNumberSid> number, String forwardedFrom,
        String callerName, String trunk) {
    /** Nothing is known. */
    public static final CallParticulars NONE =
            new CallParticulars(Optional.empty(), Duration.ZERO, Optional.empty(), "", "", "");
}
