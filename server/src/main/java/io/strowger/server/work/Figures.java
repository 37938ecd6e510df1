package io.strowger.server.work;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.server.store.WorkHistory;
import io.strowger.work.ActivitySpan;
import io.strowger.work.Measure;
import io.strowger.work.core.Activity;
import io.strowger.work.core.RealTimeStatistics;
import io.strowger.work.core.Task;
import io.strowger.work.core.Worker;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The figures of statistics as JSON (work-distribution-api section 7). */
final class Figures {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private Figures() {}

    /** An answer's body under the keys that all have. */
    record Report(AccountSid account, WorkspaceSid workspace, String path, ObjectNode figures) {}

    /**
     * Open tasks now; costs the same however many there are.
     *
     * @param inQueue adds the age in the present queue
     */
    static ObjectNode now(RealTimeStatistics counts, boolean inQueue, Instant now) {
        ObjectNode figures = JSON.objectNode();
        figures.put("longest_task_waiting_age",
                counts.longestWaiting().map(task -> age(task.created(), now)).orElse(0L));
        figures.put("longest_task_waiting_sid", counts.longestWaiting().map(task -> task.sid().value()).orElse(null));
        if (inQueue) {
            figures.put("longest_relative_task_age_in_queue",
                    counts.longestInQueue().map(task -> age(entered(task), now)).orElse(0L));
            figures.put("longest_relative_task_sid_in_queue",
                    counts.longestInQueue().map(task -> task.sid().value()).orElse(null));
        }
        ObjectNode byPriority = figures.putObject("tasks_by_priority");
        counts.tasksByPriority().forEach((priority, count) -> byPriority.put(Integer.toString(priority), count));
        ObjectNode byStatus = figures.putObject("tasks_by_status");
        counts.tasksByStatus().forEach((status, count) -> byStatus.put(status.word(), count));
        figures.put("total_tasks", counts.totalTasks());
        return figures;
    }

    private static Instant entered(Task task) {
        return task.queueEntered().orElse(task.created());
    }

    private static long age(Instant from, Instant to) {
        return Math.max(0, Duration.between(from, to).toSeconds());
    }

    /** How many workers are in each activity. */
    static ArrayNode activities(Collection<Activity> activities, java.util.function.ToIntFunction<Activity> workers) {
        ArrayNode all = JSON.arrayNode();
        activities.forEach(activity -> all.addObject().put("sid", activity.sid().value())
                .put("friendly_name", activity.friendlyName()).put("workers", workers.applyAsInt(activity)));
        return all;
    }

    /** What was counted of one scope. */
    static final class Sums {
        private final Map<Measure, Long> counts = new EnumMap<>(Measure.class);
        private final Map<Measure, TreeMap<Integer, Long>> waits = new EnumMap<>(Measure.class);

        static Sums of(List<WorkHistory.Sum> rows) {
            Sums sums = new Sums();
            rows.forEach(row -> {
                sums.counts.merge(row.measure(), row.n(), Long::sum);
                sums.waits.computeIfAbsent(row.measure(), key -> new TreeMap<>()).merge(row.value(), row.n(),
                        Long::sum);
            });
            return sums;
        }

        long of(Measure measure) {
            return counts.getOrDefault(measure, 0L);
        }

        private ObjectNode wait(Measure measure) {
            TreeMap<Integer, Long> seconds = waits.getOrDefault(measure, new TreeMap<>());
            long n = seconds.values().stream().mapToLong(Long::longValue).sum();
            long total = seconds.entrySet().stream().mapToLong(one -> one.getKey() * one.getValue()).sum();
            return JSON.objectNode().put("avg", n == 0 ? 0 : total / n)
                    .put("min", seconds.isEmpty() ? 0 : seconds.firstKey())
                    .put("max", seconds.isEmpty() ? 0 : seconds.lastKey()).put("total", total);
        }

        /** How many waited longer than a limit, and how many not. */
        private ObjectNode split(int limit) {
            ObjectNode split = JSON.objectNode();
            split.set("above", JSON.objectNode()
                    .put("tasks_canceled", waited(Measure.WAIT_UNTIL_CANCELED, limit, true))
                    .put("reservations_accepted", waited(Measure.WAIT_UNTIL_ACCEPTED, limit, true)));
            split.set("below", JSON.objectNode()
                    .put("tasks_canceled", waited(Measure.WAIT_UNTIL_CANCELED, limit, false))
                    .put("reservations_accepted", waited(Measure.WAIT_UNTIL_ACCEPTED, limit, false)));
            return split;
        }

        private long waited(Measure measure, int limit, boolean above) {
            TreeMap<Integer, Long> seconds = waits.getOrDefault(measure, new TreeMap<>());
            return (above ? seconds.tailMap(limit, true) : seconds.headMap(limit, false)).values().stream()
                    .mapToLong(Long::longValue).sum();
        }

