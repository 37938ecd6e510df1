package io.strowger.work.core;

import static io.strowger.work.core.Checks.found;
import static io.strowger.work.core.Checks.refuse;

import java.util.List;
import java.util.Optional;

/** Commands about reservations, and what their end means for the task. */
final class ReservationRules {
    private final Workspace workspace;
    private final Transaction transaction;
    private final Escalation escalation;
    private final Checks checks;

    ReservationRules(Workspace workspace, Transaction transaction, Escalation escalation) {
        this.workspace = workspace;
        this.transaction = transaction;
        this.escalation = escalation;
        this.checks = new Checks(workspace);
    }

    void handle(Command.UpdateReservation command) {
        Reservation reservation = found(workspace.reservation(command.sid()), command.sid());
        Checks.version(command.ifMatch(), reservation.version);
        mayBecome(reservation, command.status());
        command.workerActivity().ifPresent(sid -> checks.activity("WorkerActivitySid", sid));
        switch (command.status()) {
            case ACCEPTED -> accept(reservation, command);
            case REJECTED -> reject(reservation, command);
            case WRAPPING -> {
                transaction.emit(new Event.ReservationWrapping(reservation.sid));
                if (reservation.task.status == TaskStatus.ASSIGNED) {
                    transaction.emit(new Event.TaskWrapping(reservation.task.sid, Optional.empty()));
                }
            }
            case COMPLETED -> {
                complete(reservation);
                workspace.tasks.expect(reservation.task.sid.value(), reservation.task);
                transaction.emit(new Event.TaskCompleted(reservation.task.sid, Optional.empty()));
            }
            case PENDING, TIMEOUT, CANCELED, RESCINDED -> throw new IllegalStateException("refused before");
        }
    }

    private static void mayBecome(Reservation reservation, ReservationStatus wanted) {
        ReservationStatus now = reservation.status;
        String sentence = "Reservation " + reservation.sid + " cannot become " + wanted.word()
                + " because it is in state " + now.word();
        refuse(now == ReservationStatus.TIMEOUT || now == ReservationStatus.RESCINDED
                || now == ReservationStatus.CANCELED, Refusal.gone(sentence));
        boolean may = switch (wanted) {
            case ACCEPTED, REJECTED -> now == ReservationStatus.PENDING;
            case WRAPPING -> now == ReservationStatus.ACCEPTED;
            case COMPLETED -> now.isTaken();
            case PENDING, TIMEOUT, CANCELED, RESCINDED -> false;
        };
        refuse(!may, Refusal.invalid("ReservationStatus: " + sentence));
    }

    private void accept(Reservation reservation, Command.UpdateReservation command) {
        Task task = reservation.task;
        transaction.emit(new Event.ReservationAccepted(reservation.sid, command.workerActivity()));
        for (Reservation other : List.copyOf(task.offers)) {
            if (other.status == ReservationStatus.PENDING) {
                transaction.emit(new Event.ReservationRescinded(other.sid));
                escalation.restore(other);
            }
        }
        if (!workspace.multiTask()) {
            task.queue.flatMap(queue -> queue.settings.assignmentActivity()).flatMap(workspace::activity)
                    .ifPresent(activity -> escalation.move(reservation.worker, activity));
        }
    }

    private void reject(Reservation reservation, Command.UpdateReservation command) {
        transaction.emit(new Event.ReservationRejected(reservation.sid));
        if (command.workerActivity().isPresent()) {
            escalation.move(reservation.worker, workspace.need(command.workerActivity().get()));
        } else {
            escalation.restore(reservation);
        }
        ended(reservation);
    }

    void handle(Command.FailReservation command) {
        Reservation reservation = found(workspace.reservation(command.sid()), command.sid());
        refuse(reservation.status != ReservationStatus.PENDING, Refusal.gone("Reservation " + reservation.sid
                + " cannot fail because it is in state " + reservation.status.word()));
        transaction.emit(new Event.ReservationFailed(reservation.sid, command.reason()));
        escalation.restore(reservation);
        ended(reservation);
    }

    /** Nobody answered in time: the worker goes to the timeout activity. */
    void timeout(Reservation reservation) {
        transaction.emit(new Event.ReservationTimedOut(reservation.sid));
        workspace.activity(workspace.settings.timeoutActivity())
                .ifPresent(activity -> escalation.move(reservation.worker, activity));
        ended(reservation);
    }

    /** The worker is done, and goes where it was to go then. */
    void complete(Reservation reservation) {
        transaction.emit(new Event.ReservationCompleted(reservation.sid));
        reservation.postWorkActivity.flatMap(workspace::activity)
                .ifPresent(after -> escalation.move(reservation.worker, after));
    }

    /** An offer came to nothing: the task may have been offered often enough, or have to move on. */
    void ended(Reservation reservation) {
        Task task = reservation.task;
        if (task.status == TaskStatus.PENDING) {
            if (task.assignments >= workspace.limits.assignments()) {
                escalation.cancel(task, "Assignment count limit");
            } else if (task.targetExpired) {
                escalation.next(task, false);
            }
        }
    }
}
