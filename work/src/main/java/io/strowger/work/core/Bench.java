package io.strowger.work.core;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Workers of a pool who are free on a channel, the one to take first in front; sorted by what they have at a probe's
 * place, when there is one. Made when a task first asks in this way, kept true from then on.
 */
final class Bench {
    private static final TreeSet<Seat> NOBODY = new TreeSet<>(Comparator.comparing((Seat seat) -> 0));

    final TaskChannel channel;
    final boolean anyActivity;
    final Optional<OrderBy> orderBy;
    final Optional<Probe.Place> place;
    private final Map<Value, TreeSet<Seat>> seats = new HashMap<>();
    private final Map<Worker, Seat> byWorker = new HashMap<>();

    /**
     * A worker's place in the order.
     *
     * @param ranks by the target's {@code order_by}
     * @param busy has an open reservation (on this channel, where idleness counts on the channel alone)
     * @param sinceMillis when a reservation was last made or ended, or the worker came into an available activity
     * @param keys under which values it is found
     */
    record Seat(Worker worker, long[] ranks, boolean busy, long sinceMillis, List<Value> keys) {
        static int compare(Seat one, Seat other) {
            for (int i = 0; i < one.ranks.length; i++) {
                if (one.ranks[i] != other.ranks[i]) {
                    return Long.compare(one.ranks[i], other.ranks[i]);
                }
            }
            if (one.busy != other.busy) {
                return one.busy ? 1 : -1;
            }
            return one.sinceMillis != other.sinceMillis ? Long.compare(one.sinceMillis, other.sinceMillis)
                    : one.worker.sid.value().compareTo(other.worker.sid.value());
        }

        boolean isAs(Seat other) {
            return compare(this, other) == 0 && keys.equals(other.keys);
        }
    }

    Bench(Demand demand) {
        this.channel = demand.channel;
        this.anyActivity = demand.namesActivities();
        this.orderBy = demand.ask.orderBy;
        this.place = demand.ask.probe.map(Probe::place);
    }

    boolean isFor(Demand demand) {
        return channel == demand.channel && anyActivity == demand.namesActivities()
                && place.equals(demand.ask.probe.map(Probe::place))
                && orderBy.map(OrderBy::text).equals(demand.ask.orderBy.map(OrderBy::text));
    }

    /** The workers that may do, best first. */
    TreeSet<Seat> candidates(Demand demand) {
        return seats.getOrDefault(demand.key, NOBODY);
    }

    /** Gives the worker the seat it deserves now, or none. */
    void reseat(Worker worker, boolean multiTask) {
        boolean free = (anyActivity || worker.activity.available)
                && Demand.isFree(worker, channel, multiTask, false);
        Seat old = byWorker.get(worker);
        if (!free) {
            leave(worker);
            return;
        }
        Seat fresh = seat(worker);
        if (old == null || !old.isAs(fresh)) {
            leave(worker);
            byWorker.put(worker, fresh);
            fresh.keys.forEach(key -> seats.computeIfAbsent(key, value -> new TreeSet<>(Seat::compare)).add(fresh));
        }
    }

    void leave(Worker worker) {
        Seat old = byWorker.remove(worker);
        if (old == null) {
            return;
        }
        for (Value key : old.keys) {
            TreeSet<Seat> row = seats.get(key);
            if (row != null && row.remove(old) && row.isEmpty()) { // a value may be there twice
                seats.remove(key);
            }
        }
    }

    private Seat seat(Worker worker) {
        List<OrderBy.Key> by = orderBy.isPresent() ? orderBy.get().keys() : List.of();
        long[] ranks = new long[by.size()];
        if (ranks.length > 0) {
            Facts facts = WorkerFacts.of(worker);
            for (int i = 0; i < ranks.length; i++) {
                ranks[i] = by.get(i).rank(facts);
            }
        }
        WorkerChannel share = worker.on(channel);
        boolean alone = channel.channelOptimizedRouting;
        return new Seat(worker, ranks, (alone ? share.assigned : worker.open) > 0,
                alone ? share.touchedMillis : worker.touchedMillis,
                place.isPresent() ? place.get().keys(worker) : List.of(Value.NULL));
    }
}
