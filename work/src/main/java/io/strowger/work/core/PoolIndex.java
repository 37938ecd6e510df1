package io.strowger.work.core;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The pools, found by what their expressions ask of a worker, so that a worker's change looks only at pools that may
 * want it.
 */
final class PoolIndex {
    private final Map<Expr, Pool> pools = new LinkedHashMap<>();
    private final Map<Probe.Place, Map<Value, List<Pool>>> probed = new LinkedHashMap<>();
    private final List<Pool> others = new ArrayList<>();
    /** Pools whose expressions read more of a worker than its attributes. */
    private final List<Pool> factReaders = new ArrayList<>();

    /** The pool of an expression, with its members; made when there was none, by asking it of every worker. */
    Pool enter(Expr expression, Registry<Worker> workers) {
        Pool pool = pools.get(expression);
        if (pool == null) {
            pool = new Pool(expression);
            pools.put(expression, pool);
            list(pool).add(pool);
            if (expression.reads().stream().anyMatch(path -> path.fact().isPresent())) {
                factReaders.add(pool);
            }
            for (Worker worker : workers.all()) {
                if (expression.matches(WorkerFacts.of(worker))) {
                    pool.join(worker);
                }
            }
        }
        pool.queues++;
        return pool;
    }

    /** A queue is gone from a pool; the last one takes the pool with it. */
    void exit(Pool pool) {
        pool.queues--;
        if (pool.queues == 0) {
            pools.remove(pool.expression);
            list(pool).remove(pool);
            factReaders.remove(pool);
            List<Worker> members = new ArrayList<>(pool.size());
            pool.members().forEach(members::add);
            members.forEach(pool::leave);
        }
    }

    private List<Pool> list(Pool pool) {
        return Probe.of(pool.expression).map(probe -> probed
                .computeIfAbsent(probe.place(), key -> new LinkedHashMap<>())
                .computeIfAbsent(probe.wanted(TaskSide.NONE), key -> new ArrayList<>())).orElse(others);
    }

    /** Puts the worker into the pools that choose it now, and out of the others. */
    void sort(Worker worker) {
        Facts facts = WorkerFacts.of(worker);
        for (Pool pool : List.copyOf(worker.pools)) {
            if (!pool.expression.matches(facts)) {
                pool.leave(worker);
            }
        }
        admit(others, worker, facts);
        probed.forEach((place, byValue) -> {
            for (Value key : place.keys(worker)) {
                List<Pool> candidates = byValue.get(key);
                if (candidates != null) {
                    admit(candidates, worker, facts);
                }
            }
        });
    }

    /** The same, for pools that read more than attributes. */
    void sortByFacts(Worker worker) {
        if (!factReaders.isEmpty()) {
            Facts facts = WorkerFacts.of(worker);
            factReaders.stream().filter(pool -> pool.has(worker) && !pool.expression.matches(facts))
                    .forEach(pool -> pool.leave(worker));
            admit(factReaders, worker, facts);
        }
    }

    private static void admit(List<Pool> pools, Worker worker, Facts facts) {
        for (Pool pool : pools) {
            if (!pool.has(worker) && pool.expression.matches(facts)) {
                pool.join(worker);
            }
        }
    }

    /** Takes a worker who is gone out of all. */
    void remove(Worker worker) {
        List.copyOf(worker.pools).forEach(pool -> pool.leave(worker));
    }

    Iterable<Pool> all() {
        return pools.values();
    }
}
