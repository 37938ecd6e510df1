package io.strowger.work.core;

import io.strowger.kernel.ReservationSid;
import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.WorkflowSid;
import io.strowger.work.core.Bucket.Count;
import io.strowger.work.core.Bucket.Wait;
import io.strowger.work.core.CumulativeStatistics.Durations;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Statistics of one workspace over windows, kept as events come, so that reading them costs the same however long the
 * history (work-distribution-api section 7). Counts events inside a window, not the present state (section 11, trap
 * 13), which {@link Workspace#counts} tells. Channels are given by sid; absent: all. Called by the workspace's strand.
 */
public final class Statistics implements Projection {
    private static final String ALL = "";
    private static final long SECOND = 1000;

    private final Workspace workspace;
    private final Map<String, Map<String, Series>> series = new HashMap<>();
    private final Map<String, WorkerTimes> times = new HashMap<>();
    private Optional<Task> touched = Optional.empty();
    private Optional<TaskQueue> queueBefore = Optional.empty();

    private Statistics(Workspace workspace) {
        this.workspace = workspace;
    }

    /** Statistics of a workspace, which must also be given to its router as a projection. */
    public static Statistics of(Workspace workspace) {
        Statistics statistics = new Statistics(workspace);
        workspace.workers.all().forEach(worker -> statistics.times.computeIfAbsent(worker.sid.value(),
                sid -> new WorkerTimes()).turn(worker.activityMillis, worker.activity.sid.value()));
        return statistics;
    }

    /** The workspace in a window. */
    public CumulativeStatistics workspace(Instant from, Instant to, Optional<String> channel) {
        return window(workspace.sid.value(), from, to, channel);
    }

    /** A workflow in a window. */
    public CumulativeStatistics workflow(WorkflowSid workflow, Instant from, Instant to, Optional<String> channel) {
        return window(workflow.value(), from, to, channel);
    }

    /** A queue in a window. */
    public CumulativeStatistics queue(TaskQueueSid queue, Instant from, Instant to, Optional<String> channel) {
        return window(queue.value(), from, to, channel);
    }

    /** A worker in a window. */
    public CumulativeStatistics worker(WorkerSid worker, Instant from, Instant to, Optional<String> channel) {
        return window(worker.value(), from, to, channel);
    }

    /**
     * How long workers were in each activity within a window, by activity sid; each stay counts once.
     *
     * @param workers whose; cost grows with their number
     */
    public Map<String, Durations> activityDurations(List<WorkerSid> workers, Instant from, Instant to) {
        Map<String, List<Long>> stays = WorkerTimes.none();
        for (WorkerSid worker : workers) {
            WorkerTimes turns = times.get(worker.value());
            if (turns != null) {
                turns.collect(from.toEpochMilli(), to.toEpochMilli(), stays);
            }
        }
        Map<String, Durations> durations = new LinkedHashMap<>();
        stays.forEach((activity, seconds) -> durations.put(activity, Durations.of(seconds.size(),
                seconds.stream().mapToLong(Long::longValue).min().orElse(0),
                seconds.stream().mapToLong(Long::longValue).max().orElse(0),
                seconds.stream().mapToLong(Long::longValue).sum())));
        return durations;
    }

    private CumulativeStatistics window(String scope, Instant from, Instant to, Optional<String> channel) {
        Series found = series.getOrDefault(scope, new HashMap<>()).get(channel.orElse(ALL));
        return new CumulativeStatistics(from, to,
                found == null ? new Bucket() : found.sum(from.toEpochMilli(), to.toEpochMilli()));
    }

    @Override
    public void before(Workspace same, Recorded recorded) {
        touched = Tallies.task(workspace, recorded.event());
        queueBefore = touched.flatMap(task -> task.queue);
    }

    @Override
    public void after(Workspace same, Recorded recorded, List<Decision> decisions) {
        long now = recorded.at().toEpochMilli();
        switch (recorded.event()) {
            case Event.TaskCreated event -> {
                Task task = workspace.need(event.sid());
                count(workspace.sid.value(), task, Count.TASKS_CREATED, now);
                task.workflow.ifPresent(workflow -> count(workflow.sid.value(), task, Count.TASKS_ENTERED, now));
            }
            case Event.WorkerCreated event -> turn(event.sid(), event.activity().value(), now);
            case Event.WorkerActivityUpdated event -> turn(event.sid(), event.activity().value(), now);
            case Event.WorkerDeleted event -> times.remove(event.sid().value());
            case Event.WorkflowDeleted event -> forget(event.sid().value());
            case Event.TaskQueueDeleted event -> forget(event.sid().value());
            default -> touched.ifPresent(task -> cumulate(task, recorded.event(), now));
        }
    }

    private void turn(WorkerSid worker, String activity, long now) {
        times.computeIfAbsent(worker.value(), sid -> new WorkerTimes()).turn(now, activity);
    }

    private void forget(String scope) {
        series.remove(scope);
    }

    private List<String> scopes(Task task, Optional<TaskQueue> queue) {
        return Tallies.scopes(workspace, task, queue);
    }

    private void cumulate(Task task, Event event, long now) {
        long waited = Math.max(0, now - task.createdMillis) / SECOND;
        switch (event) {
            case Event.TaskRouted routed -> routed(task, now);
            case Event.TaskLeftWorkflow left -> {
                if (!left.skipped()) {
                    count(workspace.sid.value(), task, Count.TASKS_TIMED_OUT_IN_WORKFLOW, now);
                    task.workflow.ifPresent(workflow ->
                            count(workflow.sid.value(), task, Count.TASKS_TIMED_OUT_IN_WORKFLOW, now));
                }
            }
            case Event.TaskCanceled canceled -> scopes(task, task.queue).forEach(scope -> {
                count(scope, task, Count.TASKS_CANCELED, now);
                measure(scope, task, Wait.UNTIL_CANCELED, waited, now);
            });
            case Event.TaskCompleted completed -> count(task, Count.TASKS_COMPLETED, now);
            case Event.TaskDeleted deleted -> count(task, Count.TASKS_DELETED, now);
            case Event.ReservationCreated created ->
                    count(task, created.worker().value(), Count.RESERVATIONS_CREATED, now);
            case Event.ReservationAccepted accepted -> {
                count(task, worker(accepted.sid()), Count.RESERVATIONS_ACCEPTED, now);
                scopes(task, task.queue).forEach(scope -> measure(scope, task, Wait.UNTIL_ACCEPTED, waited, now));
                task.queue.ifPresent(queue -> measure(queue.sid.value(), task, Wait.IN_QUEUE_UNTIL_ACCEPTED,
                        Math.max(0, now - task.queueMillis) / SECOND, now));
            }
            case Event.ReservationRejected rejected ->
                    count(task, worker(rejected.sid()), Count.RESERVATIONS_REJECTED, now);
            case Event.ReservationTimedOut timedOut ->
                    count(task, worker(timedOut.sid()), Count.RESERVATIONS_TIMED_OUT, now);
            case Event.ReservationCanceled canceled ->
                    count(task, worker(canceled.sid()), Count.RESERVATIONS_CANCELED, now);
            case Event.ReservationFailed failed ->
                    count(task, worker(failed.sid()), Count.RESERVATIONS_CANCELED, now);
            case Event.ReservationRescinded rescinded ->
                    count(task, worker(rescinded.sid()), Count.RESERVATIONS_RESCINDED, now);
            default -> { } // counted nowhere
        }
    }

    private void routed(Task task, long now) {
        if (!task.queue.equals(queueBefore)) {
            task.queue.ifPresent(queue -> count(queue.sid.value(), task, Count.TASKS_ENTERED, now));
            queueBefore.ifPresent(queue -> {
                count(queue.sid.value(), task, Count.TASKS_MOVED, now);
                count(workspace.sid.value(), task, Count.TASKS_MOVED, now);
                task.workflow.ifPresent(workflow -> count(workflow.sid.value(), task, Count.TASKS_MOVED, now));
            });
        }
    }

    private String worker(ReservationSid reservation) {
        return workspace.need(reservation).worker.sid.value();
    }

    private void count(Task task, Count what, long now) {
        scopes(task, task.queue).forEach(scope -> count(scope, task, what, now));
    }

    private void count(Task task, String worker, Count what, long now) {
        count(task, what, now);
        count(worker, task, what, now);
    }

    private void count(String scope, Task task, Count what, long now) {
        series(scope, ALL).at(now).count(what);
        series(scope, task.channel.sid.value()).at(now).count(what);
    }

    private void measure(String scope, Task task, Wait what, long seconds, long now) {
        series(scope, ALL).at(now).measure(what, seconds);
        series(scope, task.channel.sid.value()).at(now).measure(what, seconds);
    }

    private Series series(String scope, String channel) {
        return series.computeIfAbsent(scope, key -> new HashMap<>(2)).computeIfAbsent(channel, key -> new Series());
    }
}
