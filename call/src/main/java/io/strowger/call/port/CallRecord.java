package io.strowger.call.port;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ApplicationSid;
import io.strowger.kernel.CallSid;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A call's state as its resource shows it (requirement B9).
 *
 * @param created when the platform first knew of it
 * @param answered when it went in-progress
 * @param ended when it reached its final status
 * @param duration from answer to end by the monotonic clock; zero when never answered
 * @param finalCallback where the final status callback goes if this process dies: URL and method, for the reconciler
 * @param finalParameters the form fields that callback would carry now, encoded as a form body
 * @param particulars what its resource shows beside its state
 */
public record CallRecord(
        CallSid sid, AccountSid account, Optional<CallSid> parent, String from, String to, Direction direction,
        CallStatus status, Instant created, Optional<Instant> answered, Optional<Instant> ended, Duration duration,
        Optional<ApplicationSid> application, Optional<WebTarget> finalCallback, String finalParameters,
        CallParticulars particulars) {
    /** A call of which no particulars are known. */
    public CallRecord(
            CallSid sid, AccountSid account, Optional<CallSid> parent, String from, String to, Direction direction,
            CallStatus status, Instant created, Optional<Instant> answered, Optional<Instant> ended, Duration duration,
            Optional<ApplicationSid> application, Optional<WebTarget> finalCallback, String finalParameters) {
        this(sid, account, parent, from, to, direction, status, created, answered, ended, duration, application,
                finalCallback, finalParameters, CallParticulars.NONE);
    }
}
