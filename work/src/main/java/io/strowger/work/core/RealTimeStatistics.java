package io.strowger.work.core;

import java.util.Map;
import java.util.Optional;

/**
 * How things stand (work-distribution-api section 7).
 *
 * @param tasksByStatus tasks that are pending, reserved, assigned, wrapping; each is there
 * @param tasksByPriority the same tasks by priority
 * @param totalTasks all of them
 * @param longestWaiting the task that was made first of those not yet accepted
 * @param longestInQueue of those not yet accepted the one that came into the queue first; for queues
 */
public record RealTimeStatistics(Map<TaskStatus, Integer> tasksByStatus, Map<Integer, Integer> tasksByPriority,
        int totalTasks, Optional<Task> longestWaiting, Optional<Task> longestInQueue) {
}
