package io.strowger.work;

import io.strowger.kernel.EventSid;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.Sid;
import io.strowger.work.Consequences.Before;
import io.strowger.work.WorkEvent.About;
import io.strowger.work.core.Activity;
import io.strowger.work.core.Decision;
import io.strowger.work.core.Event;
import io.strowger.work.core.Recorded;
import io.strowger.work.core.Reservation;
import io.strowger.work.core.Task;
import io.strowger.work.core.TaskQueue;
import io.strowger.work.core.Worker;
import io.strowger.work.core.Workflow;
import io.strowger.work.core.Workspace;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/** The consequences of one event of the journal (work-distribution-api section 6). One strand. */
final class Telling {
    private static final Optional<String> NONE = Optional.empty();
    /** A document that is slow to come does not keep back what is told of its task. */
    private static final String DOCUMENTS = "document of ";

    /** What the router does, whoever gave it a reason. */
    private static final Set<String> ROUTING = Set.of("workflow.entered", "workflow.target-matched",
            "workflow.timeout", "workflow.skipped", "task-queue.entered", "task-queue.moved", "task-queue.timeout",
            "reservation.created", "reservation.timeout", "reservation.canceled", "reservation.rescinded",
            "reservation.failed", "task.system-deleted");

    private final Workspace workspace;
    private final Recorded recorded;
    private final Sid actor;
    private final Instant at;
    private final Tally tally;
    private final List<WorkEvent> events;
    private final List<Outgoing> outbox;
    private final List<ActivitySpan> spans;
    private final BiConsumer<Workspace, WorkEvent> show;
    private int eventIndex;
    private int effectIndex;

    /** @param actor whose doing it is; the workspace's sid: its own */
    Telling(Workspace workspace, Recorded recorded, Sid actor, Tally tally, List<WorkEvent> events,
            List<Outgoing> outbox, List<ActivitySpan> spans, BiConsumer<Workspace, WorkEvent> show) {
        this.workspace = workspace;
        this.recorded = recorded;
        this.actor = actor;
        this.at = recorded.at();
        this.tally = tally;
        this.events = events;
        this.outbox = outbox;
        this.spans = spans;
        this.show = show;
    }

    /** Told before it is applied: what will be gone or otherwise. */
    void parting(Event happening) {
        if (happening instanceof Event.WorkspaceDeleted) {
            tell("workspace.deleted", workspace.sid(), About.NOTHING, data(), "Workspace deleted");
        } else if (happening instanceof Event.ActivityDeleted event) {
            activity("activity.deleted", event.sid());
        } else if (happening instanceof Event.TaskChannelDeleted event) {
            channel("task-channel.deleted", event.sid());
        } else if (happening instanceof Event.TaskQueueDeleted event) {
            queue("task-queue.deleted", event.sid());
        } else if (happening instanceof Event.WorkflowDeleted event) {
            workflow("workflow.deleted", event.sid());
        } else if (happening instanceof Event.WorkerDeleted event) {
            leavesActivity(event.sid());
            worker("worker.deleted", event.sid());
        } else if (happening instanceof Event.WorkerActivityUpdated event) {
            leavesActivity(event.sid());
        } else if (happening instanceof Event.TaskDeleted event) {
            task(event.bySystem() ? "task.system-deleted" : "task.deleted", event.sid());
            workspace.task(event.sid()).ifPresent(task ->
                    tally.all(workspace, task, Measure.TASKS_DELETED, at));
        }
    }

