package io.strowger.work.core;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;

/**
 * The tasks of a scope that are not over, counted as they come and go. Who waits longest is asked seldom and changes
 * with every task, so those that have gone are only taken off when they come to the head, or when they are most of all.
 */
final class Tally {
    private static final int SLACK = 64;
    private static final TaskStatus[] STATUSES = TaskStatus.values();

    private final Optional<TaskQueue> queue;
    private final Optional<TaskChannel> channel;
    private final int[] byStatus = new int[STATUSES.length];
    private final Map<Integer, Integer> byPriority = new HashMap<>();
    /** All that are not yet accepted and some others, the one made first in front. */
    private PriorityQueue<Task> waiting = new PriorityQueue<>((one, other) -> Long.compare(one.number, other.number));
    /** The same of a queue, the one that came first in front. */
    private final ArrayDeque<Arrival> arrived = new ArrayDeque<>(2);
    private int total;

    /**
     * A task came into a queue.
     *
     * @param stamp a task that left and came back has a greater one
     * @param at when it came, in milliseconds since 1970; earlier than now for one that only changed its channel
     */
    record Arrival(Task task, long stamp, long at) {}

    /**
     * The tasks of a place.
     *
     * @param queue whose tasks they are; empty: a workspace's or workflow's
     * @param channel on which they are; empty: on any
     */
    Tally(Optional<TaskQueue> queue, Optional<TaskChannel> channel) {
        this.queue = queue;
        this.channel = channel;
    }

    void count(TaskStatus status, int priority, int by) {
        byStatus[status.ordinal()] += by;
        byPriority.merge(priority, by, (old, more) -> old + more == 0 ? null : old + more);
        total += by;
    }

    /** The task, counted already, waits here from now on. */
    void join(Arrival arrival) {
        waiting.add(arrival.task);
        if (queue.isPresent()) {
            arrive(arrival);
        }
        if (waiting.size() > 2 * open() + SLACK) {
            sweep();
        }
    }

    private void arrive(Arrival arrival) {
        Deque<Arrival> later = new ArrayDeque<>(2);
        while (!arrived.isEmpty() && arrived.peekLast().at > arrival.at) {
            later.addFirst(arrived.removeLast());
        }
        arrived.addLast(arrival);
        arrived.addAll(later);
    }

    private int open() {
        int open = 0;
        for (int i = 0; i < byStatus.length; i++) {
            open += STATUSES[i].isOpen() ? byStatus[i] : 0;
        }
        return open;
    }

    private void sweep() {
        Set<Task> stay = new HashSet<>(); // asked only
        PriorityQueue<Task> left = new PriorityQueue<>(waiting.comparator());
        for (Task task : waiting) {
            if (waits(task) && stay.add(task)) { // it may be there twice
                left.add(task);
            }
        }
        waiting = left;
        arrived.removeIf(arrival -> !waits(arrival));
    }

    private boolean waits(Task task) {
        return task.status.isOpen() && !task.gone && (queue.isEmpty() || task.queue.equals(queue))
                && (channel.isEmpty() || task.channel == channel.get());
    }

    private boolean waits(Arrival arrival) {
        return arrival.stamp == arrival.task.arrival && waits(arrival.task);
    }

    RealTimeStatistics read() {
        while (!waiting.isEmpty() && !waits(waiting.peek())) {
            waiting.remove();
        }
        while (!arrived.isEmpty() && !waits(arrived.peekFirst())) {
            arrived.removeFirst();
        }
        Map<TaskStatus, Integer> statuses = new LinkedHashMap<>();
        for (TaskStatus status : STATUSES) {
            if (!status.isEnded()) {
                statuses.put(status, byStatus[status.ordinal()]);
            }
        }
        return new RealTimeStatistics(statuses, new TreeMap<>(byPriority), total,
                Optional.ofNullable(waiting.peek()), Optional.ofNullable(arrived.peekFirst()).map(Arrival::task));
    }

    /** Entries kept: of tasks that wait, and of some that did. */
    int size() {
        return waiting.size() + arrived.size();
    }
}
