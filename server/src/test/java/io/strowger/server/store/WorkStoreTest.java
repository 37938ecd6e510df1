package io.strowger.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.FetchAnswer;
import io.strowger.kernel.FetchPort;
import io.strowger.kernel.FetchRequest;
import io.strowger.kernel.Fetcher;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.RequestSigner;
import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.WorkflowSid;
import io.strowger.kernel.World;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.work.Answer;
import io.strowger.work.Batch;
import io.strowger.work.JournalPort;
import io.strowger.work.LeasePort;
import io.strowger.work.Measure;
import io.strowger.work.Outgoing;
import io.strowger.work.WorkCallPort;
import io.strowger.work.WorkEvent;
import io.strowger.work.WorkLimits;
import io.strowger.work.Workspaces;
import io.strowger.work.core.Activity;
import io.strowger.work.core.Command;
import io.strowger.work.core.QueueSettings;
import io.strowger.work.core.Recorded;
import io.strowger.work.core.RoutingLimits;
import io.strowger.work.core.TaskOrder;
import io.strowger.work.core.TaskStatus;
import io.strowger.work.core.WorkflowSettings;
import io.strowger.work.core.Workspace;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Workspaces on a real database: durable, fenced, taken over (requirement 2.53; issue 4, "the shell"). */
class WorkStoreTest {
    private static final AccountSid ACCOUNT = new AccountSid("AC" + "1".repeat(32));
    private static final AccountSid OTHER = new AccountSid("AC" + "2".repeat(32));
    private static final Duration SOON = Duration.ofSeconds(60);
    /** Nobody loses a lease because the machine is busy: those of a node that dies run out, and are soon seen. */
    private static final WorkLimits QUICK = leasing(Duration.ofHours(1));
    private static TestStore store;

    private final World world = TestStore.WORLD;
    private final List<AutoCloseable> open = new ArrayList<>();
    private final ConcurrentLinkedQueue<FetchRequest> asked = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<String> alerts = new ConcurrentLinkedQueue<>();
    /** What happens once while the application is asked. */
    private final AtomicReference<Runnable> meanwhile = new AtomicReference<>(() -> { });
    private volatile FetchAnswer answer = json("{\"instruction\":\"accept\"}");

    @BeforeAll
    static void begin() {
        store = TestStore.open();
    }

