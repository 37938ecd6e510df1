package io.strowger.work.core;

import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.ReservationSid;
import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.WorkflowSid;
import java.util.Optional;

/**
 * What an event asks of the world outside. Changes of the state itself (a reservation made, a task moved on) are
 * {@link Event}s; timers are state as well ({@link Workspace#nextDeadline}), so that no decision speaks of them.
 */
public sealed interface Decision {
    /**
     * Ask the workflow's assignment callback what to do with a fresh reservation (section 5).
     *
     * @param url absolute URL
     * @param fallbackUrl asked when the first fails
     */
    record AssignmentCallback(ReservationSid reservation, TaskSid task, WorkerSid worker, WorkflowSid workflow,
            Optional<TaskQueueSid> queue, String url, Optional<String> fallbackUrl) implements Decision {}

    /**
     * Fetch a task's workflow document, and bring it by {@link Command.RouteTask}.
     *
     * @param url absolute URL
     * @param fallbackUrl asked when the first gives none
     */
    record FetchDocument(TaskSid task, String url, Optional<String> fallbackUrl) implements Decision {}

    /** A reservation was made: tell the worker's clients. */
    record Offer(ReservationSid reservation, TaskSid task, WorkerSid worker) implements Decision {}

    /** An offer ended without a worker, whoever ended it: stop whatever was begun for it, as a phone that rings. */
    record Withdraw(ReservationSid reservation, TaskSid task, WorkerSid worker, ReservationStatus why)
            implements Decision {}

    /** The worker has the task: connect them, when the task is a call. */
    record Connect(ReservationSid reservation, TaskSid task, WorkerSid worker) implements Decision {}

    /** The task waits in another place than before, or for the first time. */
    record Waiting(TaskSid task, Optional<TaskQueueSid> queue, int priority) implements Decision {}

    /**
     * The task is over: completed or canceled (with the reason), or deleted (reason empty).
     *
     * @param status what it was last
     */
    record TaskEnded(TaskSid task, TaskStatus status, Optional<String> reason) implements Decision {}

    /** The worker is in another activity than before. */
    record WorkerMoved(WorkerSid worker, ActivitySid activity) implements Decision {}
}
