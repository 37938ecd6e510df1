package io.strowger.work;

import java.util.List;
import java.util.Optional;

/** What is to be done with a reservation (work-distribution-api section 5): by callback answer or by REST. */
public sealed interface Instruction {
    /** The worker takes it. */
    record Accept() implements Instruction {}

    /**
     * The worker refuses it.
     *
     * @param activitySid where the worker goes
     */
    record Reject(Optional<String> activitySid) implements Instruction {}

    /**
     * Call the worker, and join them with the waiting caller when they answer.
     *
     * @param to absent: the worker's attribute {@code contact_uri}
     * @param from absent: the number that the caller dialled
     * @param postWorkActivitySid the worker's activity afterwards
     * @param timeout seconds to ring
     * @param statusCallbackUrl told by GET, with {@code taskCallSid}
     * @param statusCallbackEvents of initiated, ringing, answered, completed
     */
    record Dequeue(Optional<String> to, Optional<String> from, Optional<String> postWorkActivitySid, boolean record,
            int timeout, Optional<String> statusCallbackUrl, List<String> statusCallbackEvents)
            implements Instruction {}

    /**
     * Call the worker with a document of their own.
     *
     * @param accept whether the reservation is accepted when they answer
     */
    record Call(Optional<String> to, String from, String url, boolean accept, boolean record, int timeout,
            Optional<String> statusCallbackUrl) implements Instruction {}

    /**
     * Move a running call to another document.
     *
     * @param accept whether the reservation is accepted then
     */
    record Redirect(String callSid, String url, boolean accept) implements Instruction {}

    /** One that comes with the conference mixer: {@code conference}, {@code supervise}. */
    record NotBuilt(String name) implements Instruction {}
}
