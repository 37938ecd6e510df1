package io.strowger.work.core;

/** Waiting tasks with one demand, in the order in which they go. */
final class WaitingGroup {
    final Demand demand;
    /** Its tasks are offered already but may be offered to more workers at once; they come after all others. */
    final boolean offered;
    private final boolean probeDecides;
    private TaskOrder kind;
    private TaskSequence tasks;
    /** The first task, and what it is sorted by among the first ones of other groups: these are compared most often. */
    private Task first;
    private int firstPriority;
    private long firstStartMillis;
    private long firstNumber;
    /** No worker can take its first task; stays true until the group is gone or its queue changes. */
    boolean starved;

    WaitingGroup(Demand demand, boolean offered) {
        this.demand = demand;
        this.offered = offered;
        this.probeDecides = demand.probeDecides;
        this.kind = WaitingOrder.kind(demand.queue);
        this.tasks = new TaskSequence(kind);
    }

    /** Puts the tasks in the order that the queue has now. */
    void reorder() {
        kind = WaitingOrder.kind(demand.queue);
        TaskSequence sorted = new TaskSequence(kind);
        tasks.forEach(sorted::add);
        tasks = sorted;
        lead();
    }

    void add(Task task) {
        boolean leads = tasks.leads(task);
        tasks.add(task);
        if (leads) {
            lead();
        }
    }

    void remove(Task task) {
        if (!tasks.remove(task)) {
            throw new IllegalStateException(task.sid + " changed its place while it waited");
        }
        if (first == task) {
            lead();
        }
    }

    private void lead() {
        first = tasks.isEmpty() ? null : tasks.first();
        if (first != null) {
            firstPriority = first.priority;
            firstStartMillis = first.virtualStartMillis;
            firstNumber = first.number;
        }
    }

    /** As {@link Demand#suitsFound}, mostly without a look at the demand. */
    boolean suitsFound(Worker worker) {
        return probeDecides && worker.activity.available || demand.suitsFound(worker);
    }

    boolean isEmpty() {
        return first == null;
    }

    Task first() {
        return first;
    }

    /** Where the first task stands. */
    WaitingOrder.Rank rank() {
        return new WaitingOrder.Rank(offered, kind, firstPriority, firstStartMillis, firstNumber);
    }

    TaskSequence tasks() {
        return tasks;
    }

    /** True when the task would go before all others here. */
    boolean leads(Task task) {
        return tasks.leads(task);
    }

    /** The first task that the worker does not hold already; null when there is none (hot: no Optional). */
    Task pick(Worker worker) {
        if (!offered) {
            return first;
        }
        for (Task task : tasks) {
            if (!worker.holds(task)) {
                return task;
            }
        }
        return null;
    }
}
