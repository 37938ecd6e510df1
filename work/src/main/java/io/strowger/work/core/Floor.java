package io.strowger.work.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who waits for whom. Nothing here is state of its own: all of it follows from the workspace's tasks, workers and
 * queues, kept so that an event looks only at what it can affect. Between transactions this holds: no free worker suits
 * a task that waits without an offer.
 */
final class Floor {
    private static final String NOBODY = "nobody";

    private final Workspace workspace;
    final PoolIndex pools = new PoolIndex();
    private final Map<Demand, WaitingGroup> waiting = new HashMap<>();
    private final Map<Demand, WaitingGroup> offered = new HashMap<>();
    private final Map<String, Row> personal = new HashMap<>();
    private final List<Worker> unseated = new ArrayList<>();
    private int loadReaders;
    private WaitingOrder order = new WaitingOrder(TaskOrder.FIFO);
    /** Workers who may have become able to take what waits. */
    List<Worker> dirtyWorkers = new ArrayList<>();
    /** Tasks for which somebody may be found. */
    List<Task> dirtyTasks = new ArrayList<>();
    /** Tasks that came to their target and may skip it. */
    List<Task> arrived = new ArrayList<>();
    private final Words words = new Words();
    private String parsedText = "";
    private Value parsed = Value.NULL;

    Floor(Workspace workspace) {
        this.workspace = workspace;
    }

    WaitingOrder order() {
        return order;
    }

    /** True when a worker's load alone can make it suit a task. */
    boolean loadCounts() {
        return loadReaders > 0;
    }

    /**
     * Attributes, read; the last ones are kept at hand.
     *
     * @throws JsonError when it is no JSON
     */
    Value read(String text) {
        if (text != parsedText) {
            parsed = new JsonReader(text, JsonLimits.DEFAULT, Optional.of(words)).read();
            parsedText = text;
        }
        return parsed;
    }

    /** The attributes of a task, read. */
    Fields fields(Task task) {
        return (Fields) read(task.attributes);
    }

    /** The worker is free for more, or other than it was. */
    void touch(Worker worker) {
        unseat(worker);
        if (!worker.dirty) {
            worker.dirty = true;
            dirtyWorkers.add(worker);
        }
    }

    /** The worker's places in the orders have to be looked at again. */
    void unseat(Worker worker) {
        pools.sortByFacts(worker);
        if (!worker.unseated) {
            worker.unseated = true;
            unseated.add(worker);
        }
    }

    /** A worker who is gone. */
    void remove(Worker worker) {
        pools.remove(worker);
        worker.dirty = false;
        dirtyWorkers.remove(worker);
        unseated.remove(worker);
    }

    /** Forgets what was to be looked at: after a replayed event everything has been decided already. */
    void settled() {
        dirtyWorkers.forEach(worker -> worker.dirty = false);
        dirtyWorkers.clear();
        dirtyTasks.clear();
        arrived.forEach(task -> task.entering = false);
        arrived.clear();
    }

    /** Works out anew what the task asks for, with the times of day and ages of {@code boundMillis}. */
    void ask(Task task) {
        Ask ask = task.filter == Task.DIRECT ? Ask.ANYBODY : task.plan.orElseThrow().ask(task.filter, task.target);
        TaskSide side = TaskSide.NONE;
        String who = "";
        if (!ask.taskPaths.isEmpty() || ask.knownWorker.isPresent()) {
            Facts facts = new TaskFacts(task, fields(task), task.boundMillis);
            side = TaskSide.of(ask.taskPaths, facts);
            if (ask.knownWorker.isPresent()) {
                boolean bySid = ask.knownWorker.get().bySid();
                who = ask.knownWorker.get().of(facts)
                        .map(name -> bySid ? Demand.bySid(name) : Demand.byName(name)).orElse(NOBODY);
            }
        }
        boolean direct = task.filter == Task.DIRECT
                && task.routingTarget.filter(sid -> sid.startsWith("WK")).isPresent();
        task.demand = new Demand(ask, task.queue, task.channel, side,
                direct ? Demand.bySid(task.routingTarget.get()) : who, direct, task.ignoreCapacity);
    }

    /** Puts a task among those that wait, or takes it away, as its state says. */
    void place(Task task) {
        unplace(task);
        if (!wantsOffers(task)) {
            return;
        }
        boolean more = task.status == TaskStatus.RESERVED;
        Map<Demand, WaitingGroup> groups = more ? offered : waiting;
        WaitingGroup group = groups.get(task.demand);
        boolean fresh = group == null;
        if (fresh) {
            group = new WaitingGroup(task.demand, more);
            groups.put(task.demand, group);
            WaitingGroup made = group;
            task.demand.queue.ifPresent(queue -> queue.groups.add(made));
            loadReaders += task.demand.ask.readsLoad ? 1 : 0;
        } else {
            task.demand = group.demand;
        }
        boolean leads = group.leads(task);
        if (leads && !fresh) {
            unshelve(group);
        }
        group.add(task);
        task.group = group;
        if (leads) {
            shelve(group);
        }
        if (more || !group.starved) {
            dirtyTasks.add(task);
        }
    }

    /** Takes a task away from those that wait; before anything changes by which it is sorted. */
    void unplace(Task task) {
        WaitingGroup group = task.group;
        if (group == null) {
            return;
        }
        task.group = null;
        boolean led = group.first() == task;
        if (led) {
            unshelve(group);
        }
        group.remove(task);
        if (!group.isEmpty()) {
            if (led) {
                shelve(group);
            }
            return;
        }
        (group.offered ? offered : waiting).remove(group.demand);
        group.demand.queue.ifPresent(queue -> queue.groups.remove(group));
        loadReaders -= group.demand.ask.readsLoad ? 1 : 0;
    }

