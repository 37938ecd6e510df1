package io.strowger.work.core;

import static io.strowger.work.core.Checks.found;
import static io.strowger.work.core.Checks.refuse;

import java.util.List;

/** Commands about workers. */
final class WorkerRules {
    private final Workspace workspace;
    private final Transaction transaction;
    private final Escalation escalation;
    private final ReservationRules reservations;
    private final Checks checks;

    WorkerRules(Workspace workspace, Transaction transaction, Escalation escalation, ReservationRules reservations) {
        this.workspace = workspace;
        this.transaction = transaction;
        this.escalation = escalation;
        this.reservations = reservations;
        this.checks = new Checks(workspace);
    }

    void handle(Command.CreateWorker command) {
        Checks.unused(workspace.workers, command.sid());
        checks.name(command.friendlyName());
        refuse(workspace.workerNamed(command.friendlyName()).isPresent(), taken(command.friendlyName()));
        checks.attributes(command.attributes());
        Activity activity = checks.activity("ActivitySid",
                command.activity().orElse(workspace.settings.defaultActivity()));
        Checks.room("workers", workspace.workers.size(), workspace.limits.workers());
        transaction.emit(new Event.WorkerCreated(command.sid(), command.friendlyName(), activity.sid,
                command.attributes()));
    }

    private static Refusal taken(String name) {
        return Refusal.conflict("There is a worker with FriendlyName " + name + " already");
    }

    void handle(Command.UpdateWorker command) {
        Worker worker = found(workspace.worker(command.sid()), command.sid());
        Checks.version(command.ifMatch(), worker.version);
        command.friendlyName().ifPresent(checks::name);
        refuse(command.friendlyName().flatMap(workspace::workerNamed).filter(other -> other != worker).isPresent(),
                taken(command.friendlyName().orElse("")));
        command.attributes().ifPresent(checks::attributes);
        command.activity().ifPresent(sid -> checks.activity("ActivitySid", sid));
        refuse(command.rejectPendingReservations()
                        && command.activity().map(workspace::need).filter(to -> !to.available).isEmpty(),
                Refusal.invalid("RejectPendingReservations goes only with an ActivitySid that is not available"));
        command.friendlyName().filter(name -> !name.equals(worker.friendlyName))
                .ifPresent(name -> transaction.emit(new Event.WorkerRenamed(worker.sid, name)));
        command.attributes().filter(text -> !text.equals(worker.attributes))
                .ifPresent(text -> transaction.emit(new Event.WorkerAttributesUpdated(worker.sid, text)));
        command.activity().map(workspace::need).ifPresent(to -> escalation.move(worker, to));
        if (command.rejectPendingReservations()) {
            for (Reservation reservation : List.copyOf(worker.reservations)) {
                if (reservation.status == ReservationStatus.PENDING) {
                    transaction.emit(new Event.ReservationRejected(reservation.sid));
                    reservations.ended(reservation);
                }
            }
        }
    }

    void handle(Command.UpdateWorkerChannel command) {
        Worker worker = found(workspace.worker(command.worker()), command.worker());
        WorkerChannel share = found(workspace.channel(command.channel().value()).flatMap(worker::channel),
                command.channel());
        int most = workspace.limits.channelCapacity();
        refuse(command.capacity().isPresent()
                        && (command.capacity().getAsInt() < 0 || command.capacity().getAsInt() > most),
                Refusal.invalid("Capacity is not from 0 to " + most));
        if (command.capacity().orElse(share.capacity) != share.capacity) {
            transaction.emit(new Event.WorkerCapacityUpdated(worker.sid, share.channel.sid,
                    command.capacity().getAsInt()));
        }
        if (command.available().orElse(share.available) != share.available) {
            transaction.emit(new Event.WorkerChannelAvailabilityUpdated(worker.sid, share.channel.sid,
                    command.available().get()));
        }
    }

    void handle(Command.DeleteWorker command) {
        Worker worker = found(workspace.worker(command.sid()), command.sid());
        Checks.version(command.ifMatch(), worker.version);
        refuse(worker.activity.available, Refusal.conflict("Worker " + worker.sid
                + " is in an available activity; move it to another one first"));
        refuse(worker.open > 0, Refusal.conflict("Worker " + worker.sid + " has " + worker.open
                + " open reservations"));
        transaction.emit(new Event.WorkerDeleted(worker.sid));
    }
}
