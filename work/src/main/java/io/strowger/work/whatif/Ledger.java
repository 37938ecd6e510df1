package io.strowger.work.whatif;

import io.strowger.work.core.Decision;
import io.strowger.work.core.Event;
import io.strowger.work.core.Projection;
import io.strowger.work.core.Recorded;
import io.strowger.work.core.Reservation;
import io.strowger.work.core.Task;
import io.strowger.work.core.TaskQueue;
import io.strowger.work.core.Worker;
import io.strowger.work.core.Workspace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.HashMap;
import java.util.Set;
import java.util.TreeMap;

/** Counts what {@link Figures} tell, the same for a record and for a run. One strand. */
final class Ledger implements Projection {
    private static final String TASK_TIMEOUT = "Task timeout";
    private static final String ASSIGNMENT_LIMIT = "Assignment count limit";

    private final long levelMillis;
    private final Map<String, Entry> entries = new HashMap<>();
    private final Map<String, Seat> seats = new TreeMap<>();
    private final Map<String, Page> pages = new TreeMap<>();
    private final Page total = new Page("");
    private boolean open;
    private String leftWorkflow = "";

    /** A task on its way. */
    private static final class Entry {
        final long createdMillis;
        String queue = "";
        boolean placed;
        long acceptedMillis = -1;

        Entry(long createdMillis) {
            this.createdMillis = createdMillis;
        }
    }

    /** A worker's time. */
    private static final class Seat {
        boolean available;
        int taken;
        long sinceMillis;
        long atHandMillis;
        long busyMillis;
        boolean gone;
        /** Of one who is gone: the queues at that time. */
        final Set<String> queues = new LinkedHashSet<>();

        void pass(long now) {
            if (!gone) {
                atHandMillis += available || taken > 0 ? now - sinceMillis : 0;
                busyMillis += taken > 0 ? now - sinceMillis : 0;
            }
            sinceMillis = now;
        }
    }

    /** Counts of one queue. */
    private static final class Page {
        final String sid;
        String name = "";
        long offered;
        long handled;
        long inTime;
        long abandoned;
        long canceled;
        long waiting;
        long moved;
        long offers;
        long declined;
        long unanswered;
        final Sample waits = new Sample();
        final Sample work = new Sample();

        Page(String sid) {
            this.sid = sid;
        }

        Figures.Line line(double busy) {
            return new Figures.Line(sid, name, offered, handled, inTime, abandoned, canceled, waiting, moved, offers,
                    declined, unanswered, Figures.Wait.of(waits), work.meanMillis(), busy);
        }
    }

    Ledger(Duration serviceLevel) {
        this.levelMillis = serviceLevel.toMillis();
    }

    /** From now on everything counts. */
    void begin(Workspace workspace, Instant at) {
        open = true;
        workspace.workers().all().forEach(worker -> {
            Seat seat = new Seat();
            seat.available = worker.activity().isAvailable();
            seat.taken = (int) worker.reservations().stream().filter(one -> one.status().isTaken()).count();
            seat.sinceMillis = at.toEpochMilli();
            seats.put(worker.sid().value(), seat);
        });
    }

    /** The figures, as of that moment. */
    Figures end(Workspace workspace, Instant at) {
        seats.values().forEach(seat -> seat.pass(at.toEpochMilli()));
        entries.values().stream().filter(entry -> entry.acceptedMillis < 0).forEach(entry -> {
            total.waiting++;
            if (entry.placed) {
                page(entry).waiting++;
            }
        });
        List<Figures.Line> lines = new ArrayList<>();
        pages.values().forEach(page -> lines.add(page.line(busy(workspace, page.sid))));
        return new Figures(total.line(share(seats.values().stream().toList())), lines);
    }

    private double busy(Workspace workspace, String queue) {
        List<Seat> own = new ArrayList<>();
        seats.forEach((sid, seat) -> {
            boolean member = seat.gone ? seat.queues.contains(queue) : workspace.queues().find(queue)
                    .filter(found -> workspace.workers().find(sid).filter(found::has).isPresent()).isPresent();
            if (member) {
                own.add(seat);
            }
        });
        return share(own);
    }

    private static double share(List<Seat> seats) {
        long atHand = seats.stream().mapToLong(seat -> seat.atHandMillis).sum();
        return atHand == 0 ? 0 : (double) seats.stream().mapToLong(seat -> seat.busyMillis).sum() / atHand;
    }

    @Override
    public void before(Workspace workspace, Recorded recorded) {
        if (!open) {
            return;
        }
        switch (recorded.event()) {
            case Event.TaskLeftWorkflow left -> leftWorkflow = left.sid().value();
            case Event.TaskCanceled canceled -> canceled(workspace, canceled, recorded.at());
            case Event.TaskDeleted deleted -> deleted(deleted.sid().value(), recorded.at().toEpochMilli());
            case Event.WorkerDeleted deleted -> gone(workspace, deleted, recorded.at().toEpochMilli());
            case Event.TaskRouted routed -> {
                if (routed.cause() == Event.Cause.TIMEOUT || routed.cause() == Event.Cause.SKIPPED) {
                    moved(routed.sid().value());
                }
            }
            default -> { }
        }
    }

