package io.strowger.work.core;

import io.strowger.kernel.EventSid;
import io.strowger.kernel.TaskSid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tells a workspace's events as the API does (work-distribution-api section 6): a projection of the journal, so that
 * nothing is lost that the journal holds. Called by the workspace's strand.
 */
public final class DomainEvents implements Projection {
    private static final long SECOND = 1000;

    private final Consumer<DomainEvent> listener;
    /** What was before the event, for events that end or replace it. */
    private final List<DomainEvent> leaving = new ArrayList<>();
    private Optional<TaskQueue> queueBefore = Optional.empty();
    private Optional<Activity> activityBefore = Optional.empty();
    private long activityMillis;
    private int capacityBefore;
    private String expressionBefore = "";
    private int index;

    private DomainEvents(Consumer<DomainEvent> listener) {
        this.listener = listener;
    }

    /** Tells everything to the listener, in order. */
    public static DomainEvents to(Consumer<DomainEvent> listener) {
        return new DomainEvents(listener);
    }

    @Override
    public void before(Workspace workspace, Recorded recorded) {
        index = 0;
        leaving.clear();
        long now = recorded.at().toEpochMilli();
        switch (recorded.event()) {
            case Event.ActivityDeleted event -> leave(workspace, recorded, "activity.deleted", event.sid(),
                    new EventFields().activity(workspace.need(event.sid())));
            case Event.TaskChannelDeleted event -> leave(workspace, recorded, "task-channel.deleted", event.sid(),
                    new EventFields().channel(workspace.need(event.sid())));
            case Event.TaskQueueDeleted event -> leave(workspace, recorded, "task-queue.deleted", event.sid(),
                    new EventFields().queue(workspace.need(event.sid())));
            case Event.TaskQueueUpdated event ->
                    expressionBefore = workspace.need(event.sid()).settings.targetWorkers();
            case Event.WorkflowDeleted event -> leave(workspace, recorded, "workflow.deleted", event.sid(),
                    new EventFields().workflow(workspace.need(event.sid())));
            case Event.WorkerDeleted event -> leave(workspace, recorded, "worker.deleted", event.sid(),
                    new EventFields().worker(workspace.need(event.sid())));
            case Event.WorkerActivityUpdated event -> {
                activityBefore = Optional.of(workspace.need(event.sid()).activity);
                activityMillis = workspace.need(event.sid()).activityMillis;
            }
            case Event.WorkerCapacityUpdated event ->
                    capacityBefore = workspace.need(event.worker()).on(workspace.need(event.channel())).capacity;
            case Event.TaskRouted event -> queueBefore(workspace, recorded, event, now);
            case Event.TaskDeleted event -> leave(workspace, recorded,
                    event.bySystem() ? "task.system-deleted" : "task.deleted", event.sid(),
                    new EventFields().task(workspace.need(event.sid()), now));
            default -> { } // everything else is told from what is after it
        }
    }

    private void queueBefore(Workspace workspace, Recorded recorded, Event.TaskRouted event, long now) {
        Task task = workspace.need(event.sid());
        queueBefore = task.queue;
        boolean stays = task.queue.map(TaskQueue::sid).equals(event.queue());
        if (task.queue.isPresent() && (event.cause() == Event.Cause.TIMEOUT || !stays)) {
            leave(workspace, recorded, event.cause() == Event.Cause.TIMEOUT ? "task-queue.timeout"
                    : "task-queue.moved", task.sid, new EventFields().task(task, now));
        }
    }

