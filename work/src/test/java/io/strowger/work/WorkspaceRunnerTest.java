package io.strowger.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.Sid;
import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.WorkflowSid;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.work.Answer.Why;
import io.strowger.work.JournalPort.Appended;
import io.strowger.work.core.Command;
import io.strowger.work.core.QueueSettings;
import io.strowger.work.core.ReservationStatus;
import io.strowger.work.core.RoutingLimits;
import io.strowger.work.core.TaskOrder;
import io.strowger.work.core.TaskStatus;
import io.strowger.work.core.WorkflowSettings;
import io.strowger.work.core.Value;
import io.strowger.work.core.Workspace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** One owner, nothing answered before it is durable, nothing lost by a crash (requirements 2.37, 2.53). */
class WorkspaceRunnerTest {
    private static final WorkspaceSid SID = new WorkspaceSid("WS" + "1".repeat(32));
    private static final AccountSid ACCOUNT = new AccountSid("AC" + "1".repeat(32));
    private static final TaskQueueSid QUEUE = new TaskQueueSid("WQ" + "1".repeat(32));
    private static final WorkflowSid WORKFLOW = new WorkflowSid("WW" + "1".repeat(32));
    private static final WorkerSid WORKER = new WorkerSid("WK" + "1".repeat(32));

    private final StillWorld world = new StillWorld();
    private final MemoryJournal journal = new MemoryJournal();
    private final List<Outgoing> sent = new ArrayList<>();
    private final List<Outgoing> left = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final List<Boolean> ended = new ArrayList<>();
    private final List<String> seen = new ArrayList<>();
    private WorkspaceRunner runner;

    @BeforeEach
    void open() {
        runner = load(WorkLimits.DEFAULT);
        tell(new Command.CreateWorkspace("Desk", Command.Template.NONE, true, TaskOrder.FIFO,
                Optional.of("https://example.com/events"), Optional.of("task.created, reservation.created")));
        tell(new Command.CreateTaskQueue(QUEUE, QueueSettings.named("All")));
        tell(new Command.CreateWorkflow(WORKFLOW, WorkflowSettings.of("Flow", """
                {"task_routing":{"filters":[],"default_filter":{"queue":"%s"}}}""".formatted(QUEUE))
                .calling("https://example.com/assign")));
        sent.clear();
        told.clear();
    }

    private WorkspaceRunner load(WorkLimits limits) {
        WorkspaceRunner loaded = WorkspaceRunner.load(world, journal, new Told(), limits, RoutingLimits.DEFAULT,
                new LeasePort.Lease(SID, ACCOUNT, journal.token), left::addAll);
        loaded.ownedUntil(Long.MAX_VALUE);
        return loaded;
    }

    private final class Told implements WorkspaceRunner.Outside {
        @Override
        public void durable(List<WorkEvent> events, List<Outgoing> outbox) {
            sent.addAll(outbox);
            events.forEach(event -> told.add(event.type()));
        }

        @Override
        public List<Runnable> happened(Workspace workspace, WorkEvent event) {
            String there = event.about().reservation().flatMap(workspace.reservations()::find)
                    .map(reservation -> " " + reservation.status().word() + " " + reservation.task().status().word())
                    .orElse("");
            return List.of(() -> seen.add(event.type() + there + " behind batch " + journal.batches.size()));
        }

        @Override
        public boolean owns(WorkspaceRunner late) {
            return late.token() == journal.token;
        }

        @Override
        public void snapshotDue(WorkspaceSid workspace) {
            told.add("snapshot");
        }

        @Override
        public void ended(WorkspaceRunner over, boolean deleted) {
            ended.add(deleted);
        }
    }

    private <R> R done(Answer<R> answer) {
        if (answer instanceof Answer.Done<R>(R good)) {
            return good;
        }
        throw new AssertionError("not done: " + answer);
    }

    private Answer<String> post(Command command) {
        List<Answer<String>> answers = new ArrayList<>();
        runner.tell(command, Workspace::digest, answers::add);
        runner.turn();
        return answers.getFirst();
    }

    private void tell(Command command) {
        done(post(command));
    }

    private <R> R ask(java.util.function.Function<Workspace, R> view) {
        List<Answer<R>> answers = new ArrayList<>();
        runner.ask(view, answers::add);
        runner.turn();
        return done(answers.getFirst());
    }

    private TaskSid task(int number) {
        return new TaskSid("WT%032d".formatted(number));
    }

