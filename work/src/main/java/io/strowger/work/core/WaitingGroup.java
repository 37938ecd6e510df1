package io.strowger.work.core;

import java.util.Comparator;
import java.util.TreeSet;

/** Waiting tasks with one demand, in the order in which they go. */
final class WaitingGroup {
    final Demand demand;
    /** Its tasks are offered already but may be offered to more workers at once; they come after all others. */
    final boolean offered;
    private TreeSet<Task> tasks;
    private Task first;
    /** No worker can take its first task; stays true until the group is gone or its queue changes. */
    boolean starved;

    WaitingGroup(Demand demand, boolean offered) {
        this.demand = demand;
        this.offered = offered;
        this.tasks = new TreeSet<>(order(demand));
    }

    private static Comparator<Task> order(Demand demand) {
        return WaitingOrder.within(demand.queue.map(queue -> queue.settings.taskOrder()).orElse(TaskOrder.FIFO));
    }

    /** Puts the tasks in the order that the queue has now. */
    void reorder() {
        TreeSet<Task> sorted = new TreeSet<>(order(demand));
        sorted.addAll(tasks);
        tasks = sorted;
        first = sorted.first();
    }

    void add(Task task) {
        tasks.add(task);
        first = first == null || tasks.comparator().compare(task, first) < 0 ? task : first;
    }

    void remove(Task task) {
        if (!tasks.remove(task)) {
            throw new IllegalStateException(task.sid + " changed its place while it waited");
        }
        if (first == task) {
            first = tasks.isEmpty() ? null : tasks.first();
        }
    }

    boolean isEmpty() {
        return tasks.isEmpty();
    }

    int size() {
        return tasks.size();
    }

    Task first() {
        return first;
    }

    TreeSet<Task> tasks() {
        return tasks;
    }

    /** True when the task would go before all others here. */
    boolean leads(Task task) {
        return tasks.isEmpty() || tasks.comparator().compare(task, first) < 0;
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