    @AfterAll
    static void end() {
        store.close();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open.reversed()) {
            one.close();
        }
        store.execute("truncate work_leases, work_journal, work_outbox, work_event_batches, work_event_subjects,"
                + " work_counts, work_spans, work_snapshots, work_snapshot_parts");
    }

    private static WorkLimits leasing(Duration lease) {
        return new WorkLimits(10_000, 256, Duration.ofSeconds(20), lease, Duration.ofMillis(150), 10_000, 8);
    }

    private static FetchAnswer json(String body) {
        return new FetchAnswer.Answered(200, List.of(new FetchRequest.Header("Content-Type", "application/json")),
                body.getBytes(StandardCharsets.UTF_8));
    }

    private static FetchAnswer status(int status) {
        return new FetchAnswer.Answered(status, List.of(), new byte[0]);
    }

    /** A node that can die: from then on it reaches the store no more. */
    private final class Node implements JournalPort, LeasePort {
        private final WorkStore work = WorkStore.open(world, store.database(), new Metrics());
        private final String name;
        private volatile boolean dead;
        private volatile boolean losesAnswers;
        private final Workspaces workspaces;

        Node(String name) {
            this(name, QUICK);
        }

        Node(String name, WorkLimits limits) {
            this.name = name;
            FetchPort web = request -> {
                asked.add(request);
                meanwhile.getAndSet(() -> { }).run();
                return answer;
            };
            workspaces = Workspaces.open(world, new Workspaces.Ports(name, this, this, new Fetcher(world, web),
                    account -> RequestSigner.NONE, (account, code, message, url) -> alerts.add(code + " " + message),
                    WorkCallPort.absent()), limits, RoutingLimits.DEFAULT, new Metrics());
            open.add(work);
            open.add(workspaces);
        }

        private synchronized <T> T alive(Supplier<T> deed) {
            if (dead) {
                throw new StoreFailure("this node is dead");
            }
            return deed.get();
        }

        /** Reaches the store no more, and not for as long as its leases were: no renewal is under way meanwhile. */
        synchronized void die() {
            dead = true;
            store.execute("update work_leases set expires_at = now() - interval '1 second'"
                    + " where node = '" + name + "'");
        }

        @Override
        public Appended append(Batch batch) {
            if (dead) {
                return Appended.UNKNOWN;
            }
            Appended appended = work.append(batch);
            return losesAnswers ? Appended.UNKNOWN : appended;
        }

        @Override
        public Stored load(WorkspaceSid workspace, Consumer<Optional<Snapshot>> snapshot,
                Consumer<List<Recorded>> tail) {
            return alive(() -> work.load(workspace, snapshot, tail));
        }

        @Override
        public void done(Outgoing effect) {
            if (!dead) {
                work.done(effect);
            }
        }

        @Override
        public void snapshot(Snapshot snapshot) {
            work.snapshot(snapshot);
        }

        @Override
        public void dropSnapshot(Snapshot snapshot) {
            work.dropSnapshot(snapshot);
        }

        @Override
        public Lease create(WorkspaceSid workspace, AccountSid account, String node, Duration length) {
            return alive(() -> work.create(workspace, account, node, length));
        }

        @Override
        public Optional<Lease> acquire(WorkspaceSid workspace, String node, Duration length) {
            return alive(() -> work.acquire(workspace, node, length));
        }

        @Override
        public Map<WorkspaceSid, Long> renew(String node, Duration length) {
            return alive(() -> work.renew(node, length));
        }

        @Override
        public boolean holds(WorkspaceSid workspace, String node, long token) {
            return alive(() -> work.holds(workspace, node, token));
        }

        @Override
        public List<Known> free(int most) {
            return alive(() -> work.free(most));
        }

        @Override
        public Duration untilFree(String node, Duration most) {
            return alive(() -> work.untilFree(node, most));
        }

        @Override
        public Optional<AccountSid> owner(WorkspaceSid workspace) {
            return alive(() -> work.owner(workspace));
        }

        @Override
        public List<WorkspaceSid> of(AccountSid account) {
            return work.of(account);
        }

        @Override
        public void release(WorkspaceSid workspace, String node) {
            if (!dead) {
                work.release(workspace, node);
            }
        }

        @Override
        public void forget(WorkspaceSid workspace) {
            work.forget(workspace);
        }

        WorkspaceSid create(Optional<String> events) {
            return good(workspaces.create(ACCOUNT, new Command.CreateWorkspace("Desk", Command.Template.NONE, true,
                    TaskOrder.FIFO, events, Optional.empty()), Workspace::sid));
        }

        <T> T tell(WorkspaceSid sid, Command command, java.util.function.Function<Workspace, T> view) {
            return good(workspaces.tell(ACCOUNT, sid, command, view));
        }

        <T> T ask(WorkspaceSid sid, java.util.function.Function<Workspace, T> view) {
            return good(workspaces.ask(ACCOUNT, sid, view));
        }

        /** A queue for everybody, a workflow into it, a worker who is available. */
        WorkflowSid furnish(WorkspaceSid sid) {
            TaskQueueSid queue = TaskQueueSid.mint(world);
            WorkflowSid workflow = WorkflowSid.mint(world);
            tell(sid, new Command.CreateTaskQueue(queue, QueueSettings.named("All")), Workspace::digest);
            tell(sid, new Command.CreateWorkflow(workflow, WorkflowSettings.of("Flow",
                    "{\"task_routing\":{\"filters\":[],\"default_filter\":{\"queue\":\"" + queue + "\"}}}")
                    .calling("https://app.example.com/assign")), Workspace::digest);
            tell(sid, new Command.CreateWorker(WorkerSid.mint(world), "Ada", Optional.of(ask(sid, state -> state
                    .activities().all().stream().filter(Activity::isAvailable).findFirst().orElseThrow().sid())),
                    "{}"), Workspace::digest);
            return workflow;
        }
    }

    private static <R> R good(Answer<R> answer) {
        if (answer instanceof Answer.Done<R>(R good)) {
            return good;
        }
        throw new AssertionError("not done: " + answer);
    }

    /** Asks until the node answers; a lease runs out and is taken over meanwhile. */
    private <R> R eventually(Node node, WorkspaceSid sid, java.util.function.Function<Workspace, R> view) {
        Deadline deadline = Deadline.after(world.timeline(), SOON);
        Inbox<Object> nobody = world.timeline().inbox(1);
        while (true) {
            Answer<R> said = node.workspaces.ask(ACCOUNT, sid, view);
            if (said instanceof Answer.Done<R>(R good)) {
                return good;
            }
            assertTrue(!deadline.passed(world.timeline()), "still " + said);
            nobody.await(Deadline.after(world.timeline(), Duration.ofMillis(20)));
        }
    }

    private void until(Supplier<Boolean> what, Supplier<String> story) {
        Deadline deadline = Deadline.after(world.timeline(), SOON);
        Inbox<Object> nobody = world.timeline().inbox(1);
        while (!what.get()) {
            assertTrue(!deadline.passed(world.timeline()), story);
            nobody.await(Deadline.after(world.timeline(), Duration.ofMillis(10)));
        }
    }

    @Test
    void stateIsReadFromTheJournalLetterByLetter() {
        Node first = new Node("one");
        WorkspaceSid sid = first.create(Optional.empty());
        WorkflowSid workflow = first.furnish(sid);
        String odd = "{ \"name\" : \"Zo\u00eb \\u0000 \ud83d\ude00\",  \"b\":1.50 }";
        TaskSid task = TaskSid.mint(world);
        first.tell(sid, Command.CreateTask.of(task, workflow, odd), Workspace::digest);
        until(() -> first.ask(sid, state -> state.task(task).orElseThrow().status()) == TaskStatus.ASSIGNED,
                asked::toString);
        String digest = first.ask(sid, Workspace::digest);
        first.workspaces.close();
        Node second = new Node("two");
        assertEquals(digest, eventually(second, sid, Workspace::digest));
        assertEquals(odd, second.ask(sid, state -> state.task(task).orElseThrow().attributes()));
        assertEquals(List.of(sid), second.workspaces.of(ACCOUNT));
    }

    @Test
    void workspaceOfAnotherAccountIsLikeNone() {
        Node node = new Node("one");
        WorkspaceSid sid = node.create(Optional.empty());
        assertInstanceOf(Answer.Unknown.class, node.workspaces.ask(OTHER, sid, Workspace::digest));
        assertInstanceOf(Answer.Unknown.class, node.workspaces.ask(OTHER, WorkspaceSid.mint(world),
                Workspace::digest));
        assertEquals(List.of(), node.workspaces.of(OTHER));
    }

    @Test
    void oldTokenIsFencedAndNothingOfItsBatchIsWritten() {
        Node node = new Node("one");
        WorkspaceSid sid = node.create(Optional.empty());
        node.furnish(sid);
        List<String> before = store.query("select count(*) from work_journal union all select count(*)"
                + " from work_event_batches");
        Batch stale = new Batch(sid, ACCOUNT, 0, 100_000, 100_000, world.timeline().now(), 1, "[]", List.of(),
                List.of(), List.of(), List.of(), false);
        assertEquals(JournalPort.Appended.FENCED, node.append(stale));
        assertEquals(before, store.query("select count(*) from work_journal union all select count(*)"
                + " from work_event_batches"));
    }

    /** A runner may have ended before the next is told to stop: its lease would keep the next node waiting. */
    @Test
    void closingGivesEveryLeaseBack() {
        for (int time = 0; time < 5; time++) {
            Node node = new Node("one");
            IntStream.range(0, 30).forEach(i -> node.create(Optional.empty()));
            node.workspaces.close();
            assertEquals(List.of("0"), store.query("select count(*) from work_leases where node is not null"));
        }
    }

    /** As on a machine that is too busy to renew in time: each of its leases has run out at once. */
    @Test
    void nodeThatIsAlwaysLateAnswersUntilAnotherComes() {
        Node late = new Node("one", leasing(Duration.ZERO));
        WorkspaceSid sid = late.create(Optional.empty());
        WorkflowSid workflow = late.furnish(sid);
        assertEquals(true, late.ask(sid, state -> state.workflow(workflow).isPresent()));
        Node other = new Node("two");
        eventually(other, sid, Workspace::digest);
        assertInstanceOf(Answer.Away.class, late.workspaces.ask(ACCOUNT, sid, Workspace::digest));
    }

    @Test
    void deadNodesWorkspacesAreTakenOverAndItCanWriteNoMore() {
        Node first = new Node("one");
        Node second = new Node("two");
        WorkspaceSid sid = first.create(Optional.empty());
        WorkflowSid workflow = first.furnish(sid);
        TaskSid task = TaskSid.mint(world);
        first.tell(sid, Command.CreateTask.of(task, workflow, "{}"), Workspace::digest);
        assertEquals(new Answer.Away<>(Answer.Why.ELSEWHERE),
                second.workspaces.ask(ACCOUNT, sid, Workspace::digest));
        first.die();
        assertEquals(true, eventually(second, sid, state -> state.task(task).isPresent()));
        second.tell(sid, Command.CreateTask.of(TaskSid.mint(world), workflow, "{}"), Workspace::digest);
        first.dead = false; // it comes back to life and does not know better yet
        assertInstanceOf(Answer.Away.class, first.workspaces.tell(ACCOUNT, sid,
                Command.CreateTask.of(TaskSid.mint(world), workflow, "{}"), Workspace::digest));
        assertEquals(2, (int) second.ask(sid, state -> state.tasks().size()));
    }

    @Test
    void effectThatADeadNodeDidNotDoIsDoneByItsSuccessorUnderTheSameId() {
        answer = status(503);
        Node first = new Node("one");
        WorkspaceSid sid = first.create(Optional.empty());
        WorkflowSid workflow = first.furnish(sid);
        TaskSid task = TaskSid.mint(world);
        first.tell(sid, Command.CreateTask.of(task, workflow, "{}"), Workspace::digest);
        until(() -> !asked.isEmpty(), () -> "no assignment callback");
        first.die();
        answer = json("{\"instruction\":\"accept\"}");
        Node second = new Node("two");
        eventually(second, sid, Workspace::digest);
        until(() -> second.ask(sid, state -> state.task(task).orElseThrow().status()) == TaskStatus.ASSIGNED,
                () -> asked + " " + alerts);
        assertEquals(1, asked.stream().map(WorkStoreTest::id).distinct().count());
        assertTrue(asked.size() >= 2);
        until(() -> store.query("select count(*) from work_outbox").equals(List.of("0")), asked::toString);
    }

    private static String id(FetchRequest request) {
        return request.headers().stream().filter(one -> one.name().equals("I-Twilio-Idempotency-Token")).findFirst()
                .orElseThrow().value();
    }

    @Test
    void commitWhoseAnswerWasLostIsFoundAgain() {
        Node node = new Node("one");
        WorkspaceSid sid = node.create(Optional.empty());
        WorkflowSid workflow = node.furnish(sid);
        TaskSid task = TaskSid.mint(world);
        node.losesAnswers = true;
        assertEquals(new Answer.Away<>(Answer.Why.UNSURE), node.workspaces.tell(ACCOUNT, sid,
                Command.CreateTask.of(task, workflow, "{}"), Workspace::digest));
        node.losesAnswers = false;
        assertEquals(true, eventually(node, sid, state -> state.task(task).isPresent()));
        until(() -> node.ask(sid, state -> state.task(task).orElseThrow().status()) == TaskStatus.ASSIGNED,
                () -> asked + " " + alerts);
    }

    @Test
    void instructionThatComesWhileTheWorkspaceIsAwayIsCarriedOutWhenItIsBack() {
        answer = json("{\"instruction\":\"dequeue\",\"to\":\"client:ada\"}");
        Node node = new Node("one");
        WorkspaceSid sid = node.create(Optional.empty());
        WorkflowSid workflow = node.furnish(sid);
        meanwhile.set(() -> {
            node.losesAnswers = true; // so that the workspace is read again
            node.workspaces.tell(ACCOUNT, sid, Command.CreateTask.of(TaskSid.mint(world), workflow, "{}"),
                    Workspace::digest);
            node.losesAnswers = false;
        });
        node.tell(sid, Command.CreateTask.of(TaskSid.mint(world), workflow, "{}"), Workspace::digest);
        until(() -> alerts.stream().anyMatch(alert -> alert.contains("dequeue")), () -> asked + " " + alerts);
    }

    @Test
    void manyWorkspacesShareCommitsAndKeepTheirOwnOrder() {
        Node node = new Node("one");
        List<WorkspaceSid> sids = IntStream.range(0, 8).mapToObj(i -> node.create(Optional.empty())).toList();
        List<WorkflowSid> workflows = sids.stream().map(node::furnish).toList();
        int each = 40;
        Inbox<Boolean> answers = world.timeline().inbox(sids.size() * each);
        for (int k = 0; k < each; k++) {
            for (int i = 0; i < sids.size(); i++) {
                node.workspaces.post(sids.get(i), Command.CreateTask.of(TaskSid.mint(world), workflows.get(i), "{}"),
                        state -> true, said -> answers.post(said instanceof Answer.Done<?>));
            }
        }
        for (int i = 0; i < sids.size() * each; i++) {
            assertTrue(answers.await(Deadline.after(world.timeline(), SOON)).orElseThrow());
        }
        assertEquals(List.of("0"), store.query("select count(*) from (select first, lag(last) over (partition by"
                + " workspace_sid order by first) as before from work_journal) j where first <> before + 1"));
        sids.forEach(sid -> assertEquals(each, (int) node.ask(sid, state -> state.tasks().size())));
    }

    @Test
    void eventsAndCountsAreProjectedInTheSameCommit() {
        answer = json("{}");
        Node node = new Node("one");
        WorkspaceSid sid = node.create(Optional.empty());
        WorkflowSid workflow = node.furnish(sid);
        TaskSid task = TaskSid.mint(world);
        node.tell(sid, Command.CreateTask.of(task, workflow, "{}"), Workspace::digest);
        Instant now = world.timeline().now();
        List<WorkEvent> events = node.work.history().events(sid, new WorkHistory.EventFilter(now.minusSeconds(60),
                now.plusSeconds(60), Optional.empty(), Optional.of(task.value()), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                new WorkHistory.Place(Optional.empty(), false, 0, 100));
        assertEquals(List.of("reservation.created", "task-queue.entered", "workflow.target-matched",
                "workflow.entered", "task.created"), events.stream().map(WorkEvent::type).toList());
        assertEquals(events.getFirst(), node.work.history().event(sid, events.getFirst().sid()).orElseThrow());
        List<WorkHistory.Sum> sums = node.work.history().sums(sid, List.of(workflow.value()), "",
                now.minusSeconds(60), now.plusSeconds(60), Optional.empty());
        assertTrue(sums.contains(new WorkHistory.Sum(workflow.value(), Measure.RESERVATIONS_CREATED, 0, 1)),
                sums.toString());
        assertEquals(List.of(), node.work.history().sums(sid, List.of(workflow.value()), "", now.minusSeconds(600),
                now.minusSeconds(300), Optional.empty()));
    }

    @Test
    void deletedWorkspaceIsGoneForItsAccountAndItsLastEffectsAreDone() {
        Node node = new Node("one");
        answer = status(204);
        WorkspaceSid sid = node.create(Optional.of("https://app.example.com/events"));
        assertEquals(sid, node.tell(sid, new Command.DeleteWorkspace(), Workspace::sid));
        until(() -> node.workspaces.ask(ACCOUNT, sid, Workspace::digest) instanceof Answer.Unknown<?>,
                () -> "still there");
        assertEquals(List.of(), node.workspaces.of(ACCOUNT));
        until(() -> asked.stream().anyMatch(one -> new String(one.body(), StandardCharsets.UTF_8)
                .contains("EventType=workspace.deleted")), asked::toString);
        until(() -> store.query("select count(*) from work_outbox").equals(List.of("0")), asked::toString);
        node.workspaces.close();
        node.die();
        Node second = new Node("two");
        until(() -> store.query("select count(*) from work_leases").equals(List.of("0")), () -> "a lease is left");
        assertEquals(List.of(), second.workspaces.of(ACCOUNT));
    }

    @Test
    void whatIsOlderThanThirtyDaysIsRemoved() {
        Node node = new Node("one");
        WorkspaceSid sid = node.create(Optional.empty());
        node.furnish(sid);
        WorkHistory history = node.work.history();
        assertEquals(0, history.purge(world.timeline().now()));
        assertTrue(history.purge(world.timeline().now().plus(Duration.ofDays(31))) > 0);
        assertEquals(List.of("0"), store.query("select count(*) from work_event_batches"));
        assertTrue(Integer.parseInt(store.query("select count(*) from work_journal").getFirst()) > 0,
                "no snapshot holds it yet");
    }

    /** A what-if begins at a snapshot: one of each week stays, with the journal behind the oldest (issue 4). */
    @Test
    void aSnapshotOfEachWeekStaysAndTheJournalIsReadFromTheOneBeforeAMoment() {
        Node node = new Node("one");
        WorkspaceSid sid = node.create(Optional.empty());
        WorkflowSid workflow = node.furnish(sid);
        WorkHistory history = node.work.history();
        assertEquals(List.of(0L, 1L), begun(history, sid, Instant.EPOCH), "no snapshot, the first event");
        Instant monday = Instant.parse("2026-11-02T00:00:00Z");
        List<Long> made = new ArrayList<>();
        store.execute("update work_journal set at = '" + monday.minusSeconds(60) + "'");
        for (int day = 0; day < 21; day += 2) {
            node.tell(sid, Command.CreateTask.of(TaskSid.mint(world), workflow, "{}"), Workspace::digest);
            long sequence = node.ask(sid, Workspace::sequence);
            made.add(sequence);
            store.execute("update work_journal set at = '" + monday.plus(Duration.ofDays(day))
                    + "' where last <= " + sequence + " and at > '" + monday.plus(Duration.ofDays(day)) + "'");
            node.work.snapshot(new JournalPort.Snapshot(sid, sequence, 1, "[]", "x"));
            store.execute("update work_snapshots set created_at = '" + monday.plus(Duration.ofDays(day))
                    + "' where sequence = " + sequence);
        }
        // of each of the three weeks the first, and the newest two of all
        List<Long> kept = List.of(made.get(0), made.get(4), made.get(7), made.get(9), made.get(10));
        assertEquals(kept.stream().map(String::valueOf).toList(),
                store.query("select sequence from work_snapshots order by sequence"));
        assertEquals(made.get(4), begun(history, sid, monday.plus(Duration.ofDays(11))).getFirst());
        history.purge(monday.plus(Duration.ofDays(42)));
        assertEquals(made.get(4), Long.valueOf(store.query("select min(sequence) from work_snapshots").getFirst()),
                "the newest that is older than thirty days");
        assertEquals(made.get(4), begun(history, sid, Instant.EPOCH).getFirst(), "what was before is gone");
        assertEquals(List.of("0"), store.query("select count(*) from work_journal where last <= " + made.get(3)));
    }

    /** The sequence of the snapshot, and of the first event behind it. */
    private static List<Long> begun(WorkHistory history, WorkspaceSid sid, Instant from) {
        List<Long> seen = new ArrayList<>();
        history.journal(sid, from, snapshot -> seen.add(snapshot.map(JournalPort.Snapshot::sequence).orElse(0L)),
                (version, first, body) -> {
                    seen.add(first);
                    return false;
                });
        return seen;
    }

    /** Nodes that die under load, one after the other; the last one lives. */
    @Test
    void fiveDeathsUnderLoadLoseNoAcknowledgedTaskAndNoEffect() {
        answer = status(204);
        Node node = new Node("node 0");
        WorkspaceSid sid = node.create(Optional.of("https://app.example.com/events"));
        WorkflowSid workflow = node.furnish(sid);
        ConcurrentLinkedQueue<TaskSid> acknowledged = new ConcurrentLinkedQueue<>();
        for (int round = 1; round <= 5; round++) {
            int before = acknowledged.size();
            for (int i = 0; i < 60; i++) {
                TaskSid task = TaskSid.mint(world);
                node.workspaces.post(sid, Command.CreateTask.of(task, workflow, "{}"), state -> task, said -> {
                    if (said instanceof Answer.Done<TaskSid>(TaskSid made)) {
                        acknowledged.add(made);
                    }
                });
            }
            int enough = before + 5 * round;
            until(() -> acknowledged.size() >= enough, () -> acknowledged.size() + " of " + enough);
            node.die();
            node = new Node("node " + round);
            eventually(node, sid, Workspace::digest);
        }
        Node last = node;
        List<String> there = last.ask(sid, state -> List.copyOf(state.tasks().bySid().keySet()));
        assertTrue(there.containsAll(acknowledged.stream().map(TaskSid::value).toList()));
        until(() -> store.query("select count(*) from work_outbox").equals(List.of("0")), asked::toString);
        Map<String, Set<String>> ids = new TreeMap<>();
        asked.forEach(request -> {
            String body = new String(request.body(), StandardCharsets.UTF_8);
            if (body.contains("EventType=task.created")) {
                String task = body.replaceAll(".*TaskSid=(WT[0-9a-f]{32}).*", "$1");
                ids.computeIfAbsent(task, key -> new TreeSet<>()).add(id(request));
            }
        });
        assertEquals(there, List.copyOf(ids.keySet()), "each task that is there was told, and no other");
        assertTrue(ids.values().stream().allMatch(one -> one.size() == 1), "repetitions carry the same id");
    }
}
