package io.strowger.work.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Applies events: the one way in which a workspace changes. */
final class Changes {
    private static final List<Decision> NONE = List.of();

    private final Workspace workspace;
    private final SetupChanges setup;
    private final WorkerChanges workers;
    private final TaskChanges tasks;
    private final ReservationChanges reservations;

    Changes(Workspace workspace) {
        this.workspace = workspace;
        this.setup = new SetupChanges(workspace);
        this.workers = new WorkerChanges(workspace);
        this.tasks = new TaskChanges(workspace);
        this.reservations = new ReservationChanges(workspace);
    }

    List<Decision> apply(Recorded recorded) {
        long now = recorded.at().toEpochMilli();
        if (recorded.sequence() != workspace.sequence + 1 || now < workspace.lastMillis) {
            throw new IllegalStateException("event " + recorded.sequence() + " at " + recorded.at() + " cannot follow "
                    + workspace.sequence);
        }
        workspace.sequence = recorded.sequence();
        workspace.lastMillis = now;
        return switch (recorded.event()) {
            // tested one after the other: what each task goes through comes first
            case Event.TaskCreated event -> none(() -> tasks.apply(event, recorded.sequence(), now));
            case Event.TaskRouted event -> tasks.apply(event, now);
            case Event.ReservationCreated event -> reservations.apply(event, recorded.sequence(), now);
            case Event.ReservationAccepted event -> reservations.apply(event, now);
            case Event.ReservationCompleted event -> none(() -> reservations.apply(event, now));
            case Event.TaskCompleted event -> tasks.apply(event, now);
            case Event.TaskForgotten event -> none(() -> tasks.apply(event));
            case Event.WorkspaceCreated event -> none(() -> setup.apply(event, now));
            case Event.WorkspaceUpdated event -> none(() -> setup.apply(event, now));
            case Event.WorkspaceDeleted event -> delete();
            case Event.ActivityCreated event -> none(() -> setup.apply(event, now));
            case Event.ActivityUpdated event -> none(() -> setup.apply(event, now));
            case Event.ActivityDeleted event -> none(() -> setup.apply(event));
            case Event.TaskChannelCreated event -> none(() -> setup.apply(event, now));
            case Event.TaskChannelUpdated event -> none(() -> setup.apply(event, now));
            case Event.TaskChannelDeleted event -> none(() -> setup.apply(event));
            case Event.TaskQueueCreated event -> none(() -> setup.apply(event, now));
            case Event.TaskQueueUpdated event -> none(() -> setup.apply(event, now));
            case Event.TaskQueueDeleted event -> none(() -> setup.apply(event));
            case Event.WorkflowCreated event -> none(() -> setup.apply(event, now));
            case Event.WorkflowUpdated event -> none(() -> setup.apply(event, now));
            case Event.WorkflowDeleted event -> none(() -> setup.apply(event));
            case Event.WorkerCreated event -> none(() -> workers.apply(event, now));
            case Event.WorkerRenamed event -> none(() -> workers.apply(event, now));
            case Event.WorkerAttributesUpdated event -> none(() -> workers.apply(event, now));
            case Event.WorkerActivityUpdated event -> workers.apply(event, now);
            case Event.WorkerCapacityUpdated event -> none(() -> workers.apply(event, now));
            case Event.WorkerChannelAvailabilityUpdated event -> none(() -> workers.apply(event, now));
            case Event.WorkerDeleted event -> none(() -> workers.apply(event));
            case Event.TaskDocumentSought event -> List.of(new Decision.FetchDocument(event.sid(), event.url(),
                    event.fallbackUrl()));
            case Event.TaskDocumented event -> none(() -> tasks.apply(event));
            case Event.TaskTargetExpired event -> none(() -> tasks.apply(event));
            case Event.TaskLeftWorkflow event -> NONE;
            case Event.TaskUpdated event -> none(() -> tasks.apply(event, now));
            case Event.TaskCanceled event -> tasks.apply(event, now);
            case Event.TaskWrapping event -> none(() -> tasks.apply(event, now));
            case Event.TaskDeleted event -> tasks.apply(event);
            case Event.ReservationRejected event -> reservations.apply(event, now);
            case Event.ReservationTimedOut event -> reservations.apply(event, now);
            case Event.ReservationCanceled event -> reservations.apply(event, now);
            case Event.ReservationRescinded event -> reservations.apply(event, now);
            case Event.ReservationFailed event -> reservations.apply(event, now);
            case Event.ReservationWrapping event -> none(() -> reservations.apply(event, now));
        };
    }

    private static List<Decision> none(Runnable change) {
        change.run();
        return NONE;
    }

    private List<Decision> delete() {
        workspace.exists = false;
        List<Decision> ended = new ArrayList<>();
        for (Reservation reservation : workspace.reservations.all()) {
            if (reservation.status == ReservationStatus.PENDING) {
                ended.add(new Decision.Withdraw(reservation.sid, reservation.task.sid, reservation.worker.sid,
                        ReservationStatus.CANCELED));
            }
        }
        for (Task task : workspace.tasks.all()) {
            if (!task.status.isEnded()) {
                ended.add(new Decision.TaskEnded(task.sid, task.status, Optional.empty()));
            }
        }
        return ended;
    }
}
