package io.strowger.work.core;

import io.strowger.work.core.Event.Cause;
import java.util.List;
import java.util.Optional;

/** Which target of its workflow a task goes to (work-distribution-api section 3, processing). */
final class Escalation {
    private final Workspace workspace;
    private final Transaction transaction;

    Escalation(Workspace workspace, Transaction transaction) {
        this.workspace = workspace;
        this.transaction = transaction;
    }

    /** Runs the filters: the first that matches, else the default filter, else the end. */
    void start(Task task, Cause cause) {
        Plan plan = task.ownPlan.or(() -> task.workflow.map(workflow -> workflow.present)).orElseThrow();
        int filter = matching(plan.document, 0, task);
        if (filter >= 0) {
            route(task, cause, plan, filter, 0);
        } else if (plan.document.defaultFilter().isPresent()) {
            route(task, cause, plan, Task.DEFAULT_FILTER, 0);
        } else {
            leave(task, false);
        }
    }

    /** Puts a task where it was sent directly. */
    void startDirect(Task task, Optional<TaskQueue> queue) {
        transaction.emit(new Event.TaskRouted(task.sid, Cause.CREATED, Task.DIRECT, 0, queue.map(TaskQueue::sid),
                task.priority));
    }

    /**
     * The next target of the filter, else the first of the next filter below that matches. The default filter comes
     * next only where the last target was skipped.
     */
    void next(Task task, boolean skipped) {
        Plan plan = task.plan.orElseThrow();
        Cause cause = skipped ? Cause.SKIPPED : Cause.TIMEOUT;
        if (task.filter >= 0) {
            if (task.target + 1 < plan.document.filters().get(task.filter).targets().size()) {
                route(task, cause, plan, task.filter, task.target + 1);
                return;
            }
            int filter = matching(plan.document, task.filter + 1, task);
            if (filter >= 0) {
                route(task, cause, plan, filter, 0);
                return;
            }
            if (skipped && plan.document.defaultFilter().isPresent()) {
                route(task, cause, plan, Task.DEFAULT_FILTER, 0);
                return;
            }
        }
        leave(task, skipped);
    }

    /** True when the task may go on without waiting in its target. */
    boolean skips(Task task) {
        Optional<Expr> skip = task.matchedTarget().flatMap(WorkflowDocument.Target::skipIf);
        return skip.isPresent() && skip.get().matches(
                new PoolFacts(task.queue.orElseThrow().pool, workspace.activities));
    }

    private int matching(WorkflowDocument document, int from, Task task) {
        Facts facts = new TaskFacts(task, workspace.floor.fields(task), transaction.now());
        for (int i = from; i < document.filters().size(); i++) {
            if (document.filters().get(i).expression().matches(facts)) {
                return i;
            }
        }
        return -1;
    }

    private void route(Task task, Cause cause, Plan plan, int filter, int index) {
        WorkflowDocument.Target target = plan.target(filter, index);
        TaskQueue queue = plan.ask(filter, index).queue(workspace, target);
        workspace.queues.expect(queue.sid.value(), queue);
        transaction.emit(new Event.TaskRouted(task.sid, cause, filter, index, Optional.of(queue.sid),
                target.priority().orElse(task.priority)));
    }

    private void leave(Task task, boolean skipped) {
        transaction.emit(new Event.TaskLeftWorkflow(task.sid, skipped));
        cancel(task, skipped ? "Workflow skipped" : "Workflow timeout");
    }

    /** Cancels a task that nobody accepted, and what it is offered by. */
    void cancel(Task task, String reason) {
        transaction.emit(new Event.TaskCanceled(task.sid, reason));
        for (Reservation reservation : List.copyOf(task.offers)) {
            if (reservation.status.isOpen()) {
                transaction.emit(new Event.ReservationCanceled(reservation.sid, reason));
                restore(reservation);
            }
        }
    }

    /** Single-task mode: a worker whose offer came to nothing goes back to what it did before. */
    void restore(Reservation reservation) {
        Worker worker = reservation.worker;
        boolean moved = !workspace.multiTask() && reservation.task.queue
                .flatMap(queue -> queue.settings.reservationActivity())
                .filter(worker.activity.sid::equals).isPresent();
        if (moved) {
            reservation.activityBefore.flatMap(workspace::activity)
                    .ifPresent(before -> move(worker, before));
        }
    }

    void move(Worker worker, Activity activity) {
        if (worker.activity != activity) {
            transaction.emit(new Event.WorkerActivityUpdated(worker.sid, activity.sid));
        }
    }
}
