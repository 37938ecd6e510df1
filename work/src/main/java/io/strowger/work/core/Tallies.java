package io.strowger.work.core;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many tasks are where, by workspace, workflow and queue, for all channels and for each, counted as events come:
 * what real-time statistics read, at a cost that does not depend on how many there are.
 */
final class Tallies {
    private static final String ALL = "";

    private final Workspace workspace;
    private final Map<String, Map<String, Tally>> tallies = new HashMap<>();
    private Optional<Task> touched = Optional.empty();
    private Optional<TaskQueue> queueBefore = Optional.empty();
    private TaskStatus statusBefore = TaskStatus.PENDING;
    private int priorityBefore;

    Tallies(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Counts what a snapshot brought. */
    void recount() {
        workspace.tasks.all().stream().sorted(Comparator.comparingLong(task -> task.queueMillis))
                .forEach(task -> enter(task, true));
    }

    RealTimeStatistics read(String scope, Optional<String> channel) {
        Map<String, Tally> found = tallies.get(scope);
        Tally tally = found == null ? null : found.get(channel.orElse(ALL));
        return (tally == null ? new Tally() : tally).read();
    }

    void before(Event event) {
        touched = task(workspace, event);
        touched.ifPresent(task -> {
            queueBefore = task.queue;
            statusBefore = task.status;
            priorityBefore = task.priority;
        });
    }

    void after(Event event) {
        switch (event) {
            case Event.TaskCreated created -> enter(workspace.need(created.sid()), true);
            case Event.WorkflowDeleted deleted -> tallies.remove(deleted.sid().value());
            case Event.TaskQueueDeleted deleted -> tallies.remove(deleted.sid().value());
            default -> touched.ifPresent(task -> recount(task, event instanceof Event.TaskDeleted));
        }
    }

    /** The task that an event is about, when it may change how tasks are counted. */
    static Optional<Task> task(Workspace workspace, Event event) {
        return switch (event) {
            case Event.TaskRouted routed -> workspace.task(routed.sid());
            case Event.TaskLeftWorkflow left -> workspace.task(left.sid());
            case Event.TaskUpdated updated -> workspace.task(updated.sid());
            case Event.TaskCanceled canceled -> workspace.task(canceled.sid());
            case Event.TaskWrapping wrapping -> workspace.task(wrapping.sid());
            case Event.TaskCompleted completed -> workspace.task(completed.sid());
            case Event.TaskDeleted deleted -> workspace.task(deleted.sid());
            case Event.ReservationCreated created -> workspace.task(created.task());
            case Event.ReservationAccepted accepted -> workspace.reservation(accepted.sid()).map(found -> found.task);
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
        if (!gone && sameQueue && task.status == statusBefore && task.priority == priorityBefore) {
            return;
        }
        boolean open = !gone && task.status.isOpen();
        for (String scope : scopes(task, queueBefore)) {
            boolean stays = open && (sameQueue || !scope.startsWith("WQ"));
            if (!statusBefore.isEnded()) {
                tally(scope, ALL).remove(task, statusBefore, priorityBefore, stays);
                tally(scope, task.channel.sid.value()).remove(task, statusBefore, priorityBefore, stays);
            }
        }
        if (!gone) {
            enter(task, !sameQueue);
        }
    }

    private void enter(Task task, boolean arrives) {
        if (!task.status.isEnded()) {
            for (String scope : scopes(task, task.queue)) {
                tally(scope, ALL).add(task, task.status, task.priority, arrives);
                tally(scope, task.channel.sid.value()).add(task, task.status, task.priority, arrives);
            }
        }
    }

    private List<String> scopes(Task task, Optional<TaskQueue> queue) {
        return scopes(workspace, task, queue);
    }

    /** Where a task counts. */
    static List<String> scopes(Workspace workspace, Task task, Optional<TaskQueue> queue) {
        List<String> scopes = new ArrayList<>(3);
        scopes.add(workspace.sid.value());
        task.workflow.ifPresent(workflow -> scopes.add(workflow.sid.value()));
        queue.ifPresent(place -> scopes.add(place.sid.value()));
        return scopes;
    }

    private Tally tally(String scope, String channel) {
        return tallies.computeIfAbsent(scope, key -> new HashMap<>()).computeIfAbsent(channel, key -> new Tally());
    }
}
