package io.strowger.work.core;

import java.util.List;
import java.util.Optional;

/** A target, prepared: what has to be known of its expression and order is worked out once. */
final class Ask {
    /** Any worker of the queue, the longest idle first: what a task asks that was sent to a queue directly. */
    static final Ask ANYBODY = new Ask(Optional.empty(), Optional.empty(), Optional.empty());

    final Optional<Expr> expression;
    final Optional<OrderBy> orderBy;
    final Optional<WorkflowDocument.KnownWorker> knownWorker;
    /** What the expression reads of the task and the clock. */
    final List<Path> taskPaths;
    final ActivitiesNamed named;
    final Optional<Probe> probe;
    /** Where the target leads, once a task was sent there; null before. */
    private TaskQueue queue;
    /** Reads what changes with each reservation of a worker. */
    final boolean readsLoad;

    private Ask(Optional<Expr> expression, Optional<OrderBy> orderBy,
            Optional<WorkflowDocument.KnownWorker> knownWorker) {
        this.expression = expression;
        this.orderBy = orderBy;
        this.knownWorker = knownWorker;
        this.taskPaths = expression.map(Expr::reads).orElse(List.of()).stream()
                .filter(path -> path.root() != Path.Root.WORKER).toList();
        this.named = expression.map(Expr::activitiesNamed).orElse(ActivitiesNamed.NONE);
        this.probe = expression.flatMap(Probe::of);
        this.readsLoad = expression.map(Expr::reads).orElse(List.of()).stream()
                .anyMatch(path -> path.fact().filter(Ask::isLoad).isPresent());
    }

    /** The queue to which the target leads. */
    TaskQueue queue(Workspace workspace, WorkflowDocument.Target target) {
        if (queue == null || queue.gone) {
            queue = workspace.queues.need(target.queue());
        }
        return queue;
    }

    static Ask of(WorkflowDocument.Target target) {
        return new Ask(target.expression(), target.orderBy(), target.knownWorker());
    }

    private static boolean isLoad(Fact fact) {
        return fact == Fact.WORKER_CHANNEL_ASSIGNED_TASKS
                || fact == Fact.WORKER_CHANNEL_AVAILABLE_CAPACITY_PERCENTAGE;
    }
}
