package io.strowger.work.core;

import java.util.Comparator;
import java.util.Optional;

/**
 * How many tasks are where, by workspace, workflow and queue, for all channels and for each, counted as events come:
 * what real-time statistics read, at a cost that does not depend on how many there are.
 */
final class Tallies {
    private final Workspace workspace;
    final TallyScope whole = new TallyScope(Optional.empty());
    private long arrivals;
    private Optional<Task> touched = Optional.empty();
    private Optional<TaskQueue> queueBefore = Optional.empty();
    private TaskStatus statusBefore = TaskStatus.PENDING;
    private int priorityBefore;
    private TaskChannel channelBefore;

    Tallies(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Counts what a snapshot brought. */
    void recount() {
        workspace.tasks.all().stream().sorted(Comparator.comparingLong(task -> task.queueMillis)).forEach(this::enter);
    }

    void before(Event event) {
        touched = task(workspace, event);
        touched.ifPresent(task -> {
            queueBefore = task.queue;
            statusBefore = task.status;
            priorityBefore = task.priority;
            channelBefore = task.channel;
        });
    }

    void after(Event event) {
        switch (event) {
            case Event.TaskCreated created -> enter(workspace.need(created.sid()));
            default -> touched.ifPresent(task -> recount(task, event instanceof Event.TaskDeleted));
        }
    }

    /** The task that an event is about, when it may change how tasks are counted. */
    private static Optional<Task> task(Workspace workspace, Event event) {
        return switch (event) {
            // tested one after the other: the most frequent first
            case Event.ReservationCreated created -> workspace.task(created.task());
            case Event.ReservationAccepted accepted -> workspace.reservation(accepted.sid()).map(found -> found.task);
            case Event.TaskRouted routed -> workspace.task(routed.sid());
            case Event.TaskCompleted completed -> workspace.task(completed.sid());
            case Event.TaskLeftWorkflow left -> workspace.task(left.sid());
            case Event.TaskUpdated updated -> workspace.task(updated.sid());
            case Event.TaskCanceled canceled -> workspace.task(canceled.sid());
            case Event.TaskWrapping wrapping -> workspace.task(wrapping.sid());
            case Event.TaskDeleted deleted -> workspace.task(deleted.sid());
            case Event.ReservationRejected rejected -> workspace.reservation(rejected.sid()).map(found -> found.task);
            case Event.ReservationTimedOut timedOut -> workspace.reservation(timedOut.sid()).map(found -> found.task);
            case Event.ReservationCanceled canceled -> workspace.reservation(canceled.sid()).map(found -> found.task);
            case Event.ReservationRescinded rescinded ->
                    workspace.reservation(rescinded.sid()).map(found -> found.task);
            case Event.ReservationFailed failed -> workspace.reservation(failed.sid()).map(found -> found.task);
            default -> Optional.empty(); // the others change no task that is counted
        };
    }

    private void recount(Task task, boolean gone) {
        boolean sameQueue = task.queue.equals(queueBefore);
        TaskChannel before = channelBefore;
        boolean samePlace = sameQueue && task.channel == before;
        boolean counted = !statusBefore.isEnded();
        boolean counts = !gone && !task.status.isEnded();
        if (counted && counts && samePlace && task.priority == priorityBefore) {
            if (task.status != statusBefore) {
                count(task, before, queueBefore, statusBefore, -1);
                count(task, before, queueBefore, task.status, 1);
            }
        } else {
            if (counted) {
                count(task, before, queueBefore, statusBefore, -1);
                countPriority(task, before, queueBefore, priorityBefore, -1);
            }
            if (counts) {
                count(task, task.channel, task.queue, task.status, 1);
                countPriority(task, task.channel, task.queue, task.priority, 1);
            }
        }
        if (counts && task.status.isOpen() && !(statusBefore.isOpen() && samePlace)) {
            join(task, !statusBefore.isOpen() || task.channel != before);
        }
        if (statusBefore.isOpen() && !(counts && task.status.isOpen() && samePlace)) {
            left(task, before);
        }
    }

    /** A task waits no longer where it was before. */
    private void left(Task task, TaskChannel channel) {
        whole.of(channel).trim();
        if (task.workflow.isPresent()) {
            task.workflow.get().counts.of(channel).trim();
        }
        if (queueBefore.isPresent()) {
            queueBefore.get().counts.of(channel).trim();
        }
    }

    private void enter(Task task) {
        if (!task.status.isEnded()) {
            count(task, task.channel, task.queue, task.status, 1);
            countPriority(task, task.channel, task.queue, task.priority, 1);
            if (task.status.isOpen()) {
                join(task, true);
            }
        }
    }

    private void count(Task task, TaskChannel channel, Optional<TaskQueue> queue, TaskStatus status, int by) {
        whole.of(channel).count(status, by);
        if (task.workflow.isPresent()) {
            task.workflow.get().counts.of(channel).count(status, by);
        }
        if (queue.isPresent()) {
            queue.get().counts.of(channel).count(status, by);
        }
    }

    private void countPriority(Task task, TaskChannel channel, Optional<TaskQueue> queue, int priority, int by) {
        whole.of(channel).countPriority(priority, by);
        if (task.workflow.isPresent()) {
            task.workflow.get().counts.of(channel).countPriority(priority, by);
        }
        if (queue.isPresent()) {
            queue.get().counts.of(channel).countPriority(priority, by);
        }
    }

    /** @param everywhere in the workspace and the workflow as well as in the queue */
    private void join(Task task, boolean everywhere) {
        task.arrival = ++arrivals;
        Tally.Arrival arrival = new Tally.Arrival(task, task.arrival, task.queueMillis);
        if (everywhere) {
            whole.of(task.channel).join(arrival);
            if (task.workflow.isPresent()) {
                task.workflow.get().counts.of(task.channel).join(arrival);
            }
        }
        if (task.queue.isPresent()) {
            task.queue.get().counts.of(task.channel).join(arrival);
        }
    }
}
