package io.strowger.work.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.work.core.AuditModel.A;
import io.strowger.work.core.AuditModel.C;
import io.strowger.work.core.AuditModel.R;
import io.strowger.work.core.AuditModel.Share;
import io.strowger.work.core.AuditModel.T;
import io.strowger.work.core.AuditModel.W;
import java.util.List;
import java.util.Optional;

/** Follows a journal event by event and checks each against what the documentation allows at that moment. */
final class Auditor {
    private static final long ENDED_LIFE = 5 * 60_000L;
    private static final long ASSIGNED_LIFE = 24 * 3600_000L;

    final AuditModel model = new AuditModel();
    private final boolean thorough;
    private long now;
    private boolean changed;
    long checkedReservations;
    long skipped;
    long timedOut;

    /** @param thorough looks at all pairs of tasks and workers after each transaction */
    Auditor(boolean thorough) {
        this.thorough = thorough;
    }

    /** Takes in what one command made happen, then looks at the whole. */
    void follow(List<Recorded> events) {
        changed |= !events.isEmpty();
        events.forEach(this::follow);
        if (!events.isEmpty()) {
            now = events.getLast().at().toEpochMilli();
        }
    }

    /** Nothing is left undone at this time. */
    void inspect(long atMillis) {
        for (T task : model.tasks.values()) {
            assertTrue(task.offers.stream().filter(offer -> offer.status.equals("accepted")
                    || offer.status.equals("wrapping")).count() <= 1, "two have " + task.sid);
            boolean open = task.status.equals("pending") || task.status.equals("reserved");
            if (open) {
                assertTrue(task.created + task.timeout > atMillis, task.sid + " outlived its timeout");
                if (task.status.equals("pending")) {
                    Optional<Long> end = targetEnd(task);
                    assertTrue(end.isEmpty() || end.get() > atMillis, task.sid + " outstayed its target");
                    assertFalse(task.expired, task.sid + " did not move on");
                }
                assertEquals(task.open() > 0, task.status.equals("reserved"), task.sid);
            } else if (task.status.equals("assigned") || task.status.equals("wrapping")) {
                assertTrue(task.assignedAt + ASSIGNED_LIFE > atMillis, task.sid + " is assigned for too long");
            } else {
                assertTrue(task.endedAt + ENDED_LIFE > atMillis, task.sid + " should be forgotten");
            }
        }
        for (R offer : model.reservations.values()) {
            assertTrue(!offer.status.equals("pending") || offer.created + offer.timeout > atMillis,
                    offer.sid + " should have timed out");
        }
        if (thorough && changed) {
            changed = false;
            noIdleWorkerBesideAWaitingTask();
        }
    }

    private void noIdleWorkerBesideAWaitingTask() {
        for (T task : model.tasks.values()) {
            if (model.waits(task)) {
                for (W worker : model.workers.values()) {
                    assertFalse(model.suits(task, worker), () -> worker.sid + " could take " + task.sid + " at "
                            + now + " " + task.status + " filter " + task.filter + " target " + task.target);
                }
            }
        }
    }

    private static Optional<Long> targetEnd(T task) {
        return task.where().flatMap(target -> target.timeout().isPresent()
                ? Optional.of(task.entered + target.timeout().getAsInt() * 1000L) : Optional.empty());
    }

