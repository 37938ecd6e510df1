package io.strowger.work.core;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The counts of a workspace, workflow or queue: over all channels, and of each. */
final class TallyScope {
    private final Optional<TaskQueue> queue;
    private final Tally all;
    private final Map<String, Tally> byChannel = new HashMap<>(2);

    /** @param queue whose counts they are; empty: a workspace's or workflow's */
    TallyScope(Optional<TaskQueue> queue) {
        this.queue = queue;
        this.all = new Tally(queue, Optional.empty());
    }

    /** @param channel on which the task counts */
    void count(TaskChannel channel, TaskStatus status, int priority, int by) {
        all.count(status, priority, by);
        of(channel).count(status, priority, by);
    }

    void join(Tally.Arrival arrival) {
        all.join(arrival);
        of(arrival.task().channel).join(arrival);
    }

    private Tally of(TaskChannel channel) {
        return byChannel.computeIfAbsent(channel.sid.value(), sid -> new Tally(queue, Optional.of(channel)));
    }

    /** @param channel sid of a task channel; absent: all */
    RealTimeStatistics read(Optional<String> channel) {
        return channel.map(sid -> Optional.ofNullable(byChannel.get(sid)).orElseGet(() ->
                        new Tally(queue, Optional.empty())))
                .orElse(all).read();
    }

    int size() {
        return all.size() + byChannel.values().stream().mapToInt(Tally::size).sum();
    }
}