    private static boolean wantsOffers(Task task) {
        return task.filter != Task.NOWHERE && (task.status == TaskStatus.PENDING
                || task.status == TaskStatus.RESERVED && !task.targetExpired
                && task.openOffers < task.queue.map(queue -> queue.settings.maxReservedWorkers()).orElse(1));
    }

    private void shelve(WaitingGroup group) {
        if (!group.demand.who.isEmpty()) {
            personal.computeIfAbsent(group.demand.who, key -> new Row(order)).add(group);
        } else {
            group.demand.queue.orElseThrow().pool.shelf(group.demand).put(group, order);
        }
    }

    private void unshelve(WaitingGroup group) {
        if (group.demand.who.isEmpty()) {
            Pool pool = group.demand.queue.orElseThrow().pool;
            Shelf shelf = pool.shelf(group.demand);
            shelf.take(group);
            if (shelf.isEmpty()) {
                pool.drop(shelf);
            }
        } else {
            Row row = personal.get(group.demand.who);
            row.remove(group);
            if (row.isEmpty()) {
                personal.remove(group.demand.who);
            }
        }
    }

    /** Changes something by which groups are sorted or found: all groups, or those of one queue, are put anew. */
    void resort(Optional<TaskQueue> queue, boolean mayFind, Runnable change) {
        List<WaitingGroup> moved = new ArrayList<>();
        if (queue.isPresent()) {
            moved.addAll(queue.get().groups);
        } else {
            moved.addAll(waiting.values());
            moved.addAll(offered.values());
        }
        moved.forEach(this::unshelve);
        change.run();
        for (WaitingGroup group : moved) {
            group.reorder();
            shelve(group);
            if (mayFind) {
                group.starved = false;
                if (group.offered) {
                    group.tasks().forEach(dirtyTasks::add);
                } else {
                    dirtyTasks.add(group.first());
                }
            }
        }
    }

    void prioritize(TaskOrder kind) {
        order = new WaitingOrder(kind);
    }

    /** The task that the worker should have of all that wait; null when none suits (hot: no Optional). */
    Task best(Worker worker) {
        Search search = new Search(worker);
        for (int i = 0; i < worker.pools.size(); i++) {
            Pool pool = worker.pools.get(i);
            for (Shelf shelf = pool.shelves; shelf != null; shelf = shelf.next) {
                if ((worker.activity.available || shelf.namesActivities)
                        && Demand.isFree(worker, shelf.channel, workspace.multiTask(), false)) {
                    shelf.forEach(worker, search::lookAmongMembers);
                }
            }
        }
        if (!personal.isEmpty()) {
            search.personal(Demand.bySid(worker.sid.value()));
            search.personal(Demand.byName(worker.friendlyName));
        }
        return search.found;
    }

    private final class Search {
        private final Worker worker;
        private Task found;
        private WaitingOrder.Rank foundRank;

        Search(Worker worker) {
            this.worker = worker;
        }

        void personal(String who) {
            Row row = personal.get(who);
            if (row != null) {
                look(row, false);
            }
        }

        /** Groups of a pool that the worker is in, on a channel that is free, found by what the worker has. */
        void lookAmongMembers(Row row) {
            look(row, true);
        }

        private void look(Row row, boolean member) {
            if (row.only() != null) {
                look(row.only(), member);
                return;
            }
            for (WaitingGroup group : row) {
                if (!look(group, member)) {
                    return;
                }
            }
        }

        /** False when the groups behind need not be looked at. */
        private boolean look(WaitingGroup group, boolean member) {
            if (found != null && order.compare(group.rank(), foundRank) >= 0) {
                return false;
            }
            if (!(member ? group.suitsFound(worker) : group.demand.suits(worker, workspace.multiTask()))) {
                return true;
            }
            Task task = group.pick(worker);
            if (task == group.first()) {
                found = task; // it goes before what was found until now: see above
                foundRank = group.rank();
                return false;
            }
            if (task != null && (found == null || order.compare(WaitingOrder.rank(task), foundRank) < 0)) {
                found = task;
                foundRank = WaitingOrder.rank(task);
            }
            return true;
        }
    }

    /** The worker who should have the task; null when there is none (hot: no Optional). */
    Worker find(Task task) {
        reseat();
        Demand demand = task.demand;
        if (demand.who.isEmpty()) {
            Bench bench = demand.queue.orElseThrow().pool.bench(demand, workspace.multiTask());
            for (Bench.Seat seat : bench.candidates(demand)) {
                if (demand.suitsFound(seat.worker()) && !seat.worker().holds(task)) {
                    return seat.worker();
                }
            }
            return null;
        }
        return known(demand.who).filter(worker -> demand.suits(worker, workspace.multiTask()) && !worker.holds(task))
                .orElse(null);
    }

    private Optional<Worker> known(String who) {
        return who.startsWith(Demand.SID) ? workspace.workers.find(who.substring(Demand.SID.length()))
                : who.startsWith(Demand.NAME) ? workspace.workerNamed(who.substring(Demand.NAME.length()))
                : Optional.empty();
    }

    private void reseat() {
        for (Worker worker : unseated) {
            worker.unseated = false;
            for (int i = 0; i < worker.pools.size(); i++) {
                worker.pools.get(i).reseat(worker, workspace.multiTask());
            }
        }
        unseated.clear();
    }
}