    private void follow(Recorded recorded) {
        long at = recorded.at().toEpochMilli();
        assertTrue(at >= now, "time goes back");
        now = at;
        switch (recorded.event()) {
            case Event.WorkspaceCreated event -> model.settings = event.settings();
            case Event.WorkspaceUpdated event -> model.settings = event.settings();
            case Event.WorkspaceDeleted event -> { }
            case Event.ActivityCreated event -> {
                A activity = new A();
                activity.name = event.friendlyName();
                activity.available = event.available();
                model.activities.put(event.sid().value(), activity);
            }
            case Event.ActivityUpdated event -> model.activities.get(event.sid().value()).name = event.friendlyName();
            case Event.ActivityDeleted event -> model.activities.remove(event.sid().value());
            case Event.TaskChannelCreated event -> channel(event);
            case Event.TaskChannelUpdated event ->
                    model.channels.get(event.sid().value()).optimized = event.channelOptimizedRouting();
            case Event.TaskChannelDeleted event -> model.channels.remove(event.sid().value());
            case Event.TaskQueueCreated event -> model.queues.put(event.sid().value(), event.settings());
            case Event.TaskQueueUpdated event -> model.queues.put(event.sid().value(), event.settings());
            case Event.TaskQueueDeleted event -> model.queues.remove(event.sid().value());
            case Event.WorkflowCreated event -> model.workflows.put(event.sid().value(), event.settings());
            case Event.WorkflowUpdated event -> model.workflows.put(event.sid().value(), event.settings());
            case Event.WorkflowDeleted event -> model.workflows.remove(event.sid().value());
            case Event.WorkerCreated event -> worker(event);
            case Event.WorkerRenamed event -> model.workers.get(event.sid().value()).name = event.friendlyName();
            case Event.WorkerAttributesUpdated event ->
                    model.workers.get(event.sid().value()).attributes = (Fields) Value.parse(event.attributes());
            case Event.WorkerActivityUpdated event -> activity(event);
            case Event.WorkerCapacityUpdated event ->
                    model.workers.get(event.worker().value()).shares.get(event.channel().value()).capacity =
                            event.capacity();
            case Event.WorkerChannelAvailabilityUpdated event ->
                    model.workers.get(event.worker().value()).shares.get(event.channel().value()).available =
                            event.available();
            case Event.WorkerDeleted event -> {
                W gone = model.workers.remove(event.sid().value());
                assertEquals(0, model.open(gone), "a worker with work was deleted");
                assertFalse(model.activities.get(gone.activity).available);
            }
            default -> followTask(recorded);
        }
    }

    private void followTask(Recorded recorded) {
        switch (recorded.event()) {
            case Event.TaskCreated event -> created(event, recorded.sequence());
            case Event.TaskDocumentSought event -> sought(event);
            case Event.TaskDocumented event -> documented(event);
            case Event.TaskRouted event -> routed(event);
            case Event.TaskTargetExpired event -> expired(task(event.sid().value()));
            case Event.TaskLeftWorkflow event -> left(event);
            case Event.TaskUpdated event -> updated(event);
            case Event.TaskCanceled event -> {
                T task = task(event.sid().value());
                assertTrue(task.status.equals("pending") || task.status.equals("reserved"), task.status);
                if (event.reason().equals("Task timeout")) {
                    assertTrue(task.created + task.timeout <= now, "a task ended early");
                }
                end(task, "canceled");
            }
            case Event.TaskWrapping event -> task(event.sid().value()).status = "wrapping";
            case Event.TaskCompleted event -> end(task(event.sid().value()), "completed");
            case Event.TaskDeleted event -> forget(event.sid().value());
            case Event.TaskForgotten event -> {
                assertTrue(task(event.sid().value()).endedAt + ENDED_LIFE <= now, "forgotten early");
                forget(event.sid().value());
            }
            case Event.ReservationCreated event -> reserved(event);
            case Event.ReservationAccepted event -> {
                R offer = offer(event.sid().value(), "pending");
                offer.status = "accepted";
                assertEquals("reserved", offer.task.status);
                offer.task.status = "assigned";
                offer.task.assignedAt = now;
            }
            case Event.ReservationWrapping event -> offer(event.sid().value(), "accepted").status = "wrapping";
            case Event.ReservationRejected event -> ended(offer(event.sid().value(), "pending"), "rejected");
            case Event.ReservationTimedOut event -> {
                R offer = offer(event.sid().value(), "pending");
                assertTrue(offer.created + offer.timeout <= now, "an offer timed out early");
                timedOut++;
                ended(offer, "timeout");
            }
            case Event.ReservationCanceled event -> ended(offer(event.sid().value(), "pending"), "canceled");
            case Event.ReservationRescinded event -> {
                R offer = offer(event.sid().value(), "pending");
                assertEquals("assigned", offer.task.status);
                ended(offer, "rescinded");
            }
            case Event.ReservationFailed event -> ended(offer(event.sid().value(), "pending"), "canceled");
            case Event.ReservationCompleted event -> {
                R offer = model.reservations.get(event.sid().value());
                assertTrue(offer.status.equals("accepted") || offer.status.equals("wrapping"), offer.status);
                ended(offer, "completed");
            }
            default -> throw new IllegalStateException("unknown " + recorded);
        }
    }

    private void channel(Event.TaskChannelCreated event) {
        C channel = new C();
        channel.sid = event.sid().value();
        channel.name = event.uniqueName();
        channel.optimized = event.channelOptimizedRouting();
        model.channels.put(channel.sid, channel);
        model.workers.values().forEach(worker -> share(worker, channel.sid));
    }

