package io.strowger.call.port;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What calls ask of work distribution (work-distribution-api section 5, "TwiML side"). Every method returns at once;
 * what comes of it is told by the consumer, on any thread, also before the method returns. Any thread may call it.
 *
 * <p>How the two sides keep each other true:
 * <ol>
 * <li>{@code Enqueue workflowSid} puts the call into the hidden queue that bears the workflow's sid, then calls
 *     {@link #create}. Until {@link #cancel} with the same {@link WaitId}, or an accepted reservation, the call
 *     waits.</li>
 * <li>The caller goes away (hang-up, Leave, redirect, taken by a plain Dial Queue): {@link #cancel}, exactly once; also
 *     after an acceptance, as long as the two were not joined.</li>
 * <li>The task is over on the other side (its time is up, canceled, deleted, completed without a call):
 *     {@link TaskEvent.Ended}; the caller goes on after its Enqueue, unless somebody has taken it; no {@code cancel}
 *     follows.</li>
 * <li>A worker's call runs {@code Dial Queue reservationSid}: {@link #accept}. Accepted names the caller, who is taken
 *     out of the queue and joined; {@link #ended} follows in every case, at once when the worker's call is over before
 *     the acceptance comes.</li>
 * </ol>
 * A process that dies takes its calls along: what it had created and not canceled is the other side's to reconcile.
 */
public interface WorkPort {
    /**
     * Makes a task of a waiting call.
     *
     * @param events told Created or Refused once, then Ended at most once; must not block
     */
    void create(TaskRequest request, Consumer<TaskEvent> events);

    /**
     * The caller waits no longer. One that was never created, or is over, is no error.
     *
     * @param reason {@code hangup}, {@code leave}, {@code redirected}, {@code dequeued} (by name, without the
     *     reservation) or {@code error}
     */
    void cancel(AccountSid account, WaitId stay, String reason);

    /**
     * Accepts a reservation for a call that wants to be joined to the reserved caller.
     *
     * @param worker the call that asks: the worker's
     * @param postWorkActivitySid the worker's activity afterwards
     * @param answer told once; must not block
     */
    void accept(
            AccountSid account, String reservationSid, CallSid worker, Optional<String> postWorkActivitySid,
            Consumer<Acceptance> answer);

    /**
     * An accepted reservation's conversation is over.
     *
     * @param talked false when they were never joined; the caller may then be waiting again, and its task must be
     *     offered again unless {@link #cancel} comes or has come
     */
    void ended(AccountSid account, String reservationSid, boolean talked);

    /**
     * One stay of one call in a queue.
     *
     * @param number from 1, counted by call: a call may wait several times, one after the other
     */
    record WaitId(CallSid call, long number) {}

    /** What becomes of a task, as far as its call is concerned. */
    sealed interface TaskEvent {
        /** It exists. */
        record Created(String taskSid) implements TaskEvent {}

        /** There is no such workflow, or the attributes are not a JSON object...: the Enqueue fails with this code. */
        record Refused(ErrorCode code, String message) implements TaskEvent {}

        /** It is over without a worker. */
        record Ended(String reason) implements TaskEvent {}
    }

    /** Whether a reservation could be accepted. */
    sealed interface Acceptance {
        /** It is; this caller waits in the workflow's queue. */
        record Accepted(String workflowSid, CallSid caller) implements Acceptance {}

        /** It is not: unknown, over, or another account's. */
        record Refused(ErrorCode code, String message) implements Acceptance {}
    }

    /** The port of a server without work distribution: everything is refused with 13750. */
    static WorkPort absent() {
        return new AbsentWork();
    }
}
