package io.strowger.work.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The workers that one queue expression chooses. Queues with the same expression share a pool, however many they are.
 * Sets here are asked, never walked, but for the members where the order does not matter.
 */
final class Pool {
    final Expr expression;
    /** The first of a chain, mostly of one; null when nobody waits for these workers. */
    Shelf shelves;
    private final Set<Worker> members = new HashSet<>();
    private final List<Bench> benches = new ArrayList<>(1);
    private final Map<Activity, Integer> inActivity = new HashMap<>();
    private int available;
    int queues;

    Pool(Expr expression) {
        this.expression = expression;
    }

    int size() {
        return members.size();
    }

    int available() {
        return available;
    }

    int in(Activity activity) {
        return inActivity.getOrDefault(activity, 0);
    }

    boolean has(Worker worker) {
        return members.contains(worker);
    }

    Iterable<Worker> members() {
        return members;
    }

    void join(Worker worker) {
        members.add(worker);
        worker.pools.add(this);
        count(worker.activity, 1);
    }

    void leave(Worker worker) {
        members.remove(worker);
        worker.pools.remove(this);
        count(worker.activity, -1);
        benches.forEach(bench -> bench.leave(worker));
    }

    void moved(Activity from, Activity to) {
        count(from, -1);
        count(to, 1);
    }

    private void count(Activity activity, int by) {
        inActivity.merge(activity, by, (old, more) -> old + more == 0 ? null : old + more);
        available += activity.available ? by : 0;
    }

    void reseat(Worker worker, boolean multiTask) {
        for (int i = 0; i < benches.size(); i++) {
            benches.get(i).reseat(worker, multiTask);
        }
    }

    /** The bench for a demand, made when there was none. */
    Bench bench(Demand demand, boolean multiTask) {
        for (Bench bench : benches) {
            if (bench.isFor(demand)) {
                return bench;
            }
        }
        Bench fresh = new Bench(demand);
        members.forEach(worker -> fresh.reseat(worker, multiTask));
        benches.add(fresh);
        return fresh;
    }

    /** Drops the benches of a channel: its rules changed, or it is gone. */
    void drop(TaskChannel channel) {
        benches.removeIf(bench -> bench.channel == channel);
    }

    Shelf shelf(Demand demand) {
        for (Shelf shelf = shelves; shelf != null; shelf = shelf.next) {
            if (shelf.isFor(demand)) {
                return shelf;
            }
        }
        Shelf fresh = new Shelf(demand.channel, demand.namesActivities(),
                demand.ask.probe.map(Probe::place));
        fresh.next = shelves;
        shelves = fresh;
        return fresh;
    }

    /** Drops a shelf that is empty. */
    void drop(Shelf empty) {
        if (shelves == empty) {
            shelves = empty.next;
            return;
        }
        Shelf before = shelves;
        while (before.next != empty) {
            before = before.next;
        }
        before.next = empty.next;
    }
}