    @Override
    public void after(Workspace workspace, Recorded recorded, List<Decision> decisions) {
        leaving.forEach(listener);
        switch (recorded.event()) {
            case Event.WorkspaceCreated event -> tell(workspace, recorded, "workspace.created", workspace.sid, none());
            case Event.WorkspaceUpdated event -> tell(workspace, recorded, "workspace.updated", workspace.sid, none());
            case Event.WorkspaceDeleted event -> tell(workspace, recorded, "workspace.deleted", workspace.sid, none());
            case Event.ActivityCreated event -> tell(workspace, recorded, "activity.created", event.sid(),
                    new EventFields().activity(workspace.need(event.sid())));
            case Event.ActivityUpdated event -> tell(workspace, recorded, "activity.updated", event.sid(),
                    new EventFields().activity(workspace.need(event.sid())));
            case Event.TaskChannelCreated event -> tell(workspace, recorded, "task-channel.created", event.sid(),
                    new EventFields().channel(workspace.need(event.sid())));
            case Event.TaskChannelUpdated event -> tell(workspace, recorded, "task-channel.updated", event.sid(),
                    new EventFields().channel(workspace.need(event.sid())));
            case Event.TaskQueueCreated event -> tell(workspace, recorded, "task-queue.created", event.sid(),
                    new EventFields().queue(workspace.need(event.sid())));
            case Event.TaskQueueUpdated event -> expression(workspace, recorded, event);
            case Event.WorkflowCreated event -> tell(workspace, recorded, "workflow.created", event.sid(),
                    new EventFields().workflow(workspace.need(event.sid())));
            case Event.WorkflowUpdated event -> tell(workspace, recorded, "workflow.updated", event.sid(),
                    new EventFields().workflow(workspace.need(event.sid())));
            case Event.ActivityDeleted event -> { }
            case Event.TaskChannelDeleted event -> { }
            case Event.TaskQueueDeleted event -> { }
            case Event.WorkflowDeleted event -> { }
            case Event.WorkerCreated event -> worker(workspace, recorded, "created", workspace.need(event.sid()));
            case Event.WorkerRenamed event -> { }
            case Event.WorkerAttributesUpdated event ->
                    worker(workspace, recorded, "attributes.update", workspace.need(event.sid()));
            case Event.WorkerActivityUpdated event -> activity(workspace, recorded, workspace.need(event.sid()));
            case Event.WorkerCapacityUpdated event -> share(workspace, recorded, "capacity.update",
                    workspace.need(event.worker()).on(workspace.need(event.channel())), capacityBefore);
            case Event.WorkerChannelAvailabilityUpdated event -> {
                WorkerChannel share = workspace.need(event.worker()).on(workspace.need(event.channel()));
                share(workspace, recorded, "channel.availability.update", share, share.capacity);
            }
            case Event.WorkerDeleted event -> { }
            default -> afterTask(workspace, recorded);
        }
    }

    private void afterTask(Workspace workspace, Recorded recorded) {
        switch (recorded.event()) {
            case Event.TaskCreated event -> task(workspace, recorded, "task.created", workspace.need(event.sid()));
            case Event.TaskRouted event -> routed(workspace, recorded, event);
            case Event.TaskLeftWorkflow event -> left(workspace, recorded, event);
            case Event.TaskUpdated event -> task(workspace, recorded, "task.updated", workspace.need(event.sid()));
            case Event.TaskCanceled event -> task(workspace, recorded, "task.canceled", workspace.need(event.sid()));
            case Event.TaskWrapping event -> task(workspace, recorded, "task.wrapup", workspace.need(event.sid()));
            case Event.TaskCompleted event -> task(workspace, recorded, "task.completed", workspace.need(event.sid()));
            case Event.ReservationCreated event -> offer(workspace, recorded, "created", event.sid());
            case Event.ReservationAccepted event -> offer(workspace, recorded, "accepted", event.sid());
            case Event.ReservationRejected event -> offer(workspace, recorded, "rejected", event.sid());
            case Event.ReservationTimedOut event -> offer(workspace, recorded, "timeout", event.sid());
            case Event.ReservationCanceled event -> offer(workspace, recorded, "canceled", event.sid());
            case Event.ReservationRescinded event -> offer(workspace, recorded, "rescinded", event.sid());
            case Event.ReservationFailed event -> offer(workspace, recorded, "failed", event.sid());
            case Event.ReservationWrapping event -> offer(workspace, recorded, "wrapup", event.sid());
            case Event.ReservationCompleted event -> offer(workspace, recorded, "completed", event.sid());
            case Event.TaskDocumentSought event -> { }
            case Event.TaskDocumented event -> { }
            case Event.TaskTargetExpired event -> { }
            case Event.TaskDeleted event -> { }
            case Event.TaskForgotten event -> { }
            default -> throw new IllegalStateException("not told before: " + recorded);
        }
    }