    /** Told after it is applied. */
    void happened(Event happened, Before before) {
        switch (happened) {
            case Event.WorkspaceCreated _ ->
                tell("workspace.created", workspace.sid(), About.NOTHING, data(), "Workspace created");
            case Event.WorkspaceUpdated _ ->
                tell("workspace.updated", workspace.sid(), About.NOTHING, data(), "Workspace updated");
            case Event.ActivityCreated event -> activity("activity.created", event.sid());
            case Event.ActivityUpdated event -> activity("activity.updated", event.sid());
            case Event.TaskChannelCreated event -> channel("task-channel.created", event.sid());
            case Event.TaskChannelUpdated event -> channel("task-channel.updated", event.sid());
            case Event.TaskQueueCreated event -> queue("task-queue.created", event.sid());
            case Event.TaskQueueUpdated event -> {
                if (!event.settings().targetWorkers().equals(before.expression())) {
                    queue("task-queue.expression.updated", event.sid());
                }
            }
            case Event.WorkflowCreated event -> workflow("workflow.created", event.sid());
            case Event.WorkflowUpdated event -> workflow("workflow.updated", event.sid());
            case Event.WorkerCreated event -> worker("worker.created", event.sid());
            case Event.WorkerRenamed event -> worker("worker.attributes.update", event.sid());
            case Event.WorkerAttributesUpdated event -> worker("worker.attributes.update", event.sid());
            case Event.WorkerActivityUpdated event -> workspace.worker(event.sid()).ifPresent(worker ->
                    worker("worker.activity.update", worker, data().worker(worker)
                            .from(before.activity().orElseThrow(), before.since())));
            case Event.WorkerCapacityUpdated event ->
                share("worker.capacity.update", event.worker(), event.channel(), Optional.of(before.capacity()));
            case Event.WorkerChannelAvailabilityUpdated event ->
                share("worker.channel.availability.update", event.worker(), event.channel(), Optional.empty());
            case Event.TaskCreated event -> created(event.sid());
            case Event.TaskRouted event ->
                workspace.task(event.sid()).ifPresent(task -> routed(event, task, before.queue()));
            case Event.TaskLeftWorkflow event ->
                workspace.task(event.sid()).ifPresent(task -> leftWorkflow(event, task));
            case Event.TaskUpdated event -> task("task.updated", event.sid());
            case Event.TaskCanceled event -> {
                task("task.canceled", event.sid());
                workspace.task(event.sid()).ifPresent(task -> tally.canceled(workspace, task, at));
            }
            case Event.TaskWrapping event -> task("task.wrapup", event.sid());
            case Event.TaskCompleted event -> {
                task("task.completed", event.sid());
                workspace.task(event.sid()).ifPresent(task ->
                        tally.all(workspace, task, Measure.TASKS_COMPLETED, at));
            }
            case Event.ReservationCreated event -> offer("created", event.sid(), Measure.RESERVATIONS_CREATED);
            case Event.ReservationAccepted event -> accepted(event.sid());
            case Event.ReservationRejected event -> offer("rejected", event.sid(), Measure.RESERVATIONS_REJECTED);
            case Event.ReservationTimedOut event -> offer("timeout", event.sid(), Measure.RESERVATIONS_TIMED_OUT);
            case Event.ReservationCanceled event -> offer("canceled", event.sid(), Measure.RESERVATIONS_CANCELED);
            case Event.ReservationRescinded event -> offer("rescinded", event.sid(), Measure.RESERVATIONS_RESCINDED);
            case Event.ReservationFailed event -> offer("failed", event.sid(), Measure.RESERVATIONS_CANCELED);
            case Event.ReservationWrapping event -> offer("wrapup", event.sid());
            case Event.ReservationCompleted event -> offer("completed", event.sid());
            case Event.WorkspaceDeleted _, Event.ActivityDeleted _, Event.TaskChannelDeleted _,
                    Event.TaskQueueDeleted _, Event.WorkflowDeleted _, Event.WorkerDeleted _, Event.TaskDeleted _,
                    Event.TaskDocumentSought _, Event.TaskDocumented _,
                    Event.TaskTargetExpired _, Event.TaskForgotten _ -> { } // told before, or nothing to tell
        }
    }

    private EventData data() {
        return new EventData(at);
    }

    private void tell(String type, Sid resource, About about, EventData data, String description) {
        WorkEvent event = new WorkEvent(sid(), workspace.account(), workspace.sid(),
                workspace.settings().friendlyName(), recorded.sequence(), eventIndex++, at, type, description,
                type.substring(0, type.indexOf('.')), resource.value(), actor(type, about), about, data.fields());
        events.add(event);
        show.accept(workspace, event);
        workspace.settings().eventCallbackUrl().filter(url -> !url.isBlank() && wanted(type)).ifPresent(url ->
                send(event.order(), new Effect.EventCallback(url, event.form())));
    }

    private String actor(String type, About about) {
        return actor.equals(workspace.sid()) || ROUTING.contains(type)
                ? about.workflow().orElse(workspace.sid().value()) : actor.value();
    }

    /** True when the workspace's filter, a comma list, names the type or is empty. */
    private boolean wanted(String type) {
        return workspace.settings().eventsFilter().filter(filter -> !filter.isBlank())
                .map(filter -> Arrays.stream(filter.split(",")).map(String::strip).anyMatch(type::equals))
                .orElse(true);
    }

    private void send(String order, Effect effect) {
        outbox.add(new Outgoing(workspace.sid(), workspace.account(), recorded.sequence(), effectIndex++, order, at,
                effect));
    }

