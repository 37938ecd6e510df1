package io.strowger.work.core;

import io.strowger.kernel.ActivitySid;
import java.util.Optional;

/**
 * What a task queue is set to.
 *
 * @param friendlyName its name, at most 64 characters
 * @param targetWorkers expression over worker attributes that chooses its workers; empty: nobody
 * @param maxReservedWorkers how many workers one task is offered to at once: 1 to 50
 * @param taskOrder in which order it gives away its tasks
 * @param reservationActivity single-task mode: the worker's activity while a reservation is pending
 * @param assignmentActivity single-task mode: the worker's activity once it is accepted
 */
public record QueueSettings(String friendlyName, String targetWorkers, int maxReservedWorkers, TaskOrder taskOrder,
        Optional<ActivitySid> reservationActivity, Optional<ActivitySid> assignmentActivity) {
    /** Everybody, one offer at a time, first in first out: what a queue is without further parameters. */
    public static QueueSettings named(String friendlyName) {
        return new QueueSettings(friendlyName, "1==1", 1, TaskOrder.FIFO, Optional.empty(), Optional.empty());
    }

    /** The same with other workers. */
    public QueueSettings targeting(String expression) {
        return new QueueSettings(friendlyName, expression, maxReservedWorkers, taskOrder, reservationActivity,
                assignmentActivity);
    }

    /** The same in another order. */
    public QueueSettings ordered(TaskOrder order) {
        return new QueueSettings(friendlyName, targetWorkers, maxReservedWorkers, order, reservationActivity,
                assignmentActivity);
    }

    /** The same with several offers at once. */
    public QueueSettings reserving(int workers) {
        return new QueueSettings(friendlyName, targetWorkers, workers, taskOrder, reservationActivity,
                assignmentActivity);
    }
}