    private void share(W worker, String channel) {
        Share share = new Share();
        share.channel = channel;
        share.idleSince = now;
        worker.shares.put(channel, share);
    }

    private void worker(Event.WorkerCreated event) {
        W worker = new W();
        worker.sid = event.sid().value();
        worker.name = event.friendlyName();
        worker.attributes = (Fields) Value.parse(event.attributes());
        worker.activity = event.activity().value();
        worker.idleSince = now;
        model.channels.keySet().forEach(channel -> share(worker, channel));
        model.workers.put(worker.sid, worker);
    }

    private void activity(Event.WorkerActivityUpdated event) {
        W worker = model.workers.get(event.sid().value());
        boolean before = model.activities.get(worker.activity).available;
        worker.activity = event.activity().value();
        if (model.activities.get(worker.activity).available && !before) {
            worker.idleSince = now;
            worker.shares.values().forEach(share -> share.idleSince = now);
        }
    }

    private void created(Event.TaskCreated event, long sequence) {
        T task = new T();
        task.sid = event.sid().value();
        task.number = sequence;
        task.attributes = (Fields) Value.parse(event.attributes());
        task.priority = event.priority();
        task.created = now;
        task.virtualStart = event.virtualStartTime().toEpochMilli();
        task.timeout = event.timeout().toMillis();
        task.channel = event.channel().value();
        task.workflow = event.workflow().map(Object::toString);
        task.routingTarget = event.routingTarget();
        task.ignoreCapacity = event.ignoreCapacity();
        task.own = event.configuration().map(model::document);
        model.tasks.put(task.sid, task);
    }

    private void expired(T task) {
        assertEquals("reserved", task.status);
        assertTrue(targetEnd(task).orElseThrow() <= now, "a target ended early");
        task.expired = true;
    }

    private void sought(Event.TaskDocumentSought event) {
        T task = task(event.sid().value());
        assertEquals(-3, task.filter, "a task on its way seeks a document");
        assertTrue(model.document(model.workflows.get(task.workflow.orElseThrow()).configuration()).live()
                .isPresent());
    }

    private void documented(Event.TaskDocumented event) {
        T task = task(event.sid().value());
        assertEquals(-3, task.filter, "a document came for a task on its way");
        assertEquals("pending", task.status);
        task.own = event.configuration().map(model::document);
    }

    private void routed(Event.TaskRouted event) {
        T task = task(event.sid().value());
        assertEquals("pending", task.status, "a task on offer moved");
        boolean anew = event.cause() == Event.Cause.CREATED || event.cause() == Event.Cause.RE_EVALUATED;
        if (event.filter() == -2) {
            assertTrue(task.routingTarget.isPresent() || task.workflow.isEmpty());
        } else {
            if (anew) {
                task.document = task.own.or(() -> task.workflow
                        .map(workflow -> model.document(model.workflows.get(workflow).configuration())));
            } else {
                checkLeaving(task, event.cause() == Event.Cause.SKIPPED);
            }
            int[] expected = anew ? first(task, 0, true)
                    : next(task, event.cause() == Event.Cause.SKIPPED);
            assertEquals(expected[0], event.filter(), "filter of " + task.sid);
            assertEquals(expected[1], event.target(), "target of " + task.sid);
        }
        task.filter = event.filter();
        task.target = event.target();
        Optional<String> queue = event.queue().map(Object::toString);
        if (task.filter > -2) {
            assertEquals(task.where().orElseThrow().queue(), queue.orElseThrow());
            assertEquals(task.where().get().priority().orElse(task.priority), event.priority());
        }
        if (!queue.equals(task.queue)) {
            task.queue = queue;
            task.queueEntered = now;
        }
        task.priority = event.priority();
        task.entered = now;
        task.bound = now;
        task.expired = false;
    }

    private void checkLeaving(T task, boolean skipping) {
        if (skipping) {
            skipped++;
            assertEquals(now, task.entered, "a target was skipped later than on entry");
            assertTrue(task.where().orElseThrow().skipIf().orElseThrow()
                    .matches(model.skipFacts(task.queue.orElseThrow())), "skip_if does not hold");
            model.workers.values().forEach(worker ->
                    assertFalse(model.suits(task, worker), "skipped although " + worker.sid + " suits"));
        } else {
            assertTrue(targetEnd(task).orElseThrow() <= now, "a target was left early");
        }
    }

