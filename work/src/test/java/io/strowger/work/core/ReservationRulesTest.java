package io.strowger.work.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.WorkflowSid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Offers and what becomes of them (work-distribution-api section 4; requirements 2.28, 2.37, 2.41, 2.45). */
class ReservationRulesTest {
    private Scene scene = new Scene();
    private TaskQueueSid everybody = scene.queue("Everybody", "1==1");
    private WorkflowSid workflow = scene.into(everybody);

    @AfterEach
    void replays() {
        scene.assertReplays();
    }

    /** What each state answers to each wish: 0 for done, else the HTTP status. */
    @Test
    void everyTransitionOfAReservationIsAllowedOrRefusedAsDocumented() { // 2.12, trap 8
        List<ReservationStatus> wishes = List.of(ReservationStatus.values());
        List<String> table = new ArrayList<>();
        for (ReservationStatus state : ReservationStatus.values()) {
            StringBuilder row = new StringBuilder(state.word());
            for (ReservationStatus wish : wishes) {
                fresh();
                Reservation reservation = in(state);
                Command wanted = Command.UpdateReservation.to(reservation.sid(), wish);
                Outcome outcome = scene.router.handle(wanted, scene.now);
                scene.journal.addAll(outcome.events());
                scene.decisions.addAll(outcome.decisions());
                row.append(' ').append(outcome.refusal().map(refusal -> refusal.kind().status()).orElse(0));
                assertEquals(outcome.isDone() ? wish : state, reservation.status());
            }
            table.add(row.toString());
        }
        assertEquals(List.of(
                // to: pending accepted rejected timeout canceled rescinded wrapping completed
                "pending 400 0 0 400 400 400 400 400", "accepted 400 400 400 400 400 400 0 0",
                "rejected 400 400 400 400 400 400 400 400", "timeout 410 410 410 410 410 410 410 410",
                "canceled 410 410 410 410 410 410 410 410", "rescinded 410 410 410 410 410 410 410 410",
                "wrapping 400 400 400 400 400 400 400 0", "completed 400 400 400 400 400 400 400 400"), table);
    }

    private void fresh() {
        scene = new Scene();
        everybody = scene.queue(QueueSettings.named("Everybody").reserving(2));
        workflow = scene.into(everybody);
    }

    private Reservation in(ReservationStatus state) {
        Worker alice = scene.worker("alice");
        scene.worker("bob");
        Task task = scene.task(workflow, "{}");
        Reservation first = task.reservations().getFirst();
        assertEquals(alice, first.worker());
        switch (state) {
            case PENDING -> { }
            case ACCEPTED, REJECTED -> scene.to(first.sid(), state);
            case WRAPPING, COMPLETED -> {
                scene.to(first.sid(), ReservationStatus.ACCEPTED);
                scene.to(first.sid(), state);
            }
            case TIMEOUT -> scene.seconds(120);
            case CANCELED -> scene.send(Command.UpdateTask.to(task.sid(), TaskStatus.CANCELED, "hangup"));
            case RESCINDED -> scene.to(task.reservations().getLast().sid(), ReservationStatus.ACCEPTED);
        }
        assertEquals(state, first.status());
        return first;
    }

    @Test
    void severalWorkersAreOfferedATaskAtOnceAndTheFirstToAcceptHasIt() { // 2.45, trap 8
        fresh();
        List<Worker> workers = List.of(scene.worker("alice"), scene.worker("bob"), scene.worker("carol"));
        Task task = scene.task(workflow, "{}");
        assertEquals(List.of("alice", "bob"), scene.offeredTo(task));
        assertEquals(1, task.assignments(), "offers made together count once");
        Reservation late = task.reservations().getFirst();
        scene.to(task.reservations().getLast().sid(), ReservationStatus.ACCEPTED);
        assertEquals(ReservationStatus.RESCINDED, late.status());
        assertEquals(0, workers.getFirst().openReservations(), "alice is free again");
        assertEquals(410, scene.status(Command.UpdateReservation.to(late.sid(), ReservationStatus.ACCEPTED)));
        assertEquals(TaskStatus.ASSIGNED, task.status());
        assertTrue(scene.decisions.contains(new Decision.Withdraw(late.sid(), task.sid(), late.worker().sid(),
                ReservationStatus.RESCINDED)));
    }

