package io.strowger.work.core;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Brings waiting tasks and free workers together after anything has changed. The task that goes first over all that
 * changed is served first, by the worker who comes first for it; a task that finds nobody stays, and may skip its
 * target if it has just come there.
 */
final class Matching {
    private final Workspace workspace;
    private final Floor floor;
    private final Transaction transaction;
    private final Escalation escalation;
    private final PriorityQueue<Candidate> candidates;
    private long turn;
    /** The turn at which something was given away last: what was found after it is still so. */
    private long lastServed;

    /**
     * A task that could be served, by whomever (worker null: as hot as it gets), or because this worker is free. Its
     * rank is taken down, as serving one task changes the rank of others in the heap.
     */
    private record Candidate(Task task, Worker worker, WaitingOrder.Rank rank, long turn) {
        boolean isStale() {
            return !rank.equals(WaitingOrder.rank(task));
        }
    }

    Matching(Workspace workspace, Transaction transaction, Escalation escalation) {
        this.workspace = workspace;
        this.floor = workspace.floor;
        this.transaction = transaction;
        this.escalation = escalation;
        this.candidates = new PriorityQueue<>((one, other) -> {
            int byTask = floor.order().compare(one.rank, other.rank);
            return byTask != 0 ? byTask : Long.compare(one.turn, other.turn);
        });
    }

    /** Until nothing more can be brought together. */
    void settle() {
        do {
            gather();
            while (!candidates.isEmpty()) {
                serve(candidates.poll());
                gather();
            }
        } while (skip());
    }

    private void gather() {
        if (!floor.dirtyTasks.isEmpty()) {
            List<Task> tasks = floor.dirtyTasks;
            floor.dirtyTasks = new ArrayList<>();
            for (Task task : tasks) {
                if (task.group != null) {
                    add(task, null);
                }
            }
        }
        if (!floor.dirtyWorkers.isEmpty()) {
            List<Worker> workers = floor.dirtyWorkers;
            floor.dirtyWorkers = new ArrayList<>();
            for (Worker worker : workers) {
                worker.dirty = false;
                look(worker);
            }
        }
    }

    private void add(Task task, Worker worker) {
        candidates.add(new Candidate(task, worker, WaitingOrder.rank(task), turn++));
    }

    private void look(Worker worker) {
        Task best = floor.best(worker);
        if (best != null) {
            add(best, worker);
        }
    }

    private void serve(Candidate candidate) {
        if (candidate.worker == null) {
            if (candidate.task.group != null && candidate.isStale()) {
                add(candidate.task, null);
            } else {
                serve(candidate.task);
            }
            return;
        }
        Task best = candidate.turn > lastServed ? candidate.task : floor.best(candidate.worker);
        if (best == null) {
            return;
        }
        if (best != candidate.task || candidate.isStale()) {
            add(best, candidate.worker);
            return;
        }
        // Where no other has changed, no other can do: between transactions no free worker suits a waiting task.
        Worker chosen = candidates.isEmpty() ? candidate.worker : floor.find(best);
        if (chosen == null) {
            throw new IllegalStateException(candidate.worker.sid + " suits " + best.sid + " and was not found");
        }
        reserve(best, chosen);
        again(chosen);
        again(candidate.worker);
    }

    private void serve(Task asked) {
        WaitingGroup group = asked.group;
        if (group == null || group.starved && !group.offered) {
            return;
        }
        Task task = group.offered ? asked : group.first();
        Worker chosen = floor.find(task);
        if (chosen == null) {
            group.starved = true;
            return;
        }
        reserve(task, chosen);
        if (floor.loadCounts()) {
            again(chosen);
        }
        if (!group.offered && !group.isEmpty()) {
            floor.dirtyTasks.add(group.first());
        }
    }

    private void again(Worker worker) {
        if (!worker.dirty) {
            worker.dirty = true;
            floor.dirtyWorkers.add(worker);
        }
    }

    private void reserve(Task task, Worker worker) {
        lastServed = turn++;
        workspace.tasks.expect(task.sid.value(), task);
        workspace.workers.expect(worker.sid.value(), worker);
        transaction.emit(new Event.ReservationCreated(transaction.reservation(), task.sid, worker.sid));
        if (!workspace.multiTask()) {
            task.queue.flatMap(queue -> queue.settings.reservationActivity()).flatMap(workspace::activity)
                    .ifPresent(activity -> escalation.move(worker, activity));
        }
    }

    /** Lets the first task that has just come to a target and need not wait there go on; false when there is none. */
    private boolean skip() {
        List<Task> tasks = floor.arrived;
        floor.arrived = new ArrayList<>();
        boolean moved = false;
        tasks.sort(floor.order()::compare);
        for (Task task : tasks) {
            task.entering = false;
            if (task.status == TaskStatus.PENDING && escalation.skips(task)) {
                escalation.next(task, true);
                moved = true;
            }
        }
        return moved;
    }
}
