package io.strowger.work.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The counts of a workspace, workflow or queue, by channel: over all channels they are added up when asked for. */
final class TallyScope {
    private final Optional<TaskQueue> queue;
    private final Map<TaskChannel, Tally> byChannel = new HashMap<>(2);
    /** The one used last; null before the first (hot: most scopes know one channel). */
    private Tally last;

    /** @param queue whose counts they are; empty: a workspace's or workflow's */
    TallyScope(Optional<TaskQueue> queue) {
        this.queue = queue;
    }

    /** The counts on a channel. */
    Tally of(TaskChannel channel) {
        if (last == null || last.channel != channel) {
            last = byChannel.get(channel);
        }
        if (last == null) {
            byChannel.values().removeIf(tally -> tally.channel.gone && tally.total() == 0);
            last = new Tally(queue, channel);
            byChannel.put(channel, last);
        }
        return last;
    }

    /** @param channel sid of a task channel; absent: all */
    RealTimeStatistics read(Optional<String> channel) {
        Collection<Tally> all = byChannel.values();
        return channel.isEmpty() ? sum(all)
                : sum(all.stream().filter(tally -> tally.channel.sid.value().equals(channel.get())).toList());
    }

    private static RealTimeStatistics sum(Collection<Tally> tallies) {
        Map<TaskStatus, Integer> statuses = new EnumMap<>(TaskStatus.class);
        for (TaskStatus status : TaskStatus.values()) {
            if (!status.isEnded()) {
                statuses.put(status, 0);
            }
        }
        Map<Integer, Integer> priorities = new TreeMap<>();
        List<Task> waiting = new ArrayList<>();
        List<Tally.Arrival> arrived = new ArrayList<>();
        for (Tally tally : tallies) {
            tally.addTo(statuses, priorities);
            tally.longestWaiting().ifPresent(waiting::add);
            tally.longestInQueue().ifPresent(arrived::add);
        }
        return new RealTimeStatistics(statuses, priorities, tallies.stream().mapToInt(Tally::total).sum(),
                waiting.stream().min(Comparator.comparingLong(task -> task.number)),
                arrived.stream().min(Comparator.comparingLong(Tally.Arrival::at).thenComparingLong(
                        Tally.Arrival::stamp)).map(Tally.Arrival::task));
    }

    /** Entries kept, of all channels that it knows. */
    int size() {
        return byChannel.values().stream().mapToInt(tally -> 1 + tally.size()).sum();
    }
}
