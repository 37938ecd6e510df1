package io.strowger.work.core;

import java.util.List;
import java.util.Optional;

/** Applies events about tasks. Takes no decision. */
final class TaskChanges {
    private final Workspace workspace;
    private final Floor floor;

    TaskChanges(Workspace workspace) {
        this.workspace = workspace;
        this.floor = workspace.floor;
    }

    void apply(Event.TaskCreated event, long sequence, long now) {
        Task task = new Task(event, sequence, workspace.need(event.channel()),
                event.workflow().flatMap(sid -> workspace.need(sid).shared),
                event.configuration().map(workspace.ownPlans::enter), now);
        workspace.tasks.put(task.sid.value(), task);
        workspace.openTasks++;
        task.channel.openTasks++;
        task.workflow.ifPresent(workflow -> workflow.openTasks++);
        workspace.timers.set(task.life, now + task.timeoutMillis);
        if (task.ownPlan.isPresent()) {
            workspace.documented.put(task.number, task);
        }
    }

    void apply(Event.TaskDocumented event) {
        Task task = workspace.need(event.sid());
        task.ownPlan.ifPresent(workspace.ownPlans::leave);
        task.ownPlan = event.configuration().map(workspace.ownPlans::enter);
        if (task.ownPlan.isPresent()) {
            workspace.documented.put(task.number, task);
        } else {
            workspace.documented.remove(task.number);
        }
    }

    List<Decision> apply(Event.TaskRouted event, long now) {
        Task task = change(workspace.need(event.sid()), now);
        floor.unplace(task);
        boolean anew = event.cause() == Event.Cause.CREATED || event.cause() == Event.Cause.RE_EVALUATED;
        if (anew && event.filter() != Task.DIRECT) {
            task.plan.ifPresent(plan -> plan.open--);
            unfollow(task);
            task.plan = task.ownPlan.or(() -> task.workflow.flatMap(workflow -> workflow.present.shared));
            task.plan.ifPresent(plan -> {
                plan.followers++;
                plan.open++;
            });
        }
        task.filter = event.filter();
        task.target = event.target();
        enter(task, event.queue().flatMap(sid -> workspace.need(sid).shared), now);
        task.priority = event.priority();
        task.boundMillis = now;
        task.targetExpired = false;
        task.entering = true;
        setTargetTime(task, now);
        floor.ask(task);
        floor.place(task);
        floor.arrived.add(task);
        return List.of(new Decision.Waiting(task.sid, task.queue.map(TaskQueue::sid), task.priority));
    }

    private void setTargetTime(Task task, long now) {
        Optional<Integer> seconds = task.matchedTarget().flatMap(target -> target.timeout().isPresent()
                ? Optional.of(target.timeout().getAsInt()) : Optional.empty());
        if (task.targetTime != null) {
            workspace.timers.clear(task.targetTime);
        }
        if (seconds.isPresent()) {
            if (task.targetTime == null) {
                task.targetTime = new Alarm(Alarm.Kind.TARGET, task.sid.value());
            }
            workspace.timers.set(task.targetTime, now + seconds.get() * 1000L);
        }
    }

    private static void enter(Task task, Optional<TaskQueue> queue, long now) {
        if (!task.queue.equals(queue)) {
            task.queue.ifPresent(old -> old.tasks--);
            queue.ifPresent(fresh -> fresh.tasks++);
            task.queue = queue;
            task.queueMillis = now;
        }
    }

    private static void unfollow(Task task) {
        task.plan.ifPresent(plan -> {
            plan.followers--;
            task.workflow.ifPresent(workflow -> workflow.forget(plan));
        });
        task.plan = Optional.empty();
    }

    void apply(Event.TaskTargetExpired event) {
        Task task = workspace.need(event.sid());
        floor.unplace(task);
        task.targetExpired = true;
        workspace.timers.clear(task.targetTime);
        floor.place(task);
    }

    void apply(Event.TaskUpdated event, long now) {
        Task task = change(workspace.need(event.sid()), now);
        boolean moves = event.attributes().isPresent() || event.priority().isPresent()
                || event.virtualStartTime().isPresent() || event.channel().isPresent();
        if (moves) {
            floor.unplace(task);
        }
        event.channel().map(workspace::need).ifPresent(channel -> {
            task.channel.openTasks--;
            task.channel = channel;
            channel.openTasks++;
        });
        event.attributes().ifPresent(text -> task.attributes = text);
        event.priority().ifPresent(priority -> task.priority = priority);
        event.virtualStartTime().ifPresent(start -> task.virtualStartMillis = start.toEpochMilli());
        event.reason().ifPresent(reason -> task.reason = Optional.of(reason));
        if (moves && task.status.isOpen() && task.filter != Task.NOWHERE) {
            task.boundMillis = now;
            floor.ask(task);
            floor.place(task);
        }
    }

    List<Decision> apply(Event.TaskCanceled event, long now) {
        Task task = change(workspace.need(event.sid()), now);
        task.reason = Optional.of(event.reason());
        end(task, TaskStatus.CANCELED, now);
        return List.of(new Decision.TaskEnded(task.sid, TaskStatus.CANCELED, task.reason));
    }

    void apply(Event.TaskWrapping event, long now) {
        Task task = change(workspace.need(event.sid()), now);
        task.status = TaskStatus.WRAPPING;
        event.reason().ifPresent(reason -> task.reason = Optional.of(reason));
    }

    List<Decision> apply(Event.TaskCompleted event, long now) {
        Task task = change(workspace.need(event.sid()), now);
        event.reason().ifPresent(reason -> task.reason = Optional.of(reason));
        end(task, TaskStatus.COMPLETED, now);
        return List.of(new Decision.TaskEnded(task.sid, TaskStatus.COMPLETED, task.reason));
    }

    private void end(Task task, TaskStatus status, long now) {
        close(task);
        task.status = status;
        task.life.kind = Alarm.Kind.FORGET;
        workspace.timers.set(task.life, now + workspace.limits.endedLife().toMillis());
    }

    /** No longer counts as open. */
    private void close(Task task) {
        floor.unplace(task);
        if (task.ownPlan.isPresent()) {
            workspace.documented.remove(task.number);
        }
        workspace.openTasks--;
        task.channel.openTasks--;
        task.workflow.ifPresent(workflow -> workflow.openTasks--);
        task.queue.ifPresent(queue -> {
            queue.tasks--;
            queue.reserved.remove(task.number);
        });
        task.plan.ifPresent(plan -> plan.open--);
        if (task.targetTime != null) {
            workspace.timers.clear(task.targetTime);
        }
        workspace.timers.clear(task.life);
    }

    List<Decision> apply(Event.TaskDeleted event) {
        Task task = workspace.need(event.sid());
        TaskStatus last = task.status;
        if (!last.isEnded()) {
            close(task);
        }
        remove(task);
        return last.isEnded() ? List.of() : List.of(new Decision.TaskEnded(task.sid, last, Optional.empty()));
    }

    void apply(Event.TaskForgotten event) {
        remove(workspace.need(event.sid()));
    }

    private void remove(Task task) {
        task.gone = true;
        unfollow(task);
        task.ownPlan.ifPresent(workspace.ownPlans::leave);
        task.ownPlan = Optional.empty();
        workspace.timers.clear(task.life);
        workspace.tasks.remove(task.sid.value());
        for (Reservation reservation : task.offers) {
            workspace.reservations.remove(reservation.sid.value());
            reservation.worker.reservations.remove(reservation);
        }
    }

    static Task change(Task task, long now) {
        task.version++;
        task.updatedMillis = now;
        return task;
    }
}
