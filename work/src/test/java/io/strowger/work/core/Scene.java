package io.strowger.work.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.ReservationSid;
import io.strowger.kernel.TaskChannelSid;
import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.WorkflowSid;
import io.strowger.kernel.WorkspaceSid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** A workspace with counted ids and a clock that the test turns. */
public final class Scene {
    /** A Tuesday. */
    static final Instant BEGIN = Instant.parse("2026-01-06T10:00:00Z");

    public final Workspace workspace;
    final Router router;
    public final List<Recorded> journal = new ArrayList<>();
    final List<Decision> decisions = new ArrayList<>();
    public Instant now = BEGIN;
    private long minted;

    Scene() {
        this(RoutingLimits.DEFAULT, List.of());
    }

    public Scene(RoutingLimits limits, List<Projection> projections) {
        this(empty(limits), projections);
    }

    private Scene(Workspace workspace, List<Projection> projections) {
        this.workspace = workspace;
        this.router = Router.open(workspace, this::mint, projections);
        send(new Command.CreateWorkspace("Scene", Command.Template.NONE, true, TaskOrder.FIFO, Optional.empty(),
                Optional.empty()));
    }

    public static Workspace empty(RoutingLimits limits) {
        return Workspace.open(new WorkspaceSid("WS" + "0".repeat(32)), new AccountSid("AC" + "0".repeat(32)), limits);
    }

    public String mint(String prefix) {
        return prefix + "%032x".formatted(++minted);
    }

    /** Sends what must be done, and keeps what came of it. */
    public Outcome send(Command command) {
        Outcome outcome = router.handle(command, now);
        keep(outcome);
        assertTrue(outcome.isDone(), () -> command + " was refused: " + outcome.refusal());
        return outcome;
    }

    /** Sends what must be refused without an event. */
    Refusal refused(Command command) {
        String before = workspace.digest();
        Outcome outcome = router.handle(command, now);
        assertTrue(outcome.refusal().isPresent(), () -> command + " was not refused");
        assertEquals(List.of(), outcome.steps());
        assertEquals(before, workspace.digest(), "a refusal changes nothing");
        return outcome.refusal().get();
    }

    int status(Command command) {
        return refused(command).kind().status();
    }

    private void keep(Outcome outcome) {
        journal.addAll(outcome.events());
        decisions.addAll(outcome.decisions());
    }

    /** Lets time pass, with a tick at each deadline on the way. */
    public void pass(Duration time) {
        Instant until = now.plus(time);
        while (workspace.nextDeadline().isPresent() && !workspace.nextDeadline().get().isAfter(until)) {
            now = workspace.nextDeadline().get();
            send(new Command.Tick());
        }
        now = until;
        send(new Command.Tick());
    }

    public void seconds(long seconds) {
        pass(Duration.ofSeconds(seconds));
    }

    public ActivitySid activity(String name) {
        return workspace.activities().all().stream().filter(activity -> activity.friendlyName().equals(name))
                .findFirst().orElseThrow().sid();
    }

    ActivitySid newActivity(String name, boolean available) {
        ActivitySid sid = new ActivitySid(mint("WA"));
        send(new Command.CreateActivity(sid, name, available));
        return sid;
    }

    public TaskChannelSid channel(String uniqueName) {
        return workspace.channel(uniqueName).orElseThrow().sid();
    }

    /** A worker in the activity Available. */
    public Worker worker(String name, String attributes) {
        WorkerSid sid = new WorkerSid(mint("WK"));
        send(new Command.CreateWorker(sid, name, Optional.of(activity("Available")), attributes));
        return workspace.worker(sid).orElseThrow();
    }

    public Worker worker(String name) {
        return worker(name, "{}");
    }

    Worker offline(String name, String attributes) {
        WorkerSid sid = new WorkerSid(mint("WK"));
        send(new Command.CreateWorker(sid, name, Optional.empty(), attributes));
        return workspace.worker(sid).orElseThrow();
    }

    public void move(Worker worker, String activity) {
        send(new Command.UpdateWorker(worker.sid(), OptionalInt.empty(), Optional.empty(), Optional.empty(),
                Optional.of(activity(activity)), false));
    }

    void describe(Worker worker, String attributes) {
        send(new Command.UpdateWorker(worker.sid(), OptionalInt.empty(), Optional.empty(), Optional.of(attributes),
                Optional.empty(), false));
    }