    private void workerIsAvailable() {
        ActivitySid available = ask(state -> state.activities().all().stream()
                .filter(activity -> activity.isAvailable()).findFirst().orElseThrow().sid());
        tell(new Command.CreateWorker(WORKER, "Ada", Optional.of(available), "{\"skill\": 3}"));
    }

    private TaskStatus status(TaskSid task) {
        return ask(state -> state.task(task).orElseThrow().status());
    }

    @Test
    void nothingIsAnsweredBeforeItIsDurable() {
        List<String> order = new ArrayList<>();
        MemoryJournal slow = journal;
        int before = slow.batches.size();
        runner.tell(Command.CreateTask.of(task(1), WORKFLOW, "{}"), state -> "created",
                answer -> order.add(done(answer) + " behind batch " + slow.batches.size()));
        runner.ask(state -> state.tasks().size(), answer -> order.add(done(answer) + " tasks"));
        assertEquals(List.of(), order);
        runner.turn();
        assertEquals(List.of("created behind batch " + (before + 1), "1 tasks"), order);
    }

    @Test
    void onlookerSeesTheStateOfEachEventAndActsWhenItIsDurable() {
        workerIsAvailable();
        seen.clear();
        int before = journal.batches.size();
        TaskSid task = task(1);
        runner.tell(Command.CreateTask.of(task, WORKFLOW, "{}"), state -> true, answer -> seen.add("answered"));
        runner.tell(Command.UpdateTask.to(task, TaskStatus.CANCELED, "gone"), state -> true, answer -> { });
        runner.turn();
        String behind = " behind batch " + (before + 1);
        assertEquals(List.of("reservation.created pending reserved" + behind,
                "reservation.canceled canceled canceled" + behind, "answered"),
                seen.stream().filter(one -> one.contains("reservation") || one.equals("answered")).toList());
    }

    /** The types of the last batch's events about tasks and offers, each with who made it happen. */
    private List<String> actors() {
        return journal.batches.getLast().events().stream().filter(event -> event.about().task().isPresent())
                .map(event -> event.type() + " " + event.actor().substring(0, 2)).toList();
    }

    private void tellAs(Sid actor, Command command) {
        runner.tell(actor, command, state -> true, answer -> assertTrue(done(answer)));
        runner.turn();
    }

    /** What the router does is its own, and what was only due is not the doing of whoever came next. */
    @Test
    void eventsSayWhoMadeThemHappen_section6() {
        workerIsAvailable();
        tellAs(ACCOUNT, Command.CreateTask.of(task(1), WORKFLOW, "{}"));
        assertEquals(List.of("task.created AC", "workflow.entered WW", "workflow.target-matched WW",
                "task-queue.entered WW", "reservation.created WW"), actors());
        tellAs(WORKER, Command.UpdateReservation.to(ask(state -> state.reservations().all().iterator().next().sid()),
                ReservationStatus.ACCEPTED));
        assertEquals(List.of("reservation.accepted WK"), actors());
        tell(Command.UpdateTask.to(task(1), TaskStatus.COMPLETED, "over"));
        assertEquals(List.of("reservation.completed WW", "task.completed WW"), actors().stream().sorted().toList());
        tellAs(ACCOUNT, Command.CreateTask.of(task(2), WORKFLOW, "{}"));
        world.pass(Duration.ofSeconds(121));
        tellAs(ACCOUNT, Command.UpdateTask.to(task(2), TaskStatus.CANCELED, "enough"));
        assertEquals(List.of("reservation.timeout WW", "task.canceled AC"), actors());
        assertEquals(List.of(SID.value()), journal.batches.getLast().events().stream().filter(event ->
                event.type().equals("worker.activity.update")).map(WorkEvent::actor).toList(), "it was due");
        assertEquals(List.of("workspace", "workflow", "account", "worker"), journal.batches.stream().flatMap(batch ->
                batch.events().stream()).map(WorkEvent::actorType).distinct().toList());
    }

    @Test
    void onlookerDoesNothingWhenTheAppendFails() {
        seen.clear();
        journal.next = Appended.UNKNOWN;
        post(Command.CreateTask.of(task(1), WORKFLOW, "{}"));
        assertEquals(List.of(), seen);
    }

    @Test
    void commandsOfOneTurnBecomeDurableInOneAppend() {
        int before = journal.batches.size();
        for (int i = 1; i <= 20; i++) {
            runner.tell(Command.CreateTask.of(task(i), WORKFLOW, "{}"), state -> true, answer -> { });
        }
        runner.turn();
        assertEquals(before + 1, journal.batches.size());
        assertEquals(20, (int) ask(state -> state.tasks().size()));
    }

