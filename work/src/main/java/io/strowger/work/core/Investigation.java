package io.strowger.work.core;

import io.strowger.work.core.TaskExplanation.FilterLook;
import io.strowger.work.core.TaskExplanation.Waiting;
import io.strowger.work.core.TaskExplanation.WorkerLook;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Finds out why a task is where it is. Asks the same questions as the router, of the same values. */
final class Investigation {
    private static final int HOPELESS = 1_000;

    private final Workspace workspace;
    private final Task task;
    private final Optional<Expr> target;

    Investigation(Workspace workspace, Task task) {
        this.workspace = workspace;
        this.task = task;
        this.target = task.matchedTarget().flatMap(WorkflowDocument.Target::expression);
    }

    TaskExplanation report() {
        List<WorkerLook> offers = task.offers.stream().filter(offer -> offer.status.isOpen())
                .map(offer -> look(offer.worker, true)).toList();
        boolean waits = task.status == TaskStatus.PENDING || task.group != null;
        return new TaskExplanation(task.sid, task.status, filters(), target.map(Expr::text), offers,
                waits && task.demand != null ? Optional.of(waiting()) : Optional.empty(), task.awaitsDocument());
    }

    private List<FilterLook> filters() {
        List<FilterLook> looks = new ArrayList<>();
        if (task.plan.isPresent() && task.filter != Task.DIRECT) {
            Facts facts = new TaskFacts(task, workspace.floor.fields(task), task.boundMillis);
            List<WorkflowDocument.Filter> filters = task.plan.get().document.filters();
            int last = task.filter >= 0 ? task.filter : filters.size() - 1;
            for (int i = 0; i <= last; i++) {
                looks.add(new FilterLook(filters.get(i).name(), filters.get(i).expression().text(),
                        filters.get(i).expression().explain(facts), i == task.filter));
            }
        }
        return looks;
    }

    private Waiting waiting() {
        int lookedAt = 0;
        int inQueue = 0;
        int inActivity = 0;
        int withRoom = 0;
        List<WorkerLook> nearest = new ArrayList<>();
        for (Worker worker : workspace.workers.all()) {
            if (lookedAt == TaskExplanation.MOST_WORKERS) {
                break;
            }
            lookedAt++;
            boolean chosen = isChosen(worker);
            boolean there = chosen && isThere(worker);
            inQueue += chosen ? 1 : 0;
            inActivity += there ? 1 : 0;
            withRoom += there && hasRoom(worker) ? 1 : 0;
            nearest.add(look(worker, false));
            nearest.sort(Comparator.comparingInt(WorkerLook::distance));
            if (nearest.size() > TaskExplanation.MOST_NEAREST) {
                nearest.removeLast();
            }
        }
        return new Waiting(lookedAt, workspace.workers.size(), inQueue, inActivity, withRoom, ahead(),
                at(Optional.ofNullable(task.targetTime)), at(Optional.of(task.life)), nearest);
    }

    private static Optional<Instant> at(Optional<Alarm> alarm) {
        return alarm.filter(Alarm::isSet).map(set -> Instant.ofEpochMilli(set.atMillis));
    }

    private int ahead() {
        int ahead = 0;
        int looked = 0;
        if (task.queue.isPresent()) {
            for (WaitingGroup group : task.queue.get().groups) {
                for (Task other : group.tasks()) {
                    if (++looked > TaskExplanation.MOST_AHEAD) {
                        return ahead;
                    }
                    ahead += other != task && workspace.floor.order().compare(other, task) < 0 ? 1 : 0;
                }
            }
        }
        return ahead;
    }

    private boolean isChosen(Worker worker) {
        return task.demand.anywhere || task.queue.isPresent() && task.queue.get().pool.has(worker);
    }

    private boolean isThere(Worker worker) {
        return task.demand.isThere(worker);
    }

    private boolean hasRoom(Worker worker) {
        return Demand.isFree(worker, task.channel, workspace.multiTask(), task.ignoreCapacity);
    }

    /** @param has true when the worker has the task, so that its own capacity is no obstacle */
    private WorkerLook look(Worker worker, boolean has) {
        Facts facts = new WorkerFacts(task.demand.side, worker);
        Optional<Explanation> queue = task.demand.anywhere ? Optional.empty()
                : task.queue.map(place -> place.pool.expression.explain(facts));
        Optional<Explanation> expression = target.map(own -> own.explain(facts));
        List<String> obstacles = new ArrayList<>();
        if (!has) {
            obstacles(worker, obstacles);
        }
        return new WorkerLook(worker.sid, worker.friendlyName, obstacles, queue, expression,
                obstacles.size() + queue.map(Investigation::misses).orElse(0)
                        + expression.map(Investigation::misses).orElse(0));
    }

    private static int misses(Explanation why) {
        return why.matches() ? 0 : why.misses().isEmpty() ? HOPELESS : why.misses().size();
    }

    private void obstacles(Worker worker, List<String> obstacles) {
        if (!isThere(worker)) {
            obstacles.add("is in activity " + worker.activity.friendlyName + ", which takes no tasks");
        }
        WorkerChannel share = worker.on(task.channel);
        if (share != null && !share.available) {
            obstacles.add("is not available on channel " + task.channel.uniqueName);
        } else if (!hasRoom(worker)) {
            obstacles.add("has no capacity left on channel " + task.channel.uniqueName);
        }
        if (!task.demand.isFor(worker)) {
            obstacles.add("is not the worker that the task is for");
        }
        if (worker.holds(task)) {
            obstacles.add("is offered the task already");
        }
    }
}
