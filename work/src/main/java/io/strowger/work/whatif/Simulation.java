package io.strowger.work.whatif;

import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.ReservationSid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.work.core.Command;
import io.strowger.work.core.Event;
import io.strowger.work.core.Outcome;
import io.strowger.work.core.Recorded;
import io.strowger.work.core.Refusal;
import io.strowger.work.core.Reservation;
import io.strowger.work.core.ReservationStatus;
import io.strowger.work.core.Router;
import io.strowger.work.core.RoutingLimits;
import io.strowger.work.core.Task;
import io.strowger.work.core.TaskStatus;
import io.strowger.work.core.Workspace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.function.Consumer;

/**
 * Runs a stretch of work in virtual time: the router of the product decides, callers and workers act as their behaviour
 * says. One strand.
 */
final class Simulation {
    private static final long TRY_AGAIN = 10_000;
    private static final int NOTES = 20;

    private final Workspace workspace;
    private final Router router;
    private final Behaviour behaviour;
    private final Ledger ledger;
    private final Span span;
    private final long mostEvents;
    private final Consumer<List<Recorded>> journal;
    private final PriorityQueue<Planned> planned = new PriorityQueue<>();
    private final List<String> notes = new ArrayList<>();
    private long order;
    private long events;
    private long refused;

    /** What somebody is going to do. */
    private sealed interface Deed {
        /** Whoever waits gives up. */
        record Leave(TaskSid task, Leaving leaving) implements Deed {}

        /** A task's own document comes, or comes not. */
        record Document(TaskSid task, Optional<String> configuration) implements Deed {}

        /** The worker answers an offer. */
        record Respond(ReservationSid reservation, Offered offered) implements Deed {}

        /** The work is over but for the finishing up. */
        record Wrap(ReservationSid reservation) implements Deed {}

        /** The work is over. */
        record Complete(ReservationSid reservation) implements Deed {}

        /** A worker comes back. */
        record Come(WorkerSid worker, ActivitySid activity) implements Deed {}

        /** Something from outside that did not go the first time. */
        record Again(Command command) implements Deed {}
    }

    private record Planned(long atMillis, long order, Deed deed) implements Comparable<Planned> {
        @Override
        public int compareTo(Planned other) {
            return atMillis != other.atMillis ? Long.compare(atMillis, other.atMillis)
                    : Long.compare(order, other.order);
        }
    }

    /**
     * A run that has not begun.
     *
     * @param journal gets all that happens
     */
    Simulation(Course course, Behaviour behaviour, Ledger ledger, RoutingLimits limits, long mostEvents,
            Consumer<List<Recorded>> journal) {
        this.workspace = Workspace.restore(course.start(), limits);
        this.behaviour = behaviour;
        this.ledger = ledger;
        this.span = course.span();
        this.mostEvents = mostEvents;
        this.journal = journal;
        // the sequence of the event that comes next: counted on when such a run is recorded and run again
        this.router = Router.open(workspace, prefix -> prefix + "%032x".formatted(workspace.sequence() + 1),
                List.of(ledger));
    }

    Workspace workspace() {
        return workspace;
    }

    long events() {
        return events;
    }

    /** What could not be done as it was recorded. */
    List<String> notes() {
        List<String> all = new ArrayList<>(notes);
        if (refused > notes.size()) {
            all.add("and " + (refused - notes.size()) + " more commands from outside that were refused");
        }
        return all;
    }

    /** Does something at the very beginning; a refusal is the caller's. */
    Optional<Refusal> change(Command command) {
        return handle(command, span.from().toEpochMilli()).refusal();
    }

    /** Plans what was under way at the beginning, and begins to count. Comes before any change. */
    void begin() {
        ledger.begin(workspace, span.from());
        for (Task task : workspace.tasks().all()) {
            if (task.status().isOpen()) {
                planLeave(task);
                if (task.awaitsDocument()) {
                    planDocument(task);
                }
            }
        }
        List<Reservation> open = workspace.reservations().all().stream()
                .filter(one -> one.status().isOpen()).toList();
        for (Reservation reservation : open) {
            if (reservation.status() == ReservationStatus.PENDING) {
                planAnswer(reservation, reservation.created().toEpochMilli());
            } else {
                planWork(reservation, reservation.updated().toEpochMilli(),
                        reservation.status() == ReservationStatus.WRAPPING);
            }
        }
    }

