package io.strowger.work.core;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * The tasks of a scope on one channel that are not over, counted as they come and go. Who waits longest is asked
 * seldom and changes with every task, so those that have gone are only taken off when they come to the head, or when
 * they are most of all.
 */
final class Tally {
    /** Entries that may stay although their tasks wait no longer: each holds its task, as large as that is. */
    private static final int SLACK = 8;

    private final Optional<TaskQueue> queue;
    final TaskChannel channel;
    private int pending;
    private int reserved;
    private int assigned;
    private int wrapping;
    private final PriorityCounts byPriority = new PriorityCounts();
    /** All that are not yet accepted and some others, the one made first in front. */
    private PriorityQueue<Task> waiting = new PriorityQueue<>((one, other) -> Long.compare(one.number, other.number));
    /** The same of a queue, the one that came first in front. */
    private PriorityQueue<Arrival> arrived = new PriorityQueue<>(2,
            Comparator.comparingLong(Arrival::at).thenComparingLong(Arrival::stamp));

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
     * @param channel on which they are
     */
    Tally(Optional<TaskQueue> queue, TaskChannel channel) {
        this.queue = queue;
        this.channel = channel;
    }

    /** A task came with this status, or went. */
    void count(TaskStatus status, int by) {
        switch (status) {
            case PENDING -> pending += by;
            case RESERVED -> reserved += by;
            case ASSIGNED -> assigned += by;
            case WRAPPING -> wrapping += by;
            case COMPLETED, CANCELED -> { } // they are not counted
        }
    }

    void countPriority(int priority, int by) {
        byPriority.count(priority, by);
    }

    /** The task, counted already, waits here from now on. */
    void join(Arrival arrival) {
        waiting.add(arrival.task);
        if (queue.isPresent()) {
            arrived.add(arrival);
        }
        trim();
    }

    /** Gives up those that wait no longer when they are most of all. */
    void trim() {
        if (Math.max(waiting.size(), arrived.size()) > 2 * (pending + reserved) + SLACK) {
            sweep();
        }
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
        PriorityQueue<Arrival> here = new PriorityQueue<>(arrived.comparator());
        for (Arrival arrival : arrived) {
            if (waits(arrival)) {
                here.add(arrival);
            }
        }
        arrived = here;
    }

    private boolean waits(Task task) {
        return task.status.isOpen() && !task.gone && (queue.isEmpty() || task.queue.equals(queue))
                && task.channel == channel;
    }

    private boolean waits(Arrival arrival) {
        return arrival.stamp == arrival.task.arrival && waits(arrival.task);
    }

    /** Tasks that are counted. */
    int total() {
        return pending + reserved + assigned + wrapping;
    }

    void addTo(Map<TaskStatus, Integer> statuses, Map<Integer, Integer> priorities) {
        statuses.merge(TaskStatus.PENDING, pending, Integer::sum);
        statuses.merge(TaskStatus.RESERVED, reserved, Integer::sum);
        statuses.merge(TaskStatus.ASSIGNED, assigned, Integer::sum);
        statuses.merge(TaskStatus.WRAPPING, wrapping, Integer::sum);
        byPriority.addTo(priorities);
    }

    /** The task made first of those not yet accepted. */
    Optional<Task> longestWaiting() {
        while (!waiting.isEmpty() && !waits(waiting.peek())) {
            waiting.remove();
        }
        return Optional.ofNullable(waiting.peek());
    }

    /** In a queue: the one that came first. */
    Optional<Arrival> longestInQueue() {
        while (!arrived.isEmpty() && !waits(arrived.peek())) {
            arrived.remove();
        }
        return Optional.ofNullable(arrived.peek());
    }

    /** Entries kept: of tasks that wait, and of some that did. */
    int size() {
        return waiting.size() + arrived.size();
    }
}
