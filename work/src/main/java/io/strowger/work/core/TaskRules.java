package io.strowger.work.core;

import static io.strowger.work.core.Checks.found;
import static io.strowger.work.core.Checks.refuse;

import io.strowger.kernel.TaskChannelSid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Commands about tasks, and what happens to them by time. */
final class TaskRules {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofDays(1);
    private static final Instant EARLIEST = Instant.parse("1900-01-01T00:00:00Z");

    private final Workspace workspace;
    private final Transaction transaction;
    private final Escalation escalation;
    private final ReservationRules reservations;
    private final Checks checks;

    TaskRules(Workspace workspace, Transaction transaction, Escalation escalation, ReservationRules reservations) {
        this.workspace = workspace;
        this.transaction = transaction;
        this.escalation = escalation;
        this.reservations = reservations;
        this.checks = new Checks(workspace);
    }

    /** Where a new task goes. */
    private record Way(Optional<Workflow> workflow, boolean direct, Optional<TaskQueue> queue) {}

    void handle(Command.CreateTask command) {
        Checks.unused(workspace.tasks, command.sid());
        checks.attributes(command.attributes());
        refuse(command.priority().orElse(0) < 0, Refusal.invalid("Priority is less than 0"));
        Duration timeout = command.timeout().orElse(DEFAULT_TIMEOUT);
        Duration most = workspace.limits.taskTimeout();
        refuse(timeout.compareTo(Duration.ofSeconds(1)) < 0 || timeout.compareTo(most) > 0,
                Refusal.invalid("Timeout is not from 1 to " + most.toSeconds() + " seconds"));
        command.virtualStartTime().ifPresent(this::virtualStart);
        TaskChannel channel = command.taskChannel().map(this::channel)
                .orElseGet(() -> workspace.channel("default").orElseThrow());
        command.configuration().ifPresent(checks::ownConfiguration);
        Way way = way(command);
        boolean toWorker = command.routingTarget().filter(sid -> sid.startsWith("WK")).isPresent();
        refuse(command.ignoreCapacity() && !toWorker,
                Refusal.invalid("IgnoreCapacity goes only with a worker as RoutingTarget"));
        Checks.room("open tasks", workspace.openTasks, workspace.limits.openTasks());
        transaction.emit(new Event.TaskCreated(command.sid(), way.workflow.map(Workflow::sid), channel.sid,
                command.attributes(), command.priority().orElse(0), timeout,
                Instant.ofEpochMilli(command.virtualStartTime().orElse(transaction.at()).toEpochMilli()),
                command.routingTarget(), command.ignoreCapacity(), command.configuration(), command.call()));
        Task task = workspace.need(command.sid());
        Optional<WorkflowDocument.Live> live = command.configuration().isPresent() || way.direct ? Optional.empty()
                : way.workflow.flatMap(workflow -> workflow.present.document.live());
        if (way.direct) {
            escalation.startDirect(task, way.queue);
        } else if (live.isPresent()) {
            transaction.emit(new Event.TaskDocumentSought(task.sid, live.get().url(), live.get().fallbackUrl()));
        } else {
            escalation.start(task, Event.Cause.CREATED);
        }
    }

    void handle(Command.RouteTask command) {
        Task task = found(workspace.task(command.sid()), command.sid());
        refuse(!task.awaitsDocument(), Refusal.conflict("Task " + task.sid + " waits for no document"));
        command.configuration().ifPresent(text -> refuse(checks.ownConfiguration(text).live().isPresent(),
                Refusal.invalid("Configuration: task_routing.document_url: a fetched document leads to no other")));
        transaction.emit(new Event.TaskDocumented(task.sid, command.configuration()));
        escalation.start(task, Event.Cause.CREATED);
    }

    private void virtualStart(Instant start) {
        refuse(start.isAfter(transaction.at()) || start.isBefore(EARLIEST),
                Refusal.invalid("VirtualStartTime is in the future or before 1900"));
    }

    private Way way(Command.CreateTask command) {
        Optional<Workflow> named = command.workflow().map(sid -> workspace.workflow(sid).orElseThrow(() ->
                Refusal.invalid("WorkflowSid: there is no workflow " + sid + " in this workspace").thrown()));
        Optional<TaskQueue> queue = command.queue().map(sid -> workspace.queue(sid).orElseThrow(() ->
                Refusal.invalid("TaskQueueSid: there is no task queue " + sid + " in this workspace").thrown()));
        if (command.routingTarget().isPresent()) {
            String target = command.routingTarget().get();
            if (workspace.workers.find(target).isPresent()) {
                return new Way(named, true, queue);
            }
            if (workspace.queues.find(target).isPresent()) {
                return new Way(named, true, workspace.queues.find(target));
            }
            return new Way(Optional.of(workspace.workflows.find(target).orElseThrow(() -> Refusal.invalid(
                    "RoutingTarget: there is no worker, task queue or workflow " + target).thrown())), false,
                    Optional.empty());
        }
        if (named.isPresent()) {
            return new Way(named, false, Optional.empty());
        }
        if (queue.isPresent()) {
            return new Way(named, true, queue);
        }
        refuse(command.configuration().isPresent() && workspace.workflows.size() == 0,
                Refusal.invalid("WorkflowSid is missing"));
        refuse(workspace.workflows.size() != 1, Refusal.invalid(
                "WorkflowSid is missing, and the workspace has " + workspace.workflows.size() + " workflows"));
        return new Way(Optional.of(workspace.workflows.all().iterator().next()), false, Optional.empty());
    }

