package io.strowger.work.core;

import java.util.Optional;

/**
 * What a waiting task asks for. Tasks with equal demands wait in one group: where the first of them finds no worker,
 * the others need not be tried.
 */
final class Demand {
    static final String SID = "sid:";
    static final String NAME = "name:";

    final Ask ask;
    final Optional<TaskQueue> queue;
    final TaskChannel channel;
    final TaskSide side;
    /** The one worker it may go to ({@code sid:WK...} or {@code name:...}); empty: any. */
    final String who;
    /** Sent to a worker directly: the worker need not be one of the queue's. */
    final boolean anywhere;
    final boolean ignoreCapacity;
    /** What the probe wants; null of JSON when there is none. */
    final Value key;
    /** Whoever is found by the key suits the expression: it need not be asked again. */
    final boolean probeDecides;
    private final int hash;

    Demand(Ask ask, Optional<TaskQueue> queue, TaskChannel channel, TaskSide side, String who, boolean anywhere,
            boolean ignoreCapacity) {
        this.ask = ask;
        this.queue = queue;
        this.channel = channel;
        this.side = side;
        this.who = who;
        this.anywhere = anywhere;
        this.ignoreCapacity = ignoreCapacity;
        this.key = ask.probe.map(probe -> probe.wanted(side)).orElse(Value.NULL);
        this.probeDecides = ask.expression.isEmpty()
                || ask.probe.filter(Probe::whole).isPresent() && !(key instanceof Value.Items);
        this.hash = (queue.map(place -> place.sid.hashCode()).orElse(0) * 31 + channel.sid.hashCode()) * 31
                + side.hashCode() + who.hashCode();
    }

    /** True when workers in an unavailable activity may be asked as well (those whose activity is named). */
    boolean namesActivities() {
        return !ask.named.isEmpty();
    }

    /** True when the worker may have such a task now. */
    boolean suits(Worker worker, boolean multiTask) {
        return isFree(worker, channel, multiTask, ignoreCapacity) && isFor(worker)
                && (anywhere || queue.isPresent() && queue.get().pool.has(worker)) && isThere(worker)
                && holds(worker);
    }

    /** True when the worker, one of the queue's, free, and found by the key, may have such a task. */
    boolean suitsFound(Worker worker) {
        return isThere(worker) && (probeDecides || holds(worker));
    }

    /** True when the worker's activity is one in which the worker may be asked. */
    boolean isThere(Worker worker) {
        return worker.activity.available
                || ask.named.contains(worker.activity.sid.value(), worker.activity.friendlyName);
    }

    private boolean holds(Worker worker) {
        return ask.expression.isEmpty() || ask.expression.get().matches(new WorkerFacts(side, worker));
    }

    boolean isFor(Worker worker) {
        return who.isEmpty() || who.equals(bySid(worker.sid.value())) || who.equals(byName(worker.friendlyName));
    }

    static boolean isFree(Worker worker, TaskChannel channel, boolean multiTask, boolean ignoreCapacity) {
        WorkerChannel share = worker.on(channel);
        return share != null && share.available
                && (ignoreCapacity || (multiTask ? share.assigned < share.capacity : worker.open == 0));
    }

    static String bySid(String sid) {
        return SID + sid;
    }

    static String byName(String name) {
        return NAME + name;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Demand that && that.hash == hash && that.ask == ask && that.channel == channel
                && that.anywhere == anywhere && that.ignoreCapacity == ignoreCapacity && that.who.equals(who)
                && that.queue.equals(queue) && that.side.equals(side);
    }

    @Override
    public int hashCode() {
        return hash;
    }
}