    /** Runs to the end of the stretch; gives the figures. */
    Figures run(List<Outside> outside) {
        long end = span.to().toEpochMilli();
        int next = 0;
        while (true) {
            long given = next < outside.size() ? outside.get(next).atMillis() : Long.MAX_VALUE;
            long deed = planned.isEmpty() ? Long.MAX_VALUE : planned.peek().atMillis();
            long timer = workspace.nextDeadline().map(Instant::toEpochMilli).orElse(Long.MAX_VALUE);
            long now = Math.min(timer, Math.min(given, deed));
            if (now >= end) {
                return ledger.end(workspace, span.to());
            }
            if (timer == now) {
                handle(new Command.Tick(), now);
            } else if (given == now) {
                outside(outside.get(next++).command(), now);
            } else {
                act(planned.poll().deed(), now);
            }
        }
    }

    private Outcome handle(Command command, long now) {
        Outcome outcome = router.handle(command, Instant.ofEpochMilli(now));
        events += outcome.steps().size();
        if (events > mostEvents) {
            throw WhatIfFailure.tooLong(mostEvents);
        }
        if (!outcome.steps().isEmpty()) {
            journal.accept(outcome.events());
            outcome.steps().forEach(step -> plan(step.recorded()));
        }
        return outcome;
    }

    private void outside(Command command, long now) {
        Optional<Refusal> refusal = handle(command, now).refusal();
        if (refusal.isEmpty()) {
            return;
        }
        if (command instanceof Command.UpdateTask update) {
            if (update.taskChannel().isPresent()) { // it is on offer here: it stays on its channel
                handle(new Command.UpdateTask(update.sid(), update.ifMatch(), update.attributes(), update.priority(),
                        update.virtualStartTime(), update.assignmentStatus(), update.reason()), now);
            }
            return; // or it went another way here, and is over already
        }
        if (command instanceof Command.DeleteWorker) {
            plan(now + TRY_AGAIN, new Deed.Again(command)); // has work to finish that it did not have then
            return;
        }
        refused++;
        if (notes.size() < NOTES) {
            notes.add(command.getClass().getSimpleName() + " of the record was refused: "
                    + refusal.get().message());
        }
    }

    private void plan(long at, Deed deed) {
        planned.add(new Planned(Math.max(at, span.from().toEpochMilli()), order++, deed));
    }

    private void plan(Recorded recorded) {
        long now = recorded.at().toEpochMilli();
        switch (recorded.event()) {
            case Event.TaskCreated created -> workspace.task(created.sid()).ifPresent(this::planLeave);
            case Event.TaskDocumentSought sought -> workspace.task(sought.sid()).ifPresent(this::planDocument);
            case Event.ReservationCreated made ->
                    workspace.reservation(made.sid()).ifPresent(one -> planAnswer(one, now));
            case Event.ReservationAccepted accepted ->
                    workspace.reservation(accepted.sid()).ifPresent(one -> planWork(one, now, false));
            case Event.ReservationTimedOut silent ->
                    workspace.reservation(silent.sid()).ifPresent(one -> planReturn(one, now));
            default -> { } // the others ask nothing of callers and workers
        }
    }

    private void planLeave(Task task) {
        Leaving leaving = behaviour.leaving(task);
        if (leaving.afterMillis() != Long.MAX_VALUE) {
            plan(task.created().toEpochMilli() + leaving.afterMillis(), new Deed.Leave(task.sid(), leaving));
        }
    }

    private void planDocument(Task task) {
        Fetched fetched = behaviour.document(task);
        if (fetched != Fetched.NEVER) {
            plan(task.created().toEpochMilli() + fetched.afterMillis(),
                    new Deed.Document(task.sid(), fetched.configuration()));
        }
    }

