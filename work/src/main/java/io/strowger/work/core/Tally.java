package io.strowger.work.core;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The tasks of a scope that are not over, counted as they come and go. */
final class Tally {
    private final int[] byStatus = new int[TaskStatus.values().length];
    private final Map<Integer, Integer> byPriority = new TreeMap<>();
    /** Not yet accepted, the one made first in front. */
    private final TreeSet<Task> waiting =
            new TreeSet<>((one, other) -> Long.compare(one.number, other.number));
    /** Not yet accepted, the one that came first in front. */
    private final Set<Task> arrived = new LinkedHashSet<>();
    private int total;

    void add(Task task, TaskStatus status, int priority, boolean arrives) {
        byStatus[status.ordinal()]++;
        byPriority.merge(priority, 1, Integer::sum);
        total++;
        if (status.isOpen()) {
            waiting.add(task);
            if (arrives) {
                arrived.add(task);
            }
        }
    }

    void remove(Task task, TaskStatus status, int priority, boolean stays) {
        byStatus[status.ordinal()]--;
        byPriority.merge(priority, -1, (old, less) -> old + less == 0 ? null : old + less);
        total--;
        if (status.isOpen() && !stays) {
            waiting.remove(task);
            arrived.remove(task);
        }
    }

    RealTimeStatistics read() {
        Map<TaskStatus, Integer> statuses = new LinkedHashMap<>();
        for (TaskStatus status : TaskStatus.values()) {
            if (!status.isEnded()) {
                statuses.put(status, byStatus[status.ordinal()]);
            }
        }
        return new RealTimeStatistics(statuses, new TreeMap<>(byPriority), total,
                waiting.isEmpty() ? Optional.empty() : Optional.of(waiting.first()),
                arrived.isEmpty() ? Optional.empty() : Optional.of(arrived.iterator().next()));
    }
}