    /** The same whenever it is worked out, and in the order of events. */
    private EventSid sid() {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(
                    (workspace.sid() + "-" + recorded.sequence() + "-" + eventIndex)
                            .getBytes(StandardCharsets.US_ASCII));
            HexFormat hex = HexFormat.of();
            return new EventSid("EV" + hex.toHexDigits(at.toEpochMilli(), 12) + hex.toHexDigits(recorded.sequence(), 10)
                    + hex.toHexDigits(eventIndex, 2) + hex.formatHex(hash, 0, 4));
        } catch (NoSuchAlgorithmException mistake) {
            throw new IllegalStateException("every Java has SHA-256", mistake);
        }
    }

    private static String past(String type) {
        return type.substring(type.indexOf('.') + 1).replace('.', ' ').replace('-', ' ');
    }

    private void activity(String type, Sid sid) {
        workspace.activities().find(sid.value()).ifPresent((Activity activity) -> tell(type, sid, About.NOTHING,
                data().activity(activity), "Activity " + activity.friendlyName() + " " + past(type)));
    }

    private void channel(String type, Sid sid) {
        About about = new About(NONE, NONE, NONE, NONE, NONE, Optional.of(sid.value()));
        workspace.channels().find(sid.value()).ifPresent(channel -> tell(type, sid, about, data().channel(channel),
                "TaskChannel " + channel.uniqueName() + " " + past(type)));
    }

    private void queue(String type, Sid sid) {
        About about = new About(NONE, NONE, Optional.of(sid.value()), NONE, NONE, NONE);
        workspace.queues().find(sid.value()).ifPresent((TaskQueue queue) -> tell(type, sid, about,
                data().queue(queue), "TaskQueue " + queue.settings().friendlyName() + " " + past(type)));
    }

    private void workflow(String type, Sid sid) {
        About about = new About(NONE, NONE, NONE, Optional.of(sid.value()), NONE, NONE);
        workspace.workflows().find(sid.value()).ifPresent((Workflow workflow) -> tell(type, sid, about,
                data().workflow(workflow), "Workflow " + workflow.settings().friendlyName() + " " + past(type)));
    }

    private void leavesActivity(Sid sid) {
        workspace.workers().find(sid.value()).ifPresent(worker -> spans.add(
                new ActivitySpan(worker.sid(), worker.activity().sid(), worker.statusChanged(), at)));
    }

    private void worker(String type, Sid sid) {
        workspace.workers().find(sid.value()).ifPresent(worker -> worker(type, worker, data().worker(worker)));
    }

    private void worker(String type, Worker worker, EventData data) {
        tell(type, worker.sid(), new About(NONE, Optional.of(worker.sid().value()), NONE, NONE, NONE, NONE), data,
                "Worker " + worker.friendlyName() + " " + past(type));
    }

    private void share(String type, Sid worker, Sid channel, Optional<Integer> capacityBefore) {
        Consequences.share(workspace, worker.value(), channel.value()).ifPresent(share -> worker(type, share.worker(),
                data().worker(share.worker()).channel(share, capacityBefore.orElse(share.configuredCapacity()))));
    }

    private void task(String type, Sid sid) {
        workspace.tasks().find(sid.value()).ifPresent(task ->
                tell(type, sid, about(task, Optional.empty()), data().task(task), "Task " + past(type)));
    }

    private void created(Sid sid) {
        task("task.created", sid);
        workspace.tasks().find(sid.value()).ifPresent(task ->
                tally.one(workspace.sid(), task, Measure.TASKS_CREATED, at));
    }

    private static About about(Task task, Optional<Reservation> reservation) {
        return new About(Optional.of(task.sid().value()), reservation.map(one -> one.worker().sid().value()),
                task.queue().map(queue -> queue.sid().value()),
                task.workflow().map(workflow -> workflow.sid().value()),
                reservation.map(one -> one.sid().value()), Optional.of(task.channel().sid().value()));
    }

    private void routed(Event.TaskRouted event, Task task, Optional<TaskQueue> queueBefore) {
        boolean late = event.cause() == Event.Cause.TIMEOUT;
        queueBefore.filter(queue -> late || task.queue().filter(queue::equals).isEmpty())
                .ifPresent(queue -> left(late, task, queue));
        if (task.matchedTarget().isPresent()) {
            if (event.cause() == Event.Cause.CREATED) {
                ofWorkflow("workflow.entered", task, "Task entered the workflow");
                task.workflow().ifPresent(flow -> tally.one(flow.sid(), task, Measure.TASKS_ENTERED, at));
            }
            ofWorkflow("workflow.target-matched", task, "Task matched a workflow target");
        }
        task.queue().ifPresent(queue -> {
            tell("task-queue.entered", queue.sid(), about(task, Optional.empty()),
                    data().task(task).put("TaskQueueEntered", queue.sid()), "Task entered TaskQueue");
            if (queueBefore.filter(queue::equals).isEmpty()) {
                tally.one(queue.sid(), task, Measure.TASKS_ENTERED, at);
            }
        });
    }

    private void left(boolean late, Task task, TaskQueue queue) {
        tell(late ? "task-queue.timeout" : "task-queue.moved", queue.sid(), about(task, Optional.empty()),
                data().task(task).put("TaskQueueSidLeft", queue.sid())
                        .put("TaskQueueNameLeft", queue.settings().friendlyName()),
                late ? "Task timed out in TaskQueue" : "Task left TaskQueue");
        if (task.queue().filter(queue::equals).isEmpty()) {
            tally.above(workspace, task, Measure.TASKS_MOVED, at);
            tally.one(queue.sid(), task, Measure.TASKS_MOVED, at);
        }
    }

    private void leftWorkflow(Event.TaskLeftWorkflow event, Task task) {
        if (!event.skipped()) {
            task.queue().ifPresent(queue -> tell("task-queue.timeout", queue.sid(), about(task, Optional.empty()),
                    data().task(task), "Task timed out in TaskQueue"));
            tally.above(workspace, task, Measure.TASKS_TIMED_OUT_IN_WORKFLOW, at);
        }
        ofWorkflow(event.skipped() ? "workflow.skipped" : "workflow.timeout", task, event.skipped()
                ? "No target of the workflow was worth waiting for" : "Task timed out in the workflow");
    }

    private void ofWorkflow(String type, Task task, String description) {
        task.workflow().ifPresent(workflow ->
                tell(type, workflow.sid(), about(task, Optional.empty()), data().task(task), description));
    }

    private void offer(String what, Sid sid, Measure measure) {
        offer(what, sid);
        workspace.reservations().find(sid.value()).ifPresent(reservation ->
                tally.offer(workspace, reservation, measure, at));
    }

    private void accepted(Sid sid) {
        offer("accepted", sid);
        workspace.reservations().find(sid.value()).ifPresent(reservation ->
                tally.accepted(workspace, reservation, at));
    }

    private void offer(String what, Sid sid) {
        workspace.reservations().find(sid.value()).ifPresent((Reservation reservation) -> tell("reservation." + what,
                sid, about(reservation.task(), Optional.of(reservation)),
                data().reservation(reservation).task(reservation.task()).worker(reservation.worker()),
                "Reservation " + what));
    }

    /** Puts what a decision asks for into the outbox. */
    void effect(Decision decision, Before before) {
        switch (decision) {
            case Decision.AssignmentCallback ask -> workspace.reservation(ask.reservation()).ifPresent(one ->
                    send(ask.task().value(), new Effect.AssignmentCallback(ask.reservation(), ask.task(), ask.url(),
                            ask.fallbackUrl(), assignment(one))));
            case Decision.FetchDocument fetch -> workspace.task(fetch.task()).ifPresent(task ->
                    send(DOCUMENTS + task.sid(), new Effect.DocumentFetch(task.sid(), fetch.url(),
                            fetch.fallbackUrl(), data().put("Timestamp", at.getEpochSecond())
                            .put("AccountSid", workspace.account()).put("WorkspaceSid", workspace.sid())
                            .put("WorkspaceName", workspace.settings().friendlyName()).task(task).fields())));
            case Decision.TaskEnded ended -> workspace.task(ended.task()).flatMap(Consequences::waitingCall)
                    .or(before::call).ifPresent(call -> send(ended.task().value(),
                            new Effect.CallTaskOver(ended.task(), call, ended.status(), ended.reason())));
            case Decision.Withdraw over -> workspace.task(over.task()).ifPresent(task -> send(over.task().value(),
                    new Effect.CallOfferOver(over.reservation(), over.task(), Consequences.named(task), over.worker(),
                            over.why()))); // whatever the task: an instruction can have called its worker
            case Decision.Offer _, Decision.Connect _, Decision.Waiting _, Decision.WorkerMoved _ -> { } // events tell
        }
    }

    /** The form of section 5. */
    private List<Header> assignment(Reservation reservation) {
        Task task = reservation.task();
        Worker worker = reservation.worker();
        EventData data = data().put("Timestamp", at.getEpochSecond()).put("AccountSid", workspace.account())
                .put("WorkspaceSid", workspace.sid());
        task.workflow().ifPresent(workflow -> data.put("WorkflowSid", workflow.sid()));
        task.queue().ifPresent(queue -> data.put("TaskQueueSid", queue.sid()));
        return data.put("WorkerSid", worker.sid()).put("WorkerName", worker.friendlyName())
                .put("WorkerAttributes", worker.attributes()).put("TaskSid", task.sid())
                .put("TaskAttributes", task.attributes()).put("TaskAge", EventData.age(task, at))
                .put("TaskPriority", task.priority()).put("TaskChannelSid", task.channel().sid())
                .put("TaskChannelUniqueName", task.channel().uniqueName())
                .put("ReservationSid", reservation.sid()).fields();
    }
}
