package io.strowger.work.core;

import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkerSid;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Why a task is where it is: which filter took it, why it is with a worker or waits still, and who came nearest. Made
 * of the present state, with the values that expressions see now (times of day and ages are those of the moment at
 * which the task came to its target).
 *
 * @param filters the workflow's filters down to the one that took it (all, when none did)
 * @param target the target's expression, when it has one
 * @param offers those who have, or are offered, the task
 * @param waiting what keeps it waiting; absent when it waits for nobody
 * @param awaitsDocument true while its workflow document is being fetched: it is nowhere yet
 */
public record TaskExplanation(TaskSid task, TaskStatus status, List<FilterLook> filters, Optional<String> target,
        List<WorkerLook> offers, Optional<Waiting> waiting, boolean awaitsDocument) {
    public TaskExplanation {
        filters = List.copyOf(filters);
        offers = List.copyOf(offers);
    }

    /** The most workers that are looked at; those with the lowest sids. */
    public static final int MOST_WORKERS = 2_000;
    /** The most waiting tasks that are looked at to say how many go before. */
    public static final int MOST_AHEAD = 10_000;
    /** The most near misses that are told. */
    public static final int MOST_NEAREST = 5;

    /** A filter and what it thinks of the task. */
    public record FilterLook(String name, String expression, Explanation why, boolean taken) {}

    /**
     * A worker and what it has to do with the task.
     *
     * @param obstacles in words what keeps the worker from it; empty when nothing does
     * @param queue why the worker is one of the queue's, or not
     * @param targetExpression why the target's expression holds, or not
     * @param distance how many comparisons and obstacles would have to change
     */
    public record WorkerLook(WorkerSid sid, String friendlyName, List<String> obstacles, Optional<Explanation> queue,
            Optional<Explanation> targetExpression, int distance) {
        public WorkerLook {
            obstacles = List.copyOf(obstacles);
        }
    }

    /**
     * What keeps a task waiting.
     *
     * @param lookedAt workers that were looked at, of all
     * @param inQueue of those: chosen by the queue
     * @param inActivity of those: in an activity that takes tasks
     * @param withRoom of those: available on the task's channel, with capacity left
     * @param ahead waiting tasks of the queue that go before it, of the {@link #MOST_AHEAD} that are looked at
     * @param targetEnds when it goes on to its next target
     * @param lifeEnds when it is canceled
     * @param nearest the workers who came nearest, the nearest first
     */
    public record Waiting(int lookedAt, int workers, int inQueue, int inActivity, int withRoom, int ahead,
            Optional<Instant> targetEnds, Optional<Instant> lifeEnds, List<WorkerLook> nearest) {
        public Waiting {
            nearest = List.copyOf(nearest);
        }
    }

    /** Explains a task; reads the workspace only, with bounded work. By the workspace's strand. */
    public static TaskExplanation of(Workspace workspace, Task task) {
        return new Investigation(workspace, task).report();
    }
}
