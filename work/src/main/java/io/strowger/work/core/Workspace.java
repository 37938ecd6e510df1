package io.strowger.work.core;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.ReservationSid;
import io.strowger.kernel.TaskChannelSid;
import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.WorkflowSid;
import io.strowger.kernel.WorkspaceSid;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The state of one workspace. Changed by its {@link Router} only, in place; read by the same strand. A function of its
 * events: the same events give the same {@link #digest}.
 */
public final class Workspace {
    final WorkspaceSid sid;
    final AccountSid account;
    final RoutingLimits limits;
    final Registry<Activity> activities = new Registry<>();
    final Registry<TaskChannel> channels = new Registry<>();
    final Registry<TaskQueue> queues = new Registry<>();
    final Registry<Workflow> workflows = new Registry<>();
    final Registry<Worker> workers = new Registry<>();
    final Registry<Task> tasks = new Registry<>();
    final Registry<Reservation> reservations = new Registry<>();
    final Map<String, Worker> workersByName = new HashMap<>();
    /** Open tasks with a document of their own, by number. */
    final Map<Long, Task> documented = new TreeMap<>();
    final OwnPlans ownPlans = new OwnPlans();
    final Alarms timers = new Alarms();
    final Floor floor = new Floor(this);
    final Tallies tallies = new Tallies(this);
    WorkspaceSettings settings;
    boolean exists;
    long createdMillis;
    long updatedMillis;
    long sequence;
    long lastMillis;
    int openTasks;

    private Workspace(WorkspaceSid sid, AccountSid account, RoutingLimits limits) {
        this.sid = sid;
        this.account = account;
        this.limits = limits;
        this.settings = new WorkspaceSettings("", new ActivitySid("WA" + "0".repeat(32)),
                new ActivitySid("WA" + "0".repeat(32)), true, TaskOrder.FIFO, Optional.empty(), Optional.empty());
    }

    /** A workspace to which nothing has happened yet: give it its journal, or a {@link Command.CreateWorkspace}. */
    public static Workspace open(WorkspaceSid sid, AccountSid account, RoutingLimits limits) {
        return new Workspace(sid, account, limits);
    }

    /** Its sid. */
    public WorkspaceSid sid() {
        return sid;
    }

    /** Whose it is. */
    public AccountSid account() {
        return account;
    }

    /** How much it may hold. */
    public RoutingLimits limits() {
        return limits;
    }

    /** False before it was made and after it was deleted. */
    public boolean exists() {
        return exists;
    }

    /** What it is set to. */
    public WorkspaceSettings settings() {
        return settings;
    }

    /** When it was made. */
    public Instant created() {
        return Instant.ofEpochMilli(createdMillis);
    }

    /** When it was changed last. */
    public Instant updated() {
        return Instant.ofEpochMilli(updatedMillis);
    }

    /** The sequence of its last event; 0 before the first. */
    public long sequence() {
        return sequence;
    }

    /** When something is to happen by itself, maybe in the past: send a {@link Command.Tick} then. */
    public Optional<Instant> nextDeadline() {
        return exists && timers.next().isPresent() ? Optional.of(Instant.ofEpochMilli(timers.next().getAsLong()))
                : Optional.empty();
    }

    /** All activities. */
    public Registry<Activity> activities() {
        return activities;
    }

    /** All task channels. */
    public Registry<TaskChannel> channels() {
        return channels;
    }

    /** All task queues. */
    public Registry<TaskQueue> queues() {
        return queues;
    }

    /** All workflows. */
    public Registry<Workflow> workflows() {
        return workflows;
    }

    /** All workers. */
    public Registry<Worker> workers() {
        return workers;
    }

    /** All tasks that can be read. */
    public Registry<Task> tasks() {
        return tasks;
    }

    /** All reservations that can be read. */
    public Registry<Reservation> reservations() {
        return reservations;
    }

    /** An activity. */
    public Optional<Activity> activity(ActivitySid activity) {
        return activities.find(activity.value());
    }

    /** A task channel by sid or unique name (work-distribution-api section 11, trap 10). */
    public Optional<TaskChannel> channel(String sidOrUniqueName) {
        return channels.find(sidOrUniqueName).or(() -> channels.all().stream()
                .filter(channel -> channel.uniqueName.equals(sidOrUniqueName)).findFirst());
    }

    /** A task queue. */
    public Optional<TaskQueue> queue(TaskQueueSid queue) {
        return queues.find(queue.value());
    }

    /** A workflow. */
    public Optional<Workflow> workflow(WorkflowSid workflow) {
        return workflows.find(workflow.value());
    }

    /** A worker. */
    public Optional<Worker> worker(WorkerSid worker) {
        return workers.find(worker.value());
    }

    /** The worker of that name. */
    public Optional<Worker> workerNamed(String friendlyName) {
        return Optional.ofNullable(workersByName.get(friendlyName));
    }

    /** A task. */
    public Optional<Task> task(TaskSid task) {
        return tasks.find(task.value());
    }

    /** A reservation. */
    public Optional<Reservation> reservation(ReservationSid reservation) {
        return reservations.find(reservation.value());
    }

    /** Tasks that are not completed or canceled. */
    public int openTasks() {
        return openTasks;
    }

    /**
     * How its tasks stand now (work-distribution-api section 7); costs the same however many there are.
     *
     * @param channel sid of a task channel; absent: all
     */
    public RealTimeStatistics counts(Optional<String> channel) {
        return tallies.whole.read(channel);
    }

    /** The same of one workflow. */
    public RealTimeStatistics counts(WorkflowSid workflow, Optional<String> channel) {
        return workflow(workflow).map(found -> found.counts)
                .orElseGet(() -> new TallyScope(Optional.empty())).read(channel);
    }

    /** The same of one queue. */
    public RealTimeStatistics counts(TaskQueueSid queue, Optional<String> channel) {
        return queue(queue).map(found -> found.counts)
                .orElseGet(() -> new TallyScope(Optional.empty())).read(channel);
    }

    /** How many things there are: what a snapshot costs, and reading it. */
    public int things() {
        return tasks.size() + reservations.size() + workers.size() + queues.size();
    }

    /** Takes the state down; costs as much as there is. */
    public Snapshot snapshot() {
        return SnapshotWriter.of(this);
    }

    /**
     * A workspace as a snapshot has it: go on with the events after its sequence.
     *
     * @throws IllegalStateException when the pieces do not fit together
     */
    public static Workspace restore(Snapshot snapshot, RoutingLimits limits) {
        return SnapshotReader.read(snapshot, limits);
    }

    /** Everything that events decide, condensed: equal for equal states, on any machine. */
    public String digest() {
        return Digest.of(this);
    }

    boolean multiTask() {
        return settings.multiTaskEnabled();
    }

    Activity need(ActivitySid activity) {
        return activities.need(activity.value());
    }

    TaskChannel need(TaskChannelSid channel) {
        return channels.need(channel.value());
    }

    TaskQueue need(TaskQueueSid queue) {
        return queues.need(queue.value());
    }

    Workflow need(WorkflowSid workflow) {
        return workflows.need(workflow.value());
    }

    Worker need(WorkerSid worker) {
        return workers.need(worker.value());
    }

    Task need(TaskSid task) {
        return tasks.need(task.value());
    }

    Reservation need(ReservationSid reservation) {
        return reservations.need(reservation.value());
    }
}
