package io.strowger.work.core;

import java.util.Comparator;
import java.util.Optional;

/**
 * Which waiting task goes first (work-distribution-api section 3, task choice). Ties: the one made first; in LIFO
 * queues the one made last.
 */
final class WaitingOrder {
    private static final Comparator<Task> FIFO = (one, other) -> {
        if (one.priority != other.priority) {
            return Integer.compare(other.priority, one.priority);
        }
        int byStart = Long.compare(one.virtualStartMillis, other.virtualStartMillis);
        return byStart != 0 ? byStart : Long.compare(one.number, other.number);
    };
    private static final Comparator<Task> LIFO = (one, other) -> {
        int byStart = Long.compare(other.virtualStartMillis, one.virtualStartMillis);
        return byStart != 0 ? byStart : Long.compare(other.number, one.number);
    };

    private final TaskOrder firstKind;

    WaitingOrder(TaskOrder firstKind) {
        this.firstKind = firstKind;
    }

    static Comparator<Task> within(TaskOrder order) {
        return order == TaskOrder.FIFO ? FIFO : LIFO;
    }

    int compare(Task one, Task other) {
        return compare(rank(one), rank(other));
    }

    /** Where a task stands in this order at one moment. */
    record Rank(boolean offered, TaskOrder kind, int priority, long startMillis, long number) {}

    static Rank rank(Task task) {
        return new Rank(task.status == TaskStatus.RESERVED, kind(task.queue), task.priority, task.virtualStartMillis,
                task.number);
    }

    /**
     * Across queues: tasks without an offer before those that could have more offers; then the kind of queue that the
     * workspace puts first; then as within a queue of that kind.
     */
    int compare(Rank one, Rank other) {
        if (one.offered != other.offered) {
            return one.offered ? 1 : -1;
        }
        if (one.kind != other.kind) {
            return one.kind == firstKind ? -1 : 1;
        }
        if (one.kind == TaskOrder.LIFO) {
            int byStart = Long.compare(other.startMillis, one.startMillis);
            return byStart != 0 ? byStart : Long.compare(other.number, one.number);
        }
        if (one.priority != other.priority) {
            return Integer.compare(other.priority, one.priority);
        }
        int byStart = Long.compare(one.startMillis, other.startMillis);
        return byStart != 0 ? byStart : Long.compare(one.number, other.number);
    }

    int compare(WaitingGroup one, WaitingGroup other) {
        return one == other ? 0 : compare(one.rank(), other.rank());
    }

    static TaskOrder kind(Optional<TaskQueue> queue) {
        return queue.isPresent() ? queue.get().settings.taskOrder() : TaskOrder.FIFO;
    }
}