    @Test
    void freeSlotOfAnOfferedTaskGoesToTheNextWorkerAfterTasksWithoutAnyOffer() { // 2.45
        fresh();
        scene.worker("alice");
        Task offered = scene.task(workflow, "{}", 5);
        Task waiting = scene.task(workflow, "{}", 0);
        assertEquals(List.of("alice"), scene.offeredTo(offered));
        scene.worker("bob");
        assertEquals(List.of("bob"), scene.offeredTo(waiting), "who waits without an offer comes first");
        scene.worker("carol");
        assertEquals(List.of("alice", "carol"), scene.offeredTo(offered));
        assertEquals(List.of("bob"), scene.offeredTo(waiting));
    }

    @Test
    void taskIsPendingAgainWhenTheLastOfferEndsAndKeepsItsAge() { // 2.41
        fresh();
        scene.worker("alice");
        scene.worker("bob");
        Task task = scene.task(workflow, "{}");
        Task younger = scene.task(workflow, "{}");
        List<Reservation> offers = scene.offers(task, ReservationStatus.PENDING);
        reject(offers.getFirst(), "Offline");
        assertEquals(TaskStatus.RESERVED, task.status());
        reject(offers.getLast(), "Offline");
        assertEquals(TaskStatus.PENDING, task.status());
        scene.worker("carol");
        assertEquals(List.of("carol"), scene.offeredTo(task), "the older one goes first");
        assertEquals(TaskStatus.PENDING, younger.status());
        assertEquals(2, task.assignments());
    }

    private void reject(Reservation reservation, String activity) {
        scene.send(new Command.UpdateReservation(reservation.sid(), OptionalInt.empty(), ReservationStatus.REJECTED,
                Optional.of(scene.activity(activity))));
    }

    @Test
    void rejectingWorkerWhoStaysCanGetTheSameTaskAgain() { // section 3, last line
        Worker alice = scene.worker("alice");
        Task task = scene.task(workflow, "{}");
        scene.to(scene.offer(task).sid(), ReservationStatus.REJECTED);
        assertEquals(List.of("alice"), scene.offeredTo(task));
        reject(scene.offer(task), "Unavailable");
        assertEquals("Unavailable", alice.activity().friendlyName());
        assertEquals(TaskStatus.PENDING, task.status());
    }

