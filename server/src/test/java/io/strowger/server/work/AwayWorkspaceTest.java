package io.strowger.server.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.strowger.call.port.TaskRequest;
import io.strowger.call.port.WorkPort;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.QueueSid;
import io.strowger.kernel.WorkflowSid;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.server.store.TestStore;
import io.strowger.work.LeasePort;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tasks of calls while the store stumbles: no caller is lost (work-distribution-api section 5, "TwiML side"). */
class AwayWorkspaceTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration HASTY = Duration.ofSeconds(3);
    private static final CallSid CALLER = new CallSid("CA" + "7".repeat(32));
    private static final CallSid WORKER = new CallSid("CA" + "8".repeat(32));
    private static final WorkPort.WaitId STAY = new WorkPort.WaitId(CALLER, 1);

    private final Queue<WorkPort.TaskEvent> told = new ConcurrentLinkedQueue<>();
    private final AtomicReference<StumblingJournal> journal = new AtomicReference<>();
    private final AtomicBoolean silent = new AtomicBoolean();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private TestStore database;
    private WorkApi api;
    private CallTasks tasks;

    @BeforeEach
    void open() {
        database = TestStore.open();
        api = new WorkApi(database, kept -> {
            journal.set(StumblingJournal.of(kept));
            return journal.get();
        }, this::stumbling);
        tasks = new CallTasks(api.world);
        tasks.open(api.node());
        api.openWorkspace();
    }

    /** Leases that are not told while {@link #silent}, and count how often they were asked then. */
    private LeasePort stumbling(LeasePort kept) {
        return (LeasePort) Proxy.newProxyInstance(LeasePort.class.getClassLoader(), new Class<?>[] {LeasePort.class},
                (proxy, method, arguments) -> {
                    if (silent.get()) {
                        asked.add(method.getName());
                        throw new IllegalStateException("the store does not answer");
                    }
                    try {
                        return method.invoke(kept, arguments);
                    } catch (InvocationTargetException thrown) {
                        throw thrown.getCause();
                    }
                });
    }

    @AfterEach
    void close() {
        api.close();
        database.close();
    }

    private void create(WorkPort.WaitId stay) {
        create(stay, api.workflowInto(api.make(api.in("/TaskQueues"), "FriendlyName", "All")));
    }

    private void create(WorkPort.WaitId stay, String workflow) {
        tasks.create(new TaskRequest(WorkApi.ACCOUNT, stay, workflow, new QueueSid("QU" + "1".repeat(32)), "",
                Map.of("call_sid", CALLER.value()), OptionalInt.empty(), Optional.empty()), told::add);
    }

    /** A reservation of a caller's task. */
    private String reserved() {
        api.availableWorker("Ada", "{}");
        create(STAY);
        JsonNode task = api.await(api.in("/Tasks"), body -> body.path("tasks").path(0).path("assignment_status")
                .asText().equals("reserved")).body().path("tasks").path(0);
        return api.get(api.in("/Tasks/" + task.path("sid").asText() + "/Reservations")).body().path("reservations")
                .path(0).path("sid").asText();
    }

    private String path(String reservation) {
        return api.in("/Tasks/" + CallTasks.sid(STAY, 0) + "/Reservations/" + reservation);
    }

    private WorkPort.Acceptance accepts(String reservation) {
        var answers = api.world.timeline().<WorkPort.Acceptance>inbox(1);
        tasks.accept(WorkApi.ACCOUNT, reservation, WORKER, Optional.empty(), answers::post);
        return answers.await(Deadline.after(api.world.timeline(), SOON)).orElseThrow();
    }

    @Test
    void anAcceptanceThatWasKeptWhileTheStoreSaidNothingHolds() {
        String reservation = reserved();
        journal.get().keepSilently("reservation.accepted");
        WorkPort.Acceptance answer = accepts(reservation);
        assertEquals(CALLER, assertInstanceOf(WorkPort.Acceptance.Accepted.class, answer).caller());
        assertEquals("accepted", api.get(path(reservation)).text("reservation_status"));
    }

    @Test
    void anAcceptanceThatWasLostWhileTheStoreSaidNothingIsMadeAgain() {
        String reservation = reserved();
        journal.get().lose("reservation.accepted");
        assertInstanceOf(WorkPort.Acceptance.Accepted.class, accepts(reservation));
        assertEquals("accepted", api.get(path(reservation)).text("reservation_status"));
    }

    @Test
    void whatSomebodyElseAcceptedBeforeIsRefused() {
        String reservation = reserved();
        assertEquals(200, api.post(path(reservation), "ReservationStatus", "accepted").status());
        assertInstanceOf(WorkPort.Acceptance.Refused.class, accepts(reservation));
    }

    /** More of them than callers are patient: asked one after the other, each takes fifteen seconds. */
    @Test
    void workspacesThatAreAwayKeepNoCallerFromAnother() {
        for (int i = 0; i < 3; i++) {
            journal.get().staysAway(new WorkspaceSid(api.workspace));
            journal.get().lose("worker.created");
            api.post(api.in("/Workers"), "FriendlyName", "Ada");
            api.openWorkspace();
        }
        create(STAY);
        api.await(api.in("/Tasks"), body -> body.path("tasks").size() == 1);
    }

    @Test
    void aWorkspaceThatIsAwayForAWhileIsWaitedFor() {
        create(new WorkPort.WaitId(CALLER, 2));
        api.await(api.in("/Tasks"), body -> body.path("tasks").size() == 1);
        String workflow = api.get(api.in("/Workflows")).body().path("workflows").path(0).path("sid").asText();
        journal.get().staysAway(new WorkspaceSid(api.workspace));
        journal.get().lose("worker.created");
        api.post(api.in("/Workers"), "FriendlyName", "Ada");
        create(STAY, workflow);
        assertEquals(503, api.get(api.in("/Tasks")).status());
        journal.get().back();
        api.await(api.in("/Tasks"), body -> body.path("tasks").size() == 2);
    }

    /** "There is no such workflow" would send its application looking for a mistake of its own. */
    @Test
    void aWorkspaceThatStaysAwayIsSaidToBeAwayAndAWorkflowThatIsNoneToBeNone() {
        tasks = hasty();
        String workflow = api.workflowInto(api.make(api.in("/TaskQueues"), "FriendlyName", "All"));
        create(STAY, "WW" + "0".repeat(32));
        awaitRefused(ErrorCode.ENQUEUE_WORKFLOW);
        journal.get().staysAway(new WorkspaceSid(api.workspace));
        journal.get().lose("worker.created");
        api.post(api.in("/Workers"), "FriendlyName", "Ada");
        create(STAY, workflow);
        awaitRefused(ErrorCode.WORKSPACE_AWAY);
        assertEquals(ErrorCode.WORKSPACE_AWAY, assertInstanceOf(WorkPort.Acceptance.Refused.class,
                accepts("WR" + "0".repeat(32))).code());
        journal.get().back();
    }

    /** Found, and away before the task was made: nothing is wrong with its attributes. */
    @Test
    void aWorkspaceThatIsAwayWhenTheTaskIsMadeIsSaidToBeAway() {
        tasks = hasty();
        String workflow = api.workflowInto(api.make(api.in("/TaskQueues"), "FriendlyName", "All"));
        loseNext("task.created");
        create(STAY, workflow);
        awaitRefused(ErrorCode.WORKSPACE_AWAY);
        journal.get().back();
    }

    private void awaitRefused(ErrorCode code) {
        await(() -> !told.isEmpty());
        assertEquals(code, assertInstanceOf(WorkPort.TaskEvent.Refused.class, told.remove()).code());
    }

    @Test
    void aCallerWhoComesWhileTheStoreIsAwayWaitsForIt() {
        String workflow = api.workflowInto(api.make(api.in("/TaskQueues"), "FriendlyName", "All"));
        silent.set(true);
        create(STAY, workflow);
        await(() -> asked.contains("of"));
        silent.set(false);
        api.await(api.in("/Tasks"), body -> body.path("tasks").size() == 1);
    }

    /** The workspace is back only after the one who cancels has lost patience. */
    @Test
    void aCancellationThatFailedIsMadeUpForWithItsOwnReason() {
        CallTasks hasty = hasty();
        String task = pending(hasty);
        loseNext("task.canceled");
        hasty.cancel(WorkApi.ACCOUNT, STAY, "leave");
        awaitLosses();
        accepts("WR" + "0".repeat(32)); // later and in vain: by its answer the cancellation has been given up as well
        journal.get().back();
        assertEquals("leave", awaitReconciled(hasty, task, "canceled").text("reason"));
    }

    /** The worker's call is told that it could not accept: no end of it follows. */
    @Test
    void anAcceptanceInDoubtIsGivenBackAndItsCallerWaitsAnew() {
        tasks = hasty();
        String reservation = reserved();
        journal.get().staysAway(new WorkspaceSid(api.workspace));
        journal.get().keepSilently("reservation.accepted");
        WorkPort.Acceptance answer = accepts(reservation);
        assertEquals(ErrorCode.WORKSPACE_AWAY, assertInstanceOf(WorkPort.Acceptance.Refused.class, answer).code());
        journal.get().back();
        awaitReconciled(tasks, api.in("/Tasks/" + CallTasks.sid(STAY, 0)), "completed");
        api.await(api.in("/Tasks/" + CallTasks.sid(STAY, 1)), body -> body.path("assignment_status").asText()
                .equals("reserved"));
    }

    @Test
    void callersWhoLeaveAtTheVeryEndAreCanceledBeforeTheStoreCloses() {
        pending(tasks);
        tasks.cancel(WorkApi.ACCOUNT, STAY, "hangup");
        tasks.close();
        assertTrue(journal.get().appended().contains("task.canceled"));
    }

    /** Nothing asks a store that is closed: before, one SEVERE trace told of each caller who was still in a queue. */
    @Test
    void whatWaitsForAWorkspaceThatIsAwayIsGivenUpAtTheEndAndNothingIsBegunAnyMore() {
        String reservation = reserved();
        loseNext("reservation.accepted");
        var answers = api.world.timeline().<WorkPort.Acceptance>inbox(2);
        CallTasks patient = new CallTasks(api.world, 1_000, Duration.ofDays(1));
        patient.open(api.node());
        patient.accept(WorkApi.ACCOUNT, reservation, WORKER, Optional.empty(), answers::post);
        awaitLosses();
        patient.close();
        assertInstanceOf(WorkPort.Acceptance.Refused.class, answers.poll().orElseThrow());
        patient.accept(WorkApi.ACCOUNT, reservation, WORKER, Optional.empty(), answers::post);
        assertInstanceOf(WorkPort.Acceptance.Refused.class, answers.poll().orElseThrow());
    }

    private CallTasks hasty() {
        CallTasks hasty = new CallTasks(api.world, 1_000, HASTY);
        hasty.open(api.node());
        return hasty;
    }

    /** A caller whom nobody can serve; his task's path. */
    private String pending(CallTasks waits) {
        tasks = waits;
        create(STAY);
        String task = api.in("/Tasks/" + CallTasks.sid(STAY, 0));
        api.await(task, body -> body.path("assignment_status").asText().equals("pending"));
        return task;
    }

    private void loseNext(String eventType) {
        journal.get().staysAway(new WorkspaceSid(api.workspace));
        journal.get().lose(eventType);
    }

    private void awaitLosses() {
        await(() -> journal.get().lost().isEmpty());
    }

    private void await(BooleanSupplier so) {
        Deadline deadline = Deadline.after(api.world.timeline(), SOON);
        while (!so.getAsBoolean()) {
            assertFalse(deadline.passed(api.world.timeline()), "still not so");
            api.world.timeline().<Object>inbox(1).await(Deadline.after(api.world.timeline(), Duration.ofMillis(10)));
        }
    }

    /** Calls go on, and stand in no queue, while the reconciler looks again and again. */
    private WorkApi.Reply awaitReconciled(CallTasks reconciled, String task, String status) {
        CallTasks.Callers elsewhere = new CallTasks.Callers() {
            @Override
            public boolean waits(AccountSid account, WorkflowSid workflow, CallSid call) {
                return false;
            }

            @Override
            public boolean runs(AccountSid account, CallSid call) {
                return true;
            }
        };
        return api.await(task, body -> {
            reconciled.reconcile(new WorkspaceSid(api.workspace), WorkApi.ACCOUNT, elsewhere);
            return body.path("assignment_status").asText().equals(status);
        });
    }
}