    @Test
    void turnTakesAtMostItsShareSoThatNoneWaitsLongForOthers() {
        runner = load(new WorkLimits(100, 3, Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(1),
                1000, 4));
        List<Integer> answered = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            int number = i;
            runner.tell(Command.CreateTask.of(task(i), WORKFLOW, "{}"), state -> number,
                    answer -> answered.add(done(answer)));
        }
        runner.turn();
        assertEquals(List.of(1, 2, 3), answered);
        runner.turn();
        assertEquals(List.of(1, 2, 3, 4, 5), answered);
    }

    @Test
    void fullInboxRefusesWithItsOwnError() {
        runner = load(new WorkLimits(2, 256, Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(1),
                1000, 4));
        List<Answer<Integer>> answers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            runner.ask(state -> state.tasks().size(), answers::add);
        }
        assertEquals(List.of(new Answer.Away<>(Why.FULL)), answers);
    }

    @Test
    void refusalChangesNothingAndWritesNothing() {
        int before = journal.batches.size();
        assertInstanceOf(Answer.Refused.class, post(Command.UpdateTask.to(task(9), TaskStatus.COMPLETED, "over")));
        assertEquals(before, journal.batches.size());
    }

    @Test
    void failedAppendIsAnsweredUnsureAndTheNextOwnerReadsTheJournal() {
        tell(Command.CreateTask.of(task(1), WORKFLOW, "{}"));
        journal.next = Appended.UNKNOWN;
        assertEquals(new Answer.Away<>(Why.UNSURE), post(Command.CreateTask.of(task(2), WORKFLOW, "{}")));
        assertEquals(List.of(false), ended);
        assertEquals(new Answer.Away<>(Why.LOADING), postTo(runner));
        runner = load(WorkLimits.DEFAULT);
        assertEquals(List.of(task(1).value()), ask(state -> List.copyOf(state.tasks().bySid().keySet())));
    }

    private Answer<Integer> postTo(WorkspaceRunner over) {
        List<Answer<Integer>> answers = new ArrayList<>();
        over.ask(state -> state.tasks().size(), answers::add);
        return answers.getFirst();
    }

    @Test
    void appendThatWasKeptThoughItSaidNothingIsThereAfterwardsWithItsEffects() {
        workerIsAvailable();
        journal.next = Appended.UNKNOWN;
        journal.kept = true;
        assertEquals(new Answer.Away<>(Why.UNSURE), post(Command.CreateTask.of(task(2), WORKFLOW, "{}")));
        assertEquals(List.of(), sent, "what is not known to be durable is not sent");
        runner = load(WorkLimits.DEFAULT);
        assertEquals(TaskStatus.RESERVED, status(task(2)));
        assertEquals(1, left.stream().filter(one -> one.effect() instanceof Effect.AssignmentCallback).count());
    }

    @Test
    void everyAcknowledgedCommandSurvivesACrashAndTheStateIsTheSame() {
        workerIsAvailable();
        for (int i = 1; i <= 5; i++) {
            tell(Command.CreateTask.of(task(i), WORKFLOW, "{\"n\": " + i + "}"));
        }
        world.pass(Duration.ofSeconds(30));
        tell(Command.UpdateReservation.to(ask(state -> state.reservations().all().iterator().next().sid()),
                ReservationStatus.ACCEPTED));
        String digest = ask(Workspace::digest);
        runner = load(WorkLimits.DEFAULT);
        assertEquals(digest, ask(Workspace::digest));
    }

    @Test
    void effectsLeftByACrashAreSentAgainWithTheSameId() {
        workerIsAvailable();
        tell(Command.CreateTask.of(task(1), WORKFLOW, "{}"));
        List<Outgoing> first = List.copyOf(sent);
        assertEquals(3, first.size(), "two events that the filter names, and the assignment callback");
        journal.done(first.getFirst());
        load(WorkLimits.DEFAULT);
        assertEquals(first.subList(1, 3).stream().map(Outgoing::id).toList(),
                left.stream().map(Outgoing::id).toList());
        assertEquals(first.subList(1, 3), left);
    }

    @Test
    void replaySaysNothingAgain() {
        workerIsAvailable();
        tell(Command.CreateTask.of(task(1), WORKFLOW, "{}"));
        sent.clear();
        told.clear();
        runner = load(WorkLimits.DEFAULT);
        ask(Workspace::digest);
        assertEquals(List.of(), sent);
        assertEquals(List.of(), told);
    }

    @Test
    void timersGoOnAfterARestart() {
        workerIsAvailable();
        tell(Command.CreateTask.of(task(1), WORKFLOW, "{}"));
        assertEquals(TaskStatus.RESERVED, status(task(1)));
        runner = load(WorkLimits.DEFAULT);
        runner.turn(); // nothing to do: waits a minute at a time for the reservation's end
        runner.turn();
        assertEquals(StillWorld.START.plusSeconds(120), world.now());
        assertEquals(TaskStatus.PENDING, status(task(1)));
        assertTrue(told.contains("reservation.timeout"), told.toString());
        assertEquals("Offline", ask(state -> state.worker(WORKER).orElseThrow().activity().friendlyName()));
    }

    @Test
    void ownerThatWasTakenOverCannotWrite() {
        journal.token = 2;
        assertEquals(new Answer.Away<>(Why.ELSEWHERE), post(Command.CreateTask.of(task(1), WORKFLOW, "{}")));
        assertEquals(List.of(false), ended);
        assertEquals(List.of(), sent);
    }

    /** A busy machine renews late: its clients are not sent away as long as nobody else has come. */
    @Test
    void ownerWhoseLeaseRanOutAnswersQuestionsUntilItWasTakenOver() {
        runner.ownedUntil(world.nanos() - 1);
        List<Answer<Integer>> answers = new ArrayList<>();
        for (int taken = 0; taken < 2; taken++) {
            journal.token += taken;
            runner.ask(state -> state.tasks().size(), answers::add);
            runner.turn();
        }
        assertEquals(List.of(new Answer.Done<>(0), new Answer.Away<>(Why.LOADING)), answers);
    }

    @Test
    void questionsOwnFailureReachesWhoAskedAndHarmsNobody() {
        List<Answer<String>> answers = new ArrayList<>();
        runner.ask(WorkspaceRunnerTest::failing, answers::add);
        assertTrue(runner.turn());
        assertEquals("a filter's", ((Answer.Failed<String>) answers.getFirst()).failure().getMessage());
    }

    private static String failing(Workspace state) {
        throw new IllegalArgumentException("a filter's");
    }

    @Test
    void deletedWorkspaceEndsItsRunner() {
        runner.tell(new Command.DeleteWorkspace(), state -> true, answer -> { });
        assertFalse(runner.turn());
        assertEquals(List.of(true), ended);
        assertTrue(journal.batches.getLast().deleted());
    }

    @Test
    void snapshotIsDueAfterSoManyEvents() {
        runner = load(new WorkLimits(100, 256, Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(1), 4,
                4));
        tell(Command.CreateTask.of(task(1), WORKFLOW, "{}"));
        told.clear();
        tell(Command.CreateTask.of(task(2), WORKFLOW, "{}"));
        assertFalse(told.contains("snapshot"));
        tell(Command.CreateTask.of(task(3), WORKFLOW, "{}"));
        assertEquals(1, told.stream().filter("snapshot"::equals).count(), told.toString());
    }

    /** Issue 4: the cost of an event does not grow with what waits; a snapshot costs as much as there is. */
    @Test
    void snapshotOfManyTasksWaitsForAsManyEvents() {
        runner = load(new WorkLimits(100, 256, Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(1), 4,
                4));
        long last = 0;
        int snapshots = 0;
        for (int i = 1; i <= 60; i++) {
            told.clear();
            tell(Command.CreateTask.of(task(i), WORKFLOW, "{}"));
            if (told.contains("snapshot")) {
                long events = ask(Workspace::sequence) - last;
                assertTrue(last == 0 || events >= i, events + " events after the last one, with " + i + " tasks");
                last += events;
                snapshots++;
            }
        }
        assertTrue(snapshots > 3 && snapshots < 20, snapshots + " snapshots");
    }

    @Test
    void eventsHaveTheSameSidWheneverTheyAreTold() {
        workerIsAvailable();
        tell(Command.CreateTask.of(task(1), WORKFLOW, "{}"));
        List<String> sids = journal.batches.stream().flatMap(batch -> batch.events().stream())
                .map(event -> event.sid().value()).toList();
        assertEquals(sids.size(), sids.stream().distinct().count());
        assertEquals(sids, sids.stream().sorted().toList(), "in the order in which they happened");
        assertNotEquals(0, sids.size());
    }

    private JournalPort.Snapshot snapshot() {
        Replay replay = new Replay(ACCOUNT, SID, RoutingLimits.DEFAULT, prefix -> {
            throw new IllegalStateException("a replay mints nothing");
        });
        journal.load(SID, replay::begin, replay::add);
        return replay.snapshot();
    }

    private String busyState() {
        workerIsAvailable();
        for (int i = 1; i <= 5; i++) {
            tell(Command.CreateTask.of(task(i), WORKFLOW, "{\"n\": " + i + ", \"name\": \"Zo\u00eb\"}"));
        }
        tell(Command.UpdateTask.to(task(4), TaskStatus.CANCELED, "enough"));
        tell(Command.UpdateReservation.to(ask(state -> state.reservations().all().iterator().next().sid()),
                ReservationStatus.ACCEPTED));
        return ask(Workspace::digest);
    }

    @Test
    void snapshotAndTheEventsBehindItGiveTheStateOfTheWholeJournal() {
        busyState();
        journal.snapshot(snapshot());
        tell(Command.CreateTask.of(task(6), WORKFLOW, "{}"));
        tell(Command.UpdateTask.to(task(1), TaskStatus.COMPLETED, "done"));
        String digest = ask(Workspace::digest);
        runner = load(WorkLimits.DEFAULT);
        assertEquals(digest, ask(Workspace::digest));
        int all = journal.batches.size();
        assertTrue(journal.batches.removeIf(batch -> batch.last() <= journal.snapshots.getLast().sequence()));
        assertTrue(journal.batches.size() < all);
        runner = load(WorkLimits.DEFAULT);
        assertEquals(digest, ask(Workspace::digest), "the journal before the snapshot is not needed");
        tell(Command.CreateTask.of(task(7), WORKFLOW, "{}"));
    }

    @Test
    void snapshotThatIsBrokenIsDroppedAndTheJournalTaken() {
        String digest = busyState();
        JournalPort.Snapshot good = snapshot();
        journal.snapshot(new JournalPort.Snapshot(SID, good.sequence(), good.version(),
                good.body().replace("Ada", "Eve"), good.digest()));
        runner = load(WorkLimits.DEFAULT);
        assertEquals(digest, ask(Workspace::digest));
        assertEquals(List.of(), journal.snapshots);
        journal.snapshot(new JournalPort.Snapshot(SID, good.sequence(), 99, good.body(), good.digest()));
        runner = load(WorkLimits.DEFAULT);
        assertEquals(digest, ask(Workspace::digest));
    }

    /** Requirement 2.16 (ii): the task is durable before its document is asked for, and a crash between asks again. */
    @Test
    void documentOfATaskIsFetchedAgainAfterACrash() {
        tell(new Command.UpdateWorkflow(WORKFLOW, Optional.empty(), Optional.of("""
                {"task_routing":{"document_url":"https://example.com/document","default_filter":{"queue":"%s"}}}"""
                .formatted(QUEUE)), Optional.empty(), Optional.empty(), Optional.empty(), false));
        sent.clear();
        tell(Command.CreateTask.of(task(1), WORKFLOW, "{\"lang\":\"de\"}"));
        Outgoing fetch = sent.stream().filter(one -> one.effect() instanceof Effect.DocumentFetch).findFirst()
                .orElseThrow();
        assertTrue(((Effect.DocumentFetch) fetch.effect()).form().contains(
                new io.strowger.kernel.FetchRequest.Header("TaskAttributes", "{\"lang\":\"de\"}")));
        runner = load(WorkLimits.DEFAULT);
        assertTrue(left.contains(fetch), "the same, with the same id");
        assertTrue((boolean) ask(state -> state.task(task(1)).orElseThrow().awaitsDocument()));
        tell(new Command.RouteTask(task(1), Optional.empty()));
        assertEquals(Optional.of(QUEUE), ask(state -> state.task(task(1)).orElseThrow().queue().map(q -> q.sid())));
    }

    /** Rulings part 2, "Crash and deploy": what version 1 wrote is read. */
    @Test
    void snapshotThatAnEarlierProgramWroteIsRead() {
        String digest = busyState();
        JournalPort.Snapshot now = snapshot();
        var pieces = SnapshotCodec.read(now.version(), now.body()).pieces();
        String json = new Value.Items(pieces.stream().<Value>map(piece -> new Value.Items(List.of(
                Value.text(piece.getClass().getSimpleName()), RecordCodec.encode((Record) piece)))).toList()).toJson();
        assertTrue(json.startsWith("[[\"Head\",{\"sid\":\"WS"), json);
        journal.snapshot(new JournalPort.Snapshot(SID, now.sequence(), 1, json, now.digest()));
        journal.batches.clear();
        runner = load(WorkLimits.DEFAULT);
        assertEquals(digest, ask(Workspace::digest));
        assertEquals(1, journal.snapshots.size(), "it was good");
    }
}
