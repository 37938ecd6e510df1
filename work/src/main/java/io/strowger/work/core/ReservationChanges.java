package io.strowger.work.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Applies events about reservations, with what they mean for task and worker. Takes no decision. */
final class ReservationChanges {
    private final Workspace workspace;
    private final Floor floor;

    ReservationChanges(Workspace workspace) {
        this.workspace = workspace;
        this.floor = workspace.floor;
    }

    List<Decision> apply(Event.ReservationCreated event, long sequence, long now) {
        Task task = workspace.need(event.task());
        Worker worker = workspace.need(event.worker());
        Reservation reservation = new Reservation(event.sid(), sequence, task, worker, now);
        reservation.activityBefore = Optional.of(worker.activity.sid);
        workspace.reservations.put(event.sid().value(), reservation);
        floor.unplace(task);
        task.offers.add(reservation);
        task.openOffers++;
        worker.reservations.add(reservation);
        worker.version++;
        occupy(reservation, 1, now);
        worker.on(task.channel).reservedMillis = now;
        if (task.status == TaskStatus.PENDING) {
            TaskChanges.change(task, now);
            task.status = TaskStatus.RESERVED;
            task.assignments++;
            task.queue.ifPresent(queue -> queue.reserved.put(task.number, task));
        }
        workspace.timers.set(reservation.deadline, now + task.workflow
                .map(workflow -> workflow.settings.taskReservationTimeout())
                .orElse(WorkflowSettings.DEFAULT_RESERVATION_TIMEOUT).toMillis());
        floor.unseat(worker);
        floor.place(task);
        List<Decision> decisions = new ArrayList<>(2);
        decisions.add(new Decision.Offer(reservation.sid, task.sid, worker.sid));
        task.workflow.ifPresent(workflow -> workflow.settings.assignmentCallbackUrl().ifPresent(url ->
                decisions.add(new Decision.AssignmentCallback(reservation.sid, task.sid, worker.sid, workflow.sid,
                        task.queue.map(TaskQueue::sid), url, workflow.settings.fallbackAssignmentCallbackUrl()))));
        return decisions;
    }

    private static void occupy(Reservation reservation, int by, long now) {
        WorkerChannel share = reservation.worker.on(reservation.task.channel);
        share.assigned += by;
        share.touchedMillis = now;
        reservation.worker.open += by;
        reservation.worker.touchedMillis = now;
    }

    List<Decision> apply(Event.ReservationAccepted event, long now) {
        Reservation reservation = change(workspace.need(event.sid()), ReservationStatus.ACCEPTED, now);
        workspace.timers.clear(reservation.deadline);
        reservation.postWorkActivity = event.postWorkActivity();
        Task task = TaskChanges.change(reservation.task, now);
        floor.unplace(task);
        task.status = TaskStatus.ASSIGNED;
        task.queue.ifPresent(queue -> queue.reserved.remove(task.number));
        if (task.targetTime != null) {
            workspace.timers.clear(task.targetTime);
        }
        workspace.timers.clear(task.life);
        task.life.kind = Alarm.Kind.ASSIGNED;
        workspace.timers.set(task.life, now + workspace.limits.assignedLife().toMillis());
        return List.of(new Decision.Connect(reservation.sid, task.sid, reservation.worker.sid));
    }

    List<Decision> apply(Event.ReservationRejected event, long now) {
        return withdraw(end(workspace.need(event.sid()), ReservationStatus.REJECTED, Optional.empty(), now));
    }

    List<Decision> apply(Event.ReservationTimedOut event, long now) {
        return withdraw(end(workspace.need(event.sid()), ReservationStatus.TIMEOUT, Optional.empty(), now));
    }

    List<Decision> apply(Event.ReservationCanceled event, long now) {
        return withdraw(end(workspace.need(event.sid()), ReservationStatus.CANCELED, Optional.of(event.reason()),
                now));
    }

    List<Decision> apply(Event.ReservationRescinded event, long now) {
        return withdraw(end(workspace.need(event.sid()), ReservationStatus.RESCINDED, Optional.empty(), now));
    }

    List<Decision> apply(Event.ReservationFailed event, long now) {
        return withdraw(end(workspace.need(event.sid()), ReservationStatus.CANCELED, Optional.of(event.reason()),
                now));
    }

    void apply(Event.ReservationWrapping event, long now) {
        change(workspace.need(event.sid()), ReservationStatus.WRAPPING, now);
    }

    void apply(Event.ReservationCompleted event, long now) {
        end(workspace.need(event.sid()), ReservationStatus.COMPLETED, Optional.empty(), now);
    }

    private static List<Decision> withdraw(Reservation reservation) {
        return List.of(new Decision.Withdraw(reservation.sid, reservation.task.sid, reservation.worker.sid,
                reservation.status));
    }

    /** The reservation no longer counts; the task waits again when none is left. */
    private Reservation end(Reservation reservation, ReservationStatus status, Optional<String> reason, long now) {
        change(reservation, status, now);
        reservation.reason = reason;
        workspace.timers.clear(reservation.deadline);
        Task task = reservation.task;
        if (task.status == TaskStatus.RESERVED) {
            floor.unplace(task);
        }
        task.openOffers--;
        occupy(reservation, -1, now);
        if (task.status == TaskStatus.RESERVED) {
            if (task.openOffers == 0) {
                TaskChanges.change(task, now);
                task.status = TaskStatus.PENDING;
                task.queue.ifPresent(queue -> queue.reserved.remove(task.number));
            }
            floor.place(task);
        }
        floor.touch(reservation.worker);
        return reservation;
    }

    private static Reservation change(Reservation reservation, ReservationStatus status, long now) {
        reservation.status = status;
        reservation.version++;
        reservation.updatedMillis = now;
        return reservation;
    }
}