    @Test
    void timedOutWorkerGoesToTheTimeoutActivityAndTheNextIsTried() { // trap 6, 2.41
        ActivitySid away = scene.newActivity("Away", false);
        scene.send(new Command.UpdateWorkspace(Optional.empty(), Optional.empty(), Optional.of(away),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        Worker alice = scene.worker("alice");
        scene.worker("bob");
        Task task = scene.task(workflow, "{}");
        assertEquals(List.of("alice"), scene.offeredTo(task));
        scene.seconds(119);
        assertEquals(List.of("alice"), scene.offeredTo(task));
        scene.seconds(1);
        assertEquals("Away", alice.activity().friendlyName());
        assertEquals(List.of("bob"), scene.offeredTo(task));
    }

    @Test
    void lateShellChangesNothing() { // every timer honoured: what was due happens first
        Worker alice = scene.worker("alice");
        Task task = scene.task(workflow, "{}");
        Reservation offer = scene.offer(task);
        scene.now = scene.now.plusSeconds(121);
        Outcome outcome = scene.router.handle(
                Command.UpdateReservation.to(offer.sid(), ReservationStatus.ACCEPTED), scene.now);
        scene.journal.addAll(outcome.events());
        scene.decisions.addAll(outcome.decisions());
        assertEquals(410, outcome.refusal().orElseThrow().kind().status());
        assertEquals(ReservationStatus.TIMEOUT, offer.status());
        assertEquals("Offline", alice.activity().friendlyName());
    }

    @Test
    void canceledTaskTakesItsOffersBack() { // 2.48
        Worker alice = scene.worker("alice");
        Task task = scene.task(workflow, "{}");
        Reservation offer = scene.offer(task);
        scene.send(Command.UpdateTask.to(task.sid(), TaskStatus.CANCELED, "hangup"));
        assertEquals(ReservationStatus.CANCELED, offer.status());
        assertEquals(0, alice.openReservations());
        assertEquals(List.of("alice"), scene.offeredTo(scene.task(workflow, "{}")));
    }

    @Test
    void failedInstructionGivesTheTaskBack() { // section 5 dequeue, 2.42
        Worker alice = scene.worker("alice");
        Task task = scene.task(workflow, "{}");
        Reservation offer = scene.offer(task);
        scene.send(new Command.FailReservation(offer.sid(), "no answer"));
        assertEquals(ReservationStatus.CANCELED, offer.status());
        assertEquals(Optional.of("no answer"), offer.reason());
        assertEquals(List.of("alice"), scene.offeredTo(task));
        assertEquals(410, scene.status(new Command.FailReservation(offer.sid(), "again")));
        assertEquals(1, alice.openReservations());
    }

    @Test
    void movingAwayCanRejectPendingReservations() { // section 4
        Worker alice = scene.worker("alice");
        Task task = scene.task(workflow, "{}");
        Reservation offer = scene.offer(task);
        assertEquals(400, scene.status(new Command.UpdateWorker(alice.sid(), OptionalInt.empty(), Optional.empty(),
                Optional.empty(), Optional.of(scene.activity("Available")), true)));
        scene.send(new Command.UpdateWorker(alice.sid(), OptionalInt.empty(), Optional.empty(), Optional.empty(),
                Optional.of(scene.activity("Offline")), true));
        assertEquals(ReservationStatus.REJECTED, offer.status());
        assertEquals(TaskStatus.PENDING, task.status());
    }

    @Test
    void taskThatWasOfferedTooOftenIsCanceled() { // limits: assignment count
        RoutingLimits limits = RoutingLimits.DEFAULT;
        scene = new Scene(new RoutingLimits(limits.workers(), limits.queues(), limits.workflows(),
                limits.activities(), limits.channels(), limits.openTasks(), limits.attributeCharacters(),
                limits.configurationCharacters(), limits.nameCharacters(), limits.channelCapacity(),
                limits.taskTimeout(), limits.assignedLife(), limits.endedLife(), 3), List.of());
        workflow = scene.into(scene.queue("Everybody", "1==1"));
        scene.worker("alice");
        Task task = scene.task(workflow, "{}");
        scene.to(scene.offer(task).sid(), ReservationStatus.REJECTED);
        scene.to(scene.offer(task).sid(), ReservationStatus.REJECTED);
        assertEquals(TaskStatus.RESERVED, task.status());
        scene.to(scene.offer(task).sid(), ReservationStatus.REJECTED);
        assertEquals(TaskStatus.CANCELED, task.status());
        assertEquals(Optional.of("Assignment count limit"), task.reason());
    }

    @Test
    void completingTheOnlyReservationCompletesTheTaskAndMovesTheWorkerOn() { // section 4, post_work_activity_sid
        Worker alice = scene.worker("alice");
        Task task = scene.task(workflow, "{}");
        Reservation offer = scene.offer(task);
        scene.send(new Command.UpdateReservation(offer.sid(), OptionalInt.empty(), ReservationStatus.ACCEPTED,
                Optional.of(scene.activity("Unavailable"))));
        assertEquals("Available", alice.activity().friendlyName());
        scene.to(offer.sid(), ReservationStatus.COMPLETED);
        assertEquals(TaskStatus.COMPLETED, task.status());
        assertEquals("Unavailable", alice.activity().friendlyName());
    }

    @Test
    void assignedTaskIsDeletedByTheSystemAfterADay() { // limits: assigned life
        Worker alice = scene.worker("alice");
        Task task = scene.task(workflow, "{}");
        scene.accept(task);
        scene.pass(Duration.ofHours(24).minusSeconds(1));
        assertEquals(TaskStatus.ASSIGNED, task.status());
        scene.seconds(1);
        assertTrue(scene.workspace.task(task.sid()).isEmpty());
        assertEquals(0, alice.openReservations());
        assertTrue(scene.events(Event.TaskDeleted.class).getLast().bySystem());
    }
}