    /** The first matching filter from one on; the default filter when allowed; {-9, 0} when there is none. */
    private int[] first(T task, int from, boolean orDefault) {
        WorkflowDocument document = task.document.orElseThrow();
        for (int i = from; i < document.filters().size(); i++) {
            if (document.filters().get(i).expression().matches(model.filterFacts(task, now))) {
                return new int[] {i, 0};
            }
        }
        return new int[] {orDefault && document.defaultFilter().isPresent() ? -1 : -9, 0};
    }

    private int[] next(T task, boolean skipping) {
        if (task.filter < 0) {
            return new int[] {-9, 0};
        }
        if (task.target + 1 < task.document.orElseThrow().filters().get(task.filter).targets().size()) {
            return new int[] {task.filter, task.target + 1};
        }
        return first(task, task.filter + 1, skipping);
    }

    private void left(Event.TaskLeftWorkflow event) {
        T task = task(event.sid().value());
        if (task.filter == -3) {
            task.document = task.own.or(() -> task.workflow
                    .map(workflow -> model.document(model.workflows.get(workflow).configuration())));
            assertEquals(-9, first(task, 0, true)[0]);
        } else if (targetEnd(task).filter(end -> end <= now).isEmpty() && !event.skipped()) {
            // a changed workflow that runs again and has no place for the task
            WorkflowDocument present = model.document(model.workflows.get(task.workflow.orElseThrow())
                    .configuration());
            task.document = Optional.of(present);
            assertEquals(-9, first(task, 0, true)[0]);
        } else {
            checkLeaving(task, event.skipped());
            assertEquals(-9, next(task, event.skipped())[0]);
        }
    }

    private void updated(Event.TaskUpdated event) {
        T task = task(event.sid().value());
        event.attributes().ifPresent(text -> task.attributes = (Fields) Value.parse(text));
        event.channel().ifPresent(channel -> {
            assertEquals("pending", task.status, "a task on offer changed its channel");
            task.channel = channel.value();
        });
        event.priority().ifPresent(priority -> task.priority = priority);
        event.virtualStartTime().ifPresent(start -> task.virtualStart = start.toEpochMilli());
        if (event.attributes().isPresent() || event.priority().isPresent() || event.virtualStartTime().isPresent()
                || event.channel().isPresent()) {
            task.bound = now;
        }
    }

    private void reserved(Event.ReservationCreated event) {
        T task = task(event.task().value());
        W worker = model.workers.get(event.worker().value());
        assertTrue(model.waits(task), () -> task.sid + " does not wait");
        assertTrue(model.suits(task, worker), () -> worker.sid + " does not suit " + task.sid);
        if (thorough) {
            for (T other : model.tasks.values()) {
                assertTrue(other == task || model.taskOrder(task, other) < 0 || !model.waits(other)
                        || !model.suits(other, worker), () -> worker.sid + " got " + task.sid + " before " + other.sid);
            }
            for (W other : model.workers.values()) {
                assertTrue(other == worker || !model.suits(task, other) || model.workerOrder(task, worker, other) < 0,
                        () -> task.sid + " went to " + worker.sid + " before " + other.sid);
            }
        }
        R offer = new R();
        offer.sid = event.sid().value();
        offer.task = task;
        offer.worker = worker;
        offer.created = now;
        offer.timeout = task.workflow.map(workflow -> model.workflows.get(workflow).taskReservationTimeout().toMillis())
                .orElse(120_000L);
        model.reservations.put(offer.sid, offer);
        task.offers.add(offer);
        worker.open.add(offer);
        if (task.status.equals("pending")) {
            task.moves++;
            task.status = "reserved";
        }
        touch(offer);
        checkedReservations++;
    }

    private void touch(R offer) {
        offer.worker.idleSince = now;
        offer.worker.shares.get(offer.task.channel).idleSince = now;
    }

    private void ended(R offer, String status) {
        offer.status = status;
        offer.worker.open.remove(offer);
        touch(offer);
        if (offer.task.status.equals("reserved") && offer.task.open() == 0) {
            offer.task.status = "pending";
        }
    }

    private void end(T task, String status) {
        task.status = status;
        task.endedAt = now;
    }

    private void forget(String sid) {
        T task = model.tasks.remove(sid);
        for (R offer : task.offers) {
            assertFalse(offer.isOpen(), "a task went with an open reservation");
            model.reservations.remove(offer.sid);
        }
    }

    private T task(String sid) {
        return model.tasks.get(sid);
    }

    private R offer(String sid, String status) {
        R offer = model.reservations.get(sid);
        assertEquals(status, offer.status, sid);
        return offer;
    }
}