    void handle(Command.UpdateTask command) {
        Task task = found(workspace.task(command.sid()), command.sid());
        Checks.version(command.ifMatch(), task.version);
        command.attributes().ifPresent(checks::attributes);
        refuse(command.priority().orElse(0) < 0, Refusal.invalid("Priority is less than 0"));
        command.virtualStartTime().ifPresent(this::virtualStart);
        command.assignmentStatus().ifPresent(status -> mayBecome(task, status));
        Optional<TaskChannelSid> channel = command.taskChannel().map(name -> channel(task, name).sid)
                .filter(sid -> !sid.equals(task.channel.sid));
        boolean data = command.attributes().isPresent() || command.priority().isPresent()
                || command.virtualStartTime().isPresent() || channel.isPresent()
                || command.reason().isPresent() && command.assignmentStatus().isEmpty();
        if (data) {
            transaction.emit(new Event.TaskUpdated(task.sid, command.attributes(), command.priority(),
                    command.virtualStartTime().map(start -> Instant.ofEpochMilli(start.toEpochMilli())),
                    command.assignmentStatus().isEmpty() ? command.reason() : Optional.empty(), channel));
        }
        command.assignmentStatus().ifPresent(status -> become(task, status, command.reason()));
    }

    /** Offers hold capacity of the channel they were made on, so that only a task without any can change it. */
    private TaskChannel channel(Task task, String name) {
        TaskChannel channel = channel(name);
        refuse(channel != task.channel && task.status != TaskStatus.PENDING, Refusal.invalid("TaskChannel: task "
                + task.sid + " cannot change its channel because it is " + task.status.word()));
        return channel;
    }

    private TaskChannel channel(String name) {
        return workspace.channel(name).orElseThrow(() ->
                Refusal.invalid("TaskChannel: there is no task channel " + name).thrown());
    }

    private static void mayBecome(Task task, TaskStatus status) {
        boolean may = switch (status) {
            case PENDING -> task.status == TaskStatus.PENDING;
            case CANCELED -> task.status.isOpen();
            case WRAPPING -> task.status == TaskStatus.ASSIGNED;
            case COMPLETED -> task.status == TaskStatus.ASSIGNED || task.status == TaskStatus.WRAPPING;
            case RESERVED, ASSIGNED -> false;
        };
        refuse(!may, Refusal.invalid("AssignmentStatus: task " + task.sid + " cannot become " + status.word()
                + " because it is " + task.status.word()));
    }

    private void become(Task task, TaskStatus status, Optional<String> reason) {
        switch (status) {
            case CANCELED -> escalation.cancel(task, reason.orElse(""));
            case WRAPPING -> {
                transaction.emit(new Event.TaskWrapping(task.sid, reason));
                taken(task).ifPresent(reservation ->
                        transaction.emit(new Event.ReservationWrapping(reservation.sid)));
            }
            case COMPLETED -> {
                transaction.emit(new Event.TaskCompleted(task.sid, reason));
                taken(task).ifPresent(reservations::complete);
            }
            case PENDING, RESERVED, ASSIGNED -> { }
        }
    }

    private static Optional<Reservation> taken(Task task) {
        return task.offers.stream().filter(reservation -> reservation.status.isTaken()).findFirst();
    }

    void handle(Command.DeleteTask command) {
        Task task = found(workspace.task(command.sid()), command.sid());
        Checks.version(command.ifMatch(), task.version);
        delete(task, false);
    }

    private void delete(Task task, boolean bySystem) {
        List<Reservation> offers = List.copyOf(task.offers);
        for (Reservation reservation : offers) {
            if (reservation.status.isTaken()) {
                reservations.complete(reservation);
            }
        }
        if (task.status.isOpen()) {
            // Not a cancellation: the offers end, and nobody may take the task before it is gone.
            offers.stream().filter(reservation -> reservation.status.isOpen()).forEach(reservation -> {
                transaction.emit(new Event.ReservationCanceled(reservation.sid, "Task deleted"));
                escalation.restore(reservation);
            });
        }
        transaction.emit(new Event.TaskDeleted(task.sid, bySystem));
    }

    /** The task's life without acceptance is over. */
    void timeout(Task task) {
        escalation.cancel(task, "Task timeout");
    }

    /** Nobody ended the task for a day. */
    void assignedTooLong(Task task) {
        delete(task, true);
    }

    /** It can no longer be read. */
    void forget(Task task) {
        transaction.emit(new Event.TaskForgotten(task.sid));
    }

    /** Its target's time is over: it moves on, at once or when the last offer has come to nothing. */
    void targetTimeout(Task task) {
        if (task.status == TaskStatus.RESERVED) {
            transaction.emit(new Event.TaskTargetExpired(task.sid));
        } else {
            escalation.next(task, false);
        }
    }
}
