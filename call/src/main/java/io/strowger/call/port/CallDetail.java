package io.strowger.call.port;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The call detail record of one leg: immutable, survives deletion of the call (rulings part 2).
 *
 * @param billable whole seconds rounded up from answer to end; zero when unanswered
 * @param trunk name of the trunk used; empty when none
 * @param prefix the dialled number's matched prefix; empty when none
 * @param sipStatus the final SIP status that ended the set-up (200 when answered)
 * @param termination one of the five outcome classes
 */
public record CallDetail(
        CallSid call, AccountSid account, Optional<CallSid> parent, Direction direction, String from, String to,
        Instant began, Optional<Instant> answered, Instant ended, Duration billable, String trunk, String prefix,
        int sipStatus, Termination termination, CallStatus status) {}
