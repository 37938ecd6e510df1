package io.strowger.work;

/** What is counted for statistics (work-distribution-api section 7). */
public enum Measure {
    /** A task was made: counted for the workspace. */
    TASKS_CREATED,
    /** A task entered a workflow or a queue. */
    TASKS_ENTERED,
    /** A task left a queue for another one. */
    TASKS_MOVED,
    /** A task was canceled. */
    TASKS_CANCELED,
    /** A task was completed. */
    TASKS_COMPLETED,
    /** A task was deleted. */
    TASKS_DELETED,
    /** A task came to the end of its workflow without a worker. */
    TASKS_TIMED_OUT_IN_WORKFLOW,
    /** An offer was made. */
    RESERVATIONS_CREATED,
    /** An offer was accepted. */
    RESERVATIONS_ACCEPTED,
    /** An offer was rejected. */
    RESERVATIONS_REJECTED,
    /** An offer timed out. */
    RESERVATIONS_TIMED_OUT,
    /** An offer was taken back. */
    RESERVATIONS_CANCELED,
    /** An offer went to another worker who was faster. */
    RESERVATIONS_RESCINDED,
    /** Whole seconds from a task's making to its acceptance, as the count's value. */
    WAIT_UNTIL_ACCEPTED,
    /** Whole seconds from a task's making to its cancellation, as the count's value. */
    WAIT_UNTIL_CANCELED,
    /** Whole seconds from entering its last queue to acceptance, as the count's value. */
    WAIT_IN_QUEUE_UNTIL_ACCEPTED
}
