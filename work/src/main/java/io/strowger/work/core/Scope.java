package io.strowger.work.core;

/** Where an expression stands, which decides what its names mean (work-distribution-api section 2). */
public enum Scope {
    /**
     * A workflow filter, and {@code EvaluateTaskAttributes}: bare names are the task's attributes, {@code task.} may
     * stand before them, and {@code taskrouter.} names the time of day.
     */
    TASK_FILTER,
    /**
     * A queue's {@code TargetWorkers}, and {@code TargetWorkersExpression}: bare names are the worker's attributes,
     * {@code worker.} may stand before them. A blank expression is true for nobody.
     */
    QUEUE,
    /** A workflow target: each name begins with {@code task.}, {@code worker.} or {@code taskrouter.}. */
    TARGET,
    /** {@code skip_if}: {@code workers.available}, {@code workers.unavailable}, {@code workers.WA...}. */
    SKIP
}
