package io.strowger.work.whatif;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.ReservationSid;
import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.WorkflowSid;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.work.core.Command;
import io.strowger.work.core.QueueSettings;
import io.strowger.work.core.Recorded;
import io.strowger.work.core.Reservation;
import io.strowger.work.core.ReservationStatus;
import io.strowger.work.core.Router;
import io.strowger.work.core.RoutingLimits;
import io.strowger.work.core.TaskOrder;
import io.strowger.work.core.TaskStatus;
import io.strowger.work.core.WorkflowSettings;
import io.strowger.work.core.Workspace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A workspace's past, made by hand, with its journal from the first event. */
final class Past {
    static final Instant BEGIN = Instant.parse("2026-01-06T10:00:00Z");

    final List<Recorded> journal = new ArrayList<>();
    final Workspace workspace = empty();
    private final Router router = Router.open(workspace, this::mint, List.of());
    Instant now = BEGIN;
    private long made;

    Past(boolean multiTask) {
        send(new Command.CreateWorkspace("Past", Command.Template.NONE, multiTask, TaskOrder.FIFO, Optional.empty(),
                Optional.empty()));
    }

    static Workspace empty() {
        return Workspace.open(new WorkspaceSid("WS" + "0".repeat(32)), new AccountSid("AC" + "0".repeat(32)),
                RoutingLimits.DEFAULT);
    }

    private String mint(String prefix) {
        return prefix + "%032x".formatted(workspace.sequence() + 1);
    }

    private String fresh(String prefix) {
        return prefix + "a%031x".formatted(++made);
    }

    /** Does it a millisecond after what was before: in one moment a run lets what comes from outside go first. */
    void send(Command command) {
        now = now.plusMillis(command instanceof Command.Tick ? 0 : 1);
        var outcome = router.handle(command, now);
        assertEquals(Optional.empty(), outcome.refusal());
        journal.addAll(outcome.events());
    }

    /** Lets time pass, with a tick at each deadline on the way. */
    void seconds(double seconds) {
        Instant until = now.plusMillis((long) (seconds * 1000));
        while (workspace.nextDeadline().isPresent() && !workspace.nextDeadline().get().isAfter(until)) {
            now = workspace.nextDeadline().get();
            send(new Command.Tick());
        }
        now = until;
    }

    ActivitySid activity(String name) {
        return workspace.activities().all().stream().filter(one -> one.friendlyName().equals(name)).findFirst()
                .orElseThrow().sid();
    }

    ActivitySid newActivity(String name, boolean available) {
        ActivitySid sid = new ActivitySid(fresh("WA"));
        send(new Command.CreateActivity(sid, name, available));
        return sid;
    }

    TaskQueueSid queue(QueueSettings settings) {
        TaskQueueSid sid = new TaskQueueSid(fresh("WQ"));
        send(new Command.CreateTaskQueue(sid, settings));
        return sid;
    }

    WorkflowSid workflow(String document) {
        WorkflowSid sid = new WorkflowSid(fresh("WW"));
        send(new Command.CreateWorkflow(sid, WorkflowSettings.of("Workflow", document)
                .reservingFor(Duration.ofSeconds(30))));
        return sid;
    }

    static String into(TaskQueueSid queue) {
        return "{\"task_routing\":{\"filters\":[],\"default_filter\":{\"queue\":\"" + queue + "\"}}}";
    }

    WorkerSid worker(String name, String attributes) {
        WorkerSid sid = new WorkerSid(fresh("WK"));
        send(new Command.CreateWorker(sid, name, Optional.of(activity("Available")), attributes));
        return sid;
    }

    void move(WorkerSid worker, String activity, boolean rejectPending) {
        send(new Command.UpdateWorker(worker, OptionalInt.empty(), Optional.empty(), Optional.empty(),
                Optional.of(activity(activity)), rejectPending));
    }

    TaskSid task(WorkflowSid workflow, String attributes) {
        TaskSid sid = new TaskSid(fresh("WT"));
        send(Command.CreateTask.of(sid, workflow, attributes));
        return sid;
    }

    /** A task that passes the workflow by. */
    TaskSid direct(Optional<WorkflowSid> workflow, Optional<TaskQueueSid> queue, Optional<String> target) {
        TaskSid sid = new TaskSid(fresh("WT"));
        send(new Command.CreateTask(sid, workflow, queue, target, false, "{}", OptionalInt.of(2), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty()));
        return sid;
    }

    ReservationSid offer(TaskSid task) {
        return workspace.task(task).orElseThrow().reservations().stream()
                .filter(one -> one.status() == ReservationStatus.PENDING).findFirst().map(Reservation::sid)
                .orElseThrow();
    }

    ReservationSid taken(TaskSid task) {
        return workspace.task(task).orElseThrow().reservations().stream()
                .filter(one -> one.status().isTaken()).findFirst().map(Reservation::sid).orElseThrow();
    }

    void accept(TaskSid task) {
        send(Command.UpdateReservation.to(offer(task), ReservationStatus.ACCEPTED));
    }

    void complete(TaskSid task) {
        send(Command.UpdateReservation.to(taken(task), ReservationStatus.COMPLETED));
    }

    void cancel(TaskSid task) {
        send(Command.UpdateTask.to(task, TaskStatus.CANCELED, "hangup"));
    }

    Recording recording(Span span) {
        Recording recording = Recording.open(empty(), span, Duration.ofSeconds(20), Day.MOST);
        for (Recorded recorded : journal) {
            if (recording.wantsMore()) {
                recording.add(recorded);
            }
        }
        return recording;
    }

    Course course() {
        return recording(Span.ALL).end();
    }

    /** The journal from the first task on. */
    List<Recorded> since(Instant from) {
        return journal.stream().filter(recorded -> !recorded.at().isBefore(from)).toList();
    }
}
