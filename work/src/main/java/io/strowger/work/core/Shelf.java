package io.strowger.work.core;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Groups that wait for workers of one pool on one channel, sorted by what their probe asks for: a freed worker looks
 * only at groups that ask for what it has.
 */
final class Shelf {
    final TaskChannel channel;
    final boolean namesActivities;
    final Optional<Probe.Place> place;
    private final Map<Value, Row> rows = new HashMap<>();

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
        rows.computeIfAbsent(group.demand.key, key -> new Row(order)).add(group);
    }

    void take(WaitingGroup group) {
        Value key = group.demand.key;
        Row row = rows.get(key);
        row.remove(group);
        if (row.isEmpty()) {
            rows.remove(key);
        }
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Every row of groups that may be for the worker. */
    void forEach(Worker worker, Consumer<Row> visitor) {
        List<Value> keys = place.isPresent() ? place.get().keys(worker) : List.of(Value.NULL);
        for (int i = 0; i < keys.size(); i++) {
            Row row = rows.get(keys.get(i));
            if (row != null) {
                visitor.accept(row);
            }
        }
    }
}
