package io.strowger.work.core;

import java.util.Comparator;

/** Which waiting task goes first (work-distribution-api section 3, task choice). Ties: the one made first (last in LIFO). */
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

    /**
     * Across queues: tasks without an offer before those that could have more offers; then the kind of queue that the
     * workspace puts first; then as within a queue of that kind.
     */
    int compare(Task one, Task other) {
        boolean offered = one.status == TaskStatus.RESERVED;
        if (offered != (other.status == TaskStatus.RESERVED)) {
            return offered ? 1 : -1;
        }
        TaskOrder kind = kind(one);
        if (kind != kind(other)) {
            return kind == firstKind ? -1 : 1;
        }
        return within(kind).compare(one, other);
    }

    int compare(WaitingGroup one, WaitingGroup other) {
        return one == other ? 0 : compare(one.first(), other.first());
    }

    private static TaskOrder kind(Task task) {
        return task.queue.isPresent() ? task.queue.get().settings.taskOrder() : TaskOrder.FIFO;
    }
}