    private static int turn(Reservation reservation) {
        return reservation.task().reservations().indexOf(reservation);
    }

    private void planAnswer(Reservation reservation, long madeMillis) {
        Offered offered = behaviour.offered(reservation.task(), turn(reservation));
        if (offered.answer() != Offered.Answer.SILENT) {
            plan(madeMillis + offered.afterMillis(), new Deed.Respond(reservation.sid(), offered));
        }
    }

    private void planWork(Reservation reservation, long sinceMillis, boolean wrapping) {
        Handling handling = behaviour.handling(reservation.task());
        if (handling.wrapMillis() >= 0 && !wrapping) {
            plan(sinceMillis + handling.talkMillis(), new Deed.Wrap(reservation.sid()));
        }
        plan(sinceMillis + handling.totalMillis(), new Deed.Complete(reservation.sid()));
    }

    private void planReturn(Reservation reservation, long now) {
        behaviour.back(reservation.task(), turn(reservation)).ifPresent(back ->
                plan(now + back.afterMillis(), new Deed.Come(reservation.worker().sid(), back.activity())));
    }

    private void act(Deed deed, long now) {
        switch (deed) {
            case Deed.Leave leave -> workspace.task(leave.task()).filter(task -> task.status().isOpen())
                    .ifPresent(task -> handle(leave.leaving().deletes()
                            ? new Command.DeleteTask(leave.task(), OptionalInt.empty())
                            : Command.UpdateTask.to(leave.task(), TaskStatus.CANCELED, leave.leaving().reason()),
                            now));
            case Deed.Document document -> workspace.task(document.task()).filter(Task::awaitsDocument)
                    .ifPresent(task -> documented(document, now));
            case Deed.Respond answer -> found(answer.reservation(), ReservationStatus.PENDING)
                    .ifPresent(reservation -> respond(reservation, answer.offered(), now));
            case Deed.Wrap wrap -> found(wrap.reservation(), ReservationStatus.ACCEPTED).ifPresent(reservation ->
                    handle(Command.UpdateReservation.to(wrap.reservation(), ReservationStatus.WRAPPING), now));
            case Deed.Complete complete -> workspace.reservation(complete.reservation())
                    .filter(reservation -> reservation.status().isTaken()).ifPresent(reservation ->
                            handle(Command.UpdateReservation.to(complete.reservation(),
                                    ReservationStatus.COMPLETED), now));
            case Deed.Come come -> workspace.worker(come.worker()).filter(worker ->
                            worker.activity().sid().equals(workspace.settings().timeoutActivity()))
                    .ifPresent(worker -> handle(new Command.UpdateWorker(come.worker(), OptionalInt.empty(),
                            Optional.empty(), Optional.empty(), Optional.of(come.activity()), false), now));
            case Deed.Again again -> outside(again.command(), now);
        }
    }

    /** A document that leads to a queue which is not there any more is none. */
    private void documented(Deed.Document document, long now) {
        if (handle(new Command.RouteTask(document.task(), document.configuration()), now).refusal().isPresent()) {
            handle(new Command.RouteTask(document.task(), Optional.empty()), now);
        }
    }

    private Optional<Reservation> found(ReservationSid sid, ReservationStatus status) {
        return workspace.reservation(sid).filter(reservation -> reservation.status() == status);
    }

    private void respond(Reservation reservation, Offered offered, long now) {
        switch (offered.answer()) {
            case ACCEPTED, OPEN -> handle(new Command.UpdateReservation(reservation.sid(), OptionalInt.empty(),
                    ReservationStatus.ACCEPTED, offered.activity()), now);
            case REJECTED -> handle(new Command.UpdateReservation(reservation.sid(), OptionalInt.empty(),
                    ReservationStatus.REJECTED, offered.activity()), now);
            case FAILED -> handle(new Command.FailReservation(reservation.sid(), "failed"), now);
            case SILENT -> { }
        }
    }
}