    private void canceled(Workspace workspace, Event.TaskCanceled canceled, Instant at) {
        Task task = workspace.task(canceled.sid()).orElseThrow();
        Entry entry = entries.remove(canceled.sid().value());
        if (entry == null) {
            return;
        }
        boolean ours = leftWorkflow.equals(canceled.sid().value())
                || canceled.reason().equals(TASK_TIMEOUT) && !at.isBefore(task.created().plus(task.timeout()))
                || canceled.reason().equals(ASSIGNMENT_LIMIT)
                        && task.assignments() >= workspace.limits().assignments();
        total.canceled += ours ? 1 : 0;
        total.abandoned += ours ? 0 : 1;
        if (entry.placed) {
            page(entry).canceled += ours ? 1 : 0;
            page(entry).abandoned += ours ? 0 : 1;
        }
    }

    private void deleted(String task, long now) {
        Entry entry = entries.remove(task);
        if (entry != null && entry.acceptedMillis >= 0) {
            worked(entry, now);
        } else if (entry != null) {
            total.abandoned++;
            page(entry).abandoned++;
        }
    }

    private void worked(Entry entry, long now) {
        total.work.add(now - entry.acceptedMillis);
        page(entry).work.add(now - entry.acceptedMillis);
    }

    private void moved(String task) {
        Entry entry = entries.get(task);
        if (entry != null) {
            total.moved++;
            page(entry).moved++;
        }
    }

    private Page page(Entry entry) {
        return pages.computeIfAbsent(entry.queue, Page::new);
    }

    private void gone(Workspace workspace, Event.WorkerDeleted deleted, long now) {
        Seat seat = seats.get(deleted.sid().value());
        Worker worker = workspace.worker(deleted.sid()).orElseThrow();
        workspace.queues().all().stream().filter(queue -> queue.has(worker)).map(TaskQueue::sid)
                .forEach(queue -> seat.queues.add(queue.value()));
        seat.pass(now);
        seat.gone = true;
    }

    @Override
    public void after(Workspace workspace, Recorded recorded, List<Decision> decisions) {
        if (!open) {
            return;
        }
        long now = recorded.at().toEpochMilli();
        switch (recorded.event()) {
            case Event.TaskCreated created -> {
                entries.put(created.sid().value(), new Entry(now));
                total.offered++;
            }
            case Event.TaskRouted routed -> routed(workspace, routed);
            case Event.TaskCompleted completed -> {
                Entry entry = entries.remove(completed.sid().value());
                if (entry != null && entry.acceptedMillis >= 0) {
                    worked(entry, now);
                }
            }
            case Event.ReservationCreated made -> count(made.task().value(), page -> page.offers++);
            case Event.ReservationAccepted accepted ->
                    accepted(workspace.reservation(accepted.sid()).orElseThrow(), now);
            case Event.ReservationCompleted completed ->
                    taken(workspace.reservation(completed.sid()).orElseThrow().worker(), -1, now);
            case Event.ReservationRejected rejected -> count(task(workspace.reservation(rejected.sid())
                    .orElseThrow()), page -> page.declined++);
            case Event.ReservationFailed failed -> count(task(workspace.reservation(failed.sid()).orElseThrow()),
                    page -> page.declined++);
            case Event.ReservationTimedOut silent -> count(task(workspace.reservation(silent.sid()).orElseThrow()),
                    page -> page.unanswered++);
            case Event.WorkerCreated created -> seat(workspace.worker(created.sid()).orElseThrow(), now);
            case Event.WorkerActivityUpdated moved -> seat(workspace.worker(moved.sid()).orElseThrow(), now);
            default -> { }
        }
    }

    private static String task(Reservation reservation) {
        return reservation.task().sid().value();
    }

    private void count(String task, java.util.function.Consumer<Page> how) {
        Entry entry = entries.get(task);
        if (entry != null) {
            how.accept(total);
            how.accept(page(entry));
        }
    }

    private void seat(Worker worker, long now) {
        Seat seat = seats.computeIfAbsent(worker.sid().value(), sid -> new Seat());
        seat.pass(now);
        seat.available = worker.activity().isAvailable();
    }

    private void taken(Worker worker, int more, long now) {
        Seat seat = seats.computeIfAbsent(worker.sid().value(), sid -> new Seat());
        seat.pass(now);
        seat.taken += more;
    }

    private void routed(Workspace workspace, Event.TaskRouted routed) {
        Entry entry = entries.get(routed.sid().value());
        if (entry == null) {
            return;
        }
        String queue = routed.queue().map(Object::toString).orElse("");
        if (!entry.placed || !entry.queue.equals(queue)) {
            entry.queue = queue;
            entry.placed = true;
            Page page = page(entry);
            page.offered++;
            page.name = workspace.queues().find(queue).map(found -> found.settings().friendlyName())
                    .orElse("(no queue)");
        }
    }

    private void accepted(Reservation reservation, long now) {
        taken(reservation.worker(), 1, now);
        Entry entry = entries.get(task(reservation));
        if (entry == null) {
            return;
        }
        entry.acceptedMillis = now;
        long wait = now - entry.createdMillis;
        for (Page page : List.of(total, page(entry))) {
            page.handled++;
            page.inTime += wait <= levelMillis ? 1 : 0;
            page.waits.add(wait);
        }
    }
}