    public void capacity(Worker worker, String channel, int capacity) {
        send(new Command.UpdateWorkerChannel(worker.sid(), channel(channel), OptionalInt.of(capacity),
                Optional.empty()));
    }

    TaskQueueSid queue(QueueSettings settings) {
        TaskQueueSid sid = new TaskQueueSid(mint("WQ"));
        send(new Command.CreateTaskQueue(sid, settings));
        return sid;
    }

    public TaskQueueSid queue(String name, String targetWorkers) {
        return queue(QueueSettings.named(name).targeting(targetWorkers));
    }

    /** A workflow of filters and a default filter, written with ' for ". */
    public WorkflowSid workflow(String filters, String defaultFilter) {
        return workflow(WorkflowSettings.of("Workflow", document(filters, defaultFilter)));
    }

    static String document(String filters, String defaultFilter) {
        return ("{'task_routing':{'filters':[" + filters + "]"
                + (defaultFilter.isEmpty() ? "" : ",'default_filter':" + defaultFilter) + "}}").replace('\'', '"');
    }

    WorkflowSid workflow(WorkflowSettings settings) {
        WorkflowSid sid = new WorkflowSid(mint("WW"));
        send(new Command.CreateWorkflow(sid, settings));
        return sid;
    }

    /** A workflow that leads everything into one queue. */
    public WorkflowSid into(TaskQueueSid queue) {
        return workflow("", "{'queue':'" + queue + "'}");
    }

    public Task task(WorkflowSid workflow, String attributes) {
        return task(workflow, attributes, OptionalInt.empty());
    }

    public Task task(WorkflowSid workflow, String attributes, int priority) {
        return task(workflow, attributes, OptionalInt.of(priority));
    }

    private Task task(WorkflowSid workflow, String attributes, OptionalInt priority) {
        return task(new Command.CreateTask(new TaskSid(mint("WT")), Optional.of(workflow), Optional.empty(),
                Optional.empty(), false, attributes, priority, Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty()));
    }

    Task on(String channel, WorkflowSid workflow) {
        return task(new Command.CreateTask(new TaskSid(mint("WT")), Optional.of(workflow), Optional.empty(),
                Optional.empty(), false, "{}", OptionalInt.empty(), Optional.empty(), Optional.of(channel),
                Optional.empty(), Optional.empty()));
    }

    Task task(Command.CreateTask command) {
        send(command);
        return workspace.task(command.sid()).orElseThrow();
    }

    /** The task's reservations in this state. */
    List<Reservation> offers(Task task, ReservationStatus status) {
        return task.reservations().stream().filter(reservation -> reservation.status() == status).toList();
    }

    /** The one pending reservation of a task. */
    public Reservation offer(Task task) {
        List<Reservation> pending = offers(task, ReservationStatus.PENDING);
        assertEquals(1, pending.size(), () -> "pending reservations of " + task.sid() + ", " + task.status());
        return pending.getFirst();
    }

    /** Who is offered a task: names in the order of the offers. */
    List<String> offeredTo(Task task) {
        return offers(task, ReservationStatus.PENDING).stream()
                .map(reservation -> reservation.worker().friendlyName()).toList();
    }

    public Reservation accept(Task task) {
        Reservation reservation = offer(task);
        to(reservation.sid(), ReservationStatus.ACCEPTED);
        return reservation;
    }

    public void to(ReservationSid reservation, ReservationStatus status) {
        send(Command.UpdateReservation.to(reservation, status));
    }

    public void complete(Task task) {
        send(Command.UpdateTask.to(task.sid(), TaskStatus.COMPLETED, "done"));
    }

    /** The events so far of one kind. */
    <E extends Event> List<E> events(Class<E> kind) {
        return journal.stream().map(Recorded::event).filter(kind::isInstance).map(kind::cast).toList();
    }

    /** Replays the journal from the beginning and compares the digests. */
    void assertReplays() {
        Workspace again = empty(workspace.limits());
        Router replay = Router.open(again, prefix -> {
            throw new IllegalStateException("a replay mints nothing");
        }, List.of());
        List<Decision> decided = new ArrayList<>();
        journal.forEach(recorded -> decided.addAll(replay.apply(recorded)));
        assertEquals(workspace.digest(), again.digest());
        assertEquals(decisions, decided);
    }
}