    private void expression(Workspace workspace, Recorded recorded, Event.TaskQueueUpdated event) {
        if (!expressionBefore.equals(event.settings().targetWorkers())) {
            tell(workspace, recorded, "task-queue.expression.updated", event.sid(),
                    new EventFields().queue(workspace.need(event.sid())));
        }
    }

    private void worker(Workspace workspace, Recorded recorded, String what, Worker worker) {
        tell(workspace, recorded, "worker." + what, worker.sid, new EventFields().worker(worker));
    }

    private void activity(Workspace workspace, Recorded recorded, Worker worker) {
        long spent = worker.activityMillis - activityMillis;
        EventFields fields = new EventFields().worker(worker).put("WorkerTimeInPreviousActivity", spent / SECOND)
                .put("WorkerTimeInPreviousActivityMs", spent);
        activityBefore.ifPresent(before -> fields.put("WorkerPreviousActivitySid", before.sid)
                .put("WorkerPreviousActivityName", before.friendlyName));
        tell(workspace, recorded, "worker.activity.update", worker.sid, fields);
    }

    private void share(Workspace workspace, Recorded recorded, String what, WorkerChannel share, int previous) {
        tell(workspace, recorded, "worker." + what, share.worker.sid,
                new EventFields().worker(share.worker).share(share, previous));
    }

    private void task(Workspace workspace, Recorded recorded, String type, Task task) {
        tell(workspace, recorded, type, task.sid, new EventFields().task(task, recorded.at().toEpochMilli()));
    }

    private void routed(Workspace workspace, Recorded recorded, Event.TaskRouted event) {
        Task task = workspace.need(event.sid());
        EventFields fields = new EventFields().task(task, recorded.at().toEpochMilli());
        if (event.cause() == Event.Cause.RE_EVALUATED) {
            fields.put("TaskReEvaluatedReason", "Workflow updated");
        }
        boolean anew = event.cause() == Event.Cause.CREATED || event.cause() == Event.Cause.RE_EVALUATED;
        if (event.filter() != Task.DIRECT && task.workflow.isPresent()) {
            if (anew) {
                tell(workspace, recorded, "workflow.entered", task.sid, fields);
            }
            tell(workspace, recorded, "workflow.target-matched", task.sid, fields);
        }
        if (task.queue.isPresent() && !task.queue.equals(queueBefore)) {
            tell(workspace, recorded, "task-queue.entered", task.sid, fields);
        }
    }

    private void left(Workspace workspace, Recorded recorded, Event.TaskLeftWorkflow event) {
        Task task = workspace.need(event.sid());
        EventFields fields = new EventFields().task(task, recorded.at().toEpochMilli());
        if (task.queue.isPresent() && !event.skipped()) {
            tell(workspace, recorded, "task-queue.timeout", task.sid, fields);
        }
        task.workflow.ifPresent(workflow -> tell(workspace, recorded,
                event.skipped() ? "workflow.skipped" : "workflow.timeout", task.sid, fields));
    }

    private void offer(Workspace workspace, Recorded recorded, String what, Object sid) {
        Reservation reservation = workspace.reservations.need(sid.toString());
        tell(workspace, recorded, "reservation." + what, sid,
                new EventFields().reservation(reservation, recorded.at().toEpochMilli()));
    }

    private static EventFields none() {
        return new EventFields();
    }

    private void leave(Workspace workspace, Recorded recorded, String type, Object sid, EventFields fields) {
        leaving.add(event(workspace, recorded, type, sid, fields));
    }

    private void tell(Workspace workspace, Recorded recorded, String type, Object sid, EventFields fields) {
        listener.accept(event(workspace, recorded, type, sid, fields));
    }

    private DomainEvent event(Workspace workspace, Recorded recorded, String type, Object sid, EventFields fields) {
        String group = sid instanceof TaskSid ? "task" : type.substring(0, type.indexOf('.'));
        long millis = recorded.at().toEpochMilli();
        EventSid event = new EventSid("EV" + "%012x".formatted(millis & 0xffff_ffff_ffffL)
                + Digest.of(workspace.sid + ":" + recorded.sequence() + ":" + index++).substring(12));
        return new DomainEvent(event, recorded.sequence(), type,
                Character.toUpperCase(group.charAt(0)) + group.substring(1) + " " + sid + ": " + type, recorded.at(),
                group, sid.toString(), fields.all());
    }
}
