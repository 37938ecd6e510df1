package io.strowger.call;

import io.strowger.call.port.CallRecord;
import io.strowger.kernel.ErrorCode;

/** What became of a request for an outbound call. */
public sealed interface Placement {
    /** It waits for its turn; on its way to the store. */
    record Queued(CallRecord call) implements Placement {}

    /**
     * It is not made.
     *
     * @param code 21210, 21211, 21212, 21214, 21215, or one of the limits
     * @param message one sentence that names the parameter or the limit
     */
    record Refused(ErrorCode code, String message) implements Placement {}
}
