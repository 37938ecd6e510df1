package io.strowger.work.core;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Groups that wait for workers of one pool on one channel, sorted by what their probe asks for: a freed worker looks
 * only at groups that ask for what it has. Open addressing in one array, as a freed worker comes to a shelf of each of
 * its pools; a row that has become empty keeps its place until the table is built anew.
 */
final class Shelf {
    private static final int SMALLEST = 4;
    /** Places up to which a table is not made smaller. */
    private static final int ROOMY = 16;

    final TaskChannel channel;
    final boolean namesActivities;
    final Optional<Probe.Place> place;
    /** The next one of the pool. */
    Shelf next;
    private Value[] keys = new Value[SMALLEST];
    private Row[] rows = new Row[SMALLEST];
    private int taken;
    private int groups;

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
        Value key = group.demand.key;
        int at = find(key);
        if (keys[at] == null) {
            if ((taken + 1) * 4 > keys.length * 3) {
                rebuild();
                at = find(key);
            }
            keys[at] = key;
            rows[at] = new Row(order);
            taken++;
        }
        rows[at].add(group);
        groups++;
    }

    /** @throws IllegalStateException when the group is not here */
    void take(WaitingGroup group) {
        int at = find(group.demand.key);
        if (keys[at] == null) {
            throw new IllegalStateException("a group is not where it was put");
        }
        rows[at].remove(group);
        groups--;
        if (keys.length > ROOMY && groups * 8 < keys.length) {
            rebuild();
        }
    }

    boolean isEmpty() {
        return groups == 0;
    }

    /** Every row of groups that may be for the worker. */
    void forEach(Worker worker, Consumer<Row> visitor) {
        if (place.isEmpty()) {
            visit(Value.NULL, visitor);
            return;
        }
        List<Value> worth = place.get().keys(worker);
        for (int i = 0; i < worth.size(); i++) {
            visit(worth.get(i), visitor);
        }
    }

    private void visit(Value key, Consumer<Row> visitor) {
        int at = find(key);
        if (keys[at] != null && !rows[at].isEmpty()) {
            visitor.accept(rows[at]);
        }
    }

    /** Where the key is, or would be. */
    private int find(Value key) {
        int mask = keys.length - 1;
        int hash = key.hashCode() * 0x9E3779B1;
        int at = (hash ^ hash >>> 16) & mask;
        while (keys[at] != null && keys[at] != key && !keys[at].equals(key)) {
            at = at + 1 & mask;
        }
        return at;
    }

    /** Leaves out rows that are empty; half of the places are free then. */
    private void rebuild() {
        Value[] oldKeys = keys;
        Row[] oldRows = rows;
        taken = 0;
        for (Row row : oldRows) {
            taken += row != null && !row.isEmpty() ? 1 : 0;
        }
        int length = Math.max(SMALLEST, Integer.highestOneBit(taken) * 4);
        keys = new Value[length];
        rows = new Row[length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != null && !oldRows[i].isEmpty()) {
                int at = find(oldKeys[i]);
                keys[at] = oldKeys[i];
                rows[at] = oldRows[i];
            }
        }
    }
}
