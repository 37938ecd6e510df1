package io.strowger.work.core;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Groups that wait for workers of one pool on one channel, sorted by what their probe asks for: a freed worker looks
 * only at groups that ask for what it has.
 */
final class Shelf {
    final TaskChannel channel;
    final boolean namesActivities;
    final Optional<Probe.Place> place;
    private final Map<Value, TreeSet<WaitingGroup>> groups = new HashMap<>();

    Shelf(TaskChannel channel, boolean namesActivities, Optional<Probe.Place> place) {
        this.channel = channel;
        this.namesActivities = namesActivities;
        this.place = place;
    }

    boolean isFor(Demand demand) {
        return channel == demand.channel && namesActivities == demand.namesActivities()
                && place.equals(demand.ask.probe.map(Probe::place));
    }

    void put(WaitingGroup group, WaitingOrder order) {
        groups.computeIfAbsent(group.demand.key, key -> new TreeSet<>(order::compare)).add(group);
    }

    void take(WaitingGroup group) {
        Value key = group.demand.key;
        TreeSet<WaitingGroup> set = groups.get(key);
        if (set == null || !set.remove(group)) {
            throw new IllegalStateException("a group is not where it was put");
        }
        if (set.isEmpty()) {
            groups.remove(key);
        }
    }

    boolean isEmpty() {
        return groups.isEmpty();
    }

    /** Every set of groups that may be for the worker. */
    void forEach(Worker worker, Consumer<TreeSet<WaitingGroup>> visitor) {
        if (place.isEmpty()) {
            visit(Value.NULL, visitor);
        } else {
            for (Value key : place.get().keys(worker)) {
                visit(key, visitor);
            }
        }
    }

    private void visit(Value key, Consumer<TreeSet<WaitingGroup>> visitor) {
        TreeSet<WaitingGroup> set = groups.get(key);
        if (set != null) {
            visitor.accept(set);
        }
    }
}