        ObjectNode reservations() {
            return JSON.objectNode()
                    .put("reservations_created", of(Measure.RESERVATIONS_CREATED))
                    .put("reservations_accepted", of(Measure.RESERVATIONS_ACCEPTED))
                    .put("reservations_rejected", of(Measure.RESERVATIONS_REJECTED))
                    .put("reservations_timed_out", of(Measure.RESERVATIONS_TIMED_OUT))
                    .put("reservations_canceled", of(Measure.RESERVATIONS_CANCELED))
                    .put("reservations_rescinded", of(Measure.RESERVATIONS_RESCINDED));
        }
    }

    /** Of which kind a scope is: each counts something of its own. */
    enum Kind { WORKSPACE, WORKFLOW, QUEUE }

    /** What happened in a window. */
    static ObjectNode over(Kind kind, Sums sums, Window window, List<Integer> split) {
        ObjectNode figures = JSON.objectNode();
        figures.put("avg_task_acceptance_time", sums.wait(Measure.WAIT_UNTIL_ACCEPTED).get("avg").asLong());
        times(figures, window);
        figures.setAll(sums.reservations());
        ObjectNode splits = figures.putObject("split_by_wait_time");
        split.forEach(limit -> splits.set(Integer.toString(limit), sums.split(limit)));
        figures.set("wait_duration_until_accepted", sums.wait(Measure.WAIT_UNTIL_ACCEPTED));
        figures.set("wait_duration_until_canceled", sums.wait(Measure.WAIT_UNTIL_CANCELED));
        if (kind == Kind.QUEUE) {
            figures.set("wait_duration_in_queue_until_accepted", sums.wait(Measure.WAIT_IN_QUEUE_UNTIL_ACCEPTED));
        }
        figures.put("tasks_canceled", sums.of(Measure.TASKS_CANCELED));
        figures.put("tasks_completed", sums.of(Measure.TASKS_COMPLETED));
        if (kind == Kind.WORKSPACE) {
            figures.put("tasks_created", sums.of(Measure.TASKS_CREATED));
        } else {
            figures.put("tasks_entered", sums.of(Measure.TASKS_ENTERED));
        }
        figures.put("tasks_deleted", sums.of(Measure.TASKS_DELETED));
        figures.put("tasks_moved", sums.of(Measure.TASKS_MOVED));
        if (kind != Kind.QUEUE) {
            figures.put("tasks_timed_out_in_workflow", sums.of(Measure.TASKS_TIMED_OUT_IN_WORKFLOW));
        }
        return figures;
    }

    private static void times(ObjectNode figures, Window window) {
        figures.put("start_time", window.from().truncatedTo(ChronoUnit.SECONDS).toString());
        figures.put("end_time", window.to().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    /** A stretch that is still going on. */
    record Present(String worker, String activity, Instant since) {
        static Present of(Worker worker) {
            return new Present(worker.sid().value(), worker.activity().sid().value(), worker.statusChanged());
        }
    }

    /** An activity by name. */
    record Named(String sid, String friendlyName) {}

    /** What workers did in a window. */
    static ObjectNode ofWorkers(Sums sums, List<Named> activities, List<ActivitySpan> spans, List<Present> present,
            Window window, Instant now) {
        Map<String, TreeMap<Long, Integer>> seconds = new LinkedHashMap<>();
        spans.forEach(span -> stretch(seconds, span.activity().value(), span.from(), span.to(), window));
        present.forEach(one -> stretch(seconds, one.activity(), one.since(), now, window));
        ObjectNode figures = JSON.objectNode();
        times(figures, window);
        figures.setAll(sums.reservations());
        ArrayNode durations = figures.putArray("activity_durations");
        activities.forEach(activity -> {
            TreeMap<Long, Integer> found = seconds.getOrDefault(activity.sid(), new TreeMap<>());
            long total = found.entrySet().stream().mapToLong(one -> one.getKey() * one.getValue()).sum();
            long n = found.values().stream().mapToLong(Integer::longValue).sum();
            durations.addObject().put("sid", activity.sid()).put("friendly_name", activity.friendlyName())
                    .put("avg", n == 0 ? 0 : total / n).put("min", found.isEmpty() ? 0 : found.firstKey())
                    .put("max", found.isEmpty() ? 0 : found.lastKey()).put("total", total);
        });
        return figures;
    }

    private static void stretch(Map<String, TreeMap<Long, Integer>> seconds, String activity, Instant from,
            Instant to, Window window) {
        Instant begin = from.isBefore(window.from()) ? window.from() : from;
        Instant end = to.isAfter(window.to()) ? window.to() : to;
        if (end.isAfter(begin)) {
            seconds.computeIfAbsent(activity, key -> new TreeMap<>())
                    .merge(Duration.between(begin, end).toSeconds(), 1, Integer::sum);
        }
    }
}
