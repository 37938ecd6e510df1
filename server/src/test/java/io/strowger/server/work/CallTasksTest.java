package io.strowger.server.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.strowger.call.port.TaskRequest;
import io.strowger.call.port.WorkPort;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.QueueSid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkflowSid;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.work.Effect;
import io.strowger.work.core.TaskStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tasks of calls whose application meddles with them over the API (work-distribution-api section 5, "TwiML side"). */
class CallTasksTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final CallSid CALLER = new CallSid("CA" + "5".repeat(32));
    private static final CallSid WORKER = new CallSid("CA" + "6".repeat(32));
    private static final CallTasks.Callers NONE = new Callers(false, false);
    private static final CallTasks.Callers ALL = new Callers(true, true);
    private static WorkApi api;

    private CallTasks tasks;

    /** Calls of which all wait, and all run, or none. */
    private record Callers(boolean waiting, boolean running) implements CallTasks.Callers {
        @Override
        public boolean waits(AccountSid account, WorkflowSid workflow, CallSid call) {
            return waiting;
        }

        @Override
        public boolean runs(AccountSid account, CallSid call) {
            return running;
        }
    }

    @BeforeAll
    static void begin() {
        api = WorkApi.open();
    }

    @AfterAll
    static void end() {
        api.close();
    }

    @BeforeEach
    void open() {
        tasks = new CallTasks(api.world);
        tasks.open(api.node());
        api.openWorkspace();
        api.availableWorker("Ada", "{}");
    }

    private static boolean await(BooleanSupplier so) {
        Deadline deadline = Deadline.after(api.world.timeline(), SOON);
        while (!so.getAsBoolean() && !deadline.passed(api.world.timeline())) {
            api.world.timeline().<Object>inbox(1).await(Deadline.after(api.world.timeline(), Duration.ofMillis(10)));
        }
        return so.getAsBoolean();
    }

    /** A caller for whom there is no worker; its task's sid. */
    private String waiting(WorkPort.WaitId stay) {
        create(stay, api.make(api.in("/TaskQueues"), "FriendlyName", "Nobody", "TargetWorkers", "1==2"));
        return api.await(api.in("/Tasks"), body -> !body.path("tasks").isEmpty()).body().path("tasks").path(0)
                .path("sid").asText();
    }

    private void create(WorkPort.WaitId stay, String queue) {
        tasks.create(new TaskRequest(WorkApi.ACCOUNT, stay, api.workflowInto(queue),
                new QueueSid("QU" + "1".repeat(32)), "", Map.of("call_sid", CALLER.value()), OptionalInt.empty(),
                Optional.empty()), told::add);
    }

    /** A caller whose task is reserved; its sid. */
    private String reserved(WorkPort.WaitId stay) {
        create(stay, api.make(api.in("/TaskQueues"), "FriendlyName", "All"));
        JsonNode task = api.await(api.in("/Tasks"), body -> body.path("tasks").path(0).path("assignment_status")
                .asText().equals("reserved")).body().path("tasks").path(0);
        String sid = task.path("sid").asText();
        reservation = api.get(api.in("/Tasks/" + sid + "/Reservations")).body().path("reservations").path(0)
                .path("sid").asText();
        return sid;
    }

    /** A worker's call accepts the reservation. */
    private WorkPort.Acceptance.Accepted accepted() {
        var answers = api.world.timeline().<WorkPort.Acceptance>inbox(1);
        tasks.accept(WorkApi.ACCOUNT, reservation, WORKER, Optional.empty(), answers::post);
        return assertInstanceOf(WorkPort.Acceptance.Accepted.class,
                answers.await(Deadline.after(api.world.timeline(), SOON)).orElseThrow());
    }

    /** A caller whose reservation a worker's call has accepted and whose task the API has completed since; its sid. */
    private TaskSid completedMeanwhile(WorkPort.WaitId stay) {
        String sid = reserved(stay);
        accepted();
        assertEquals(200, api.post(api.in("/Tasks/" + sid), "AssignmentStatus", "completed", "Reason", "wrapped")
                .status());
        return new TaskSid(sid);
    }

    private final Queue<WorkPort.TaskEvent> told = new ConcurrentLinkedQueue<>();
    private String reservation = "";

    private String becomes(String status) {
        return api.post(api.in("/Tasks/" + api.get(api.in("/Tasks")).body().path("tasks").path(0).path("sid").asText()
                + "/Reservations/" + reservation), "ReservationStatus", status).text("reservation_status");
    }

    private String status() {
        return api.get(api.in("/Tasks")).body().path("tasks").path(0).path("assignment_status").asText();
    }

    @Test
    void aTaskThatIsCompletedOverTheApiWhileTheyTalkIsForgottenAfterwards() {
        TaskSid task = completedMeanwhile(new WorkPort.WaitId(CALLER, 1));
        assertTrue(tasks.knows(task), "they talk");
        tasks.ended(WorkApi.ACCOUNT, reservation, true);
        assertTrue(await(() -> !tasks.knows(task)), "nothing of the call is kept");
    }

    @Test
    void aCallerWhoWasNeverJoinedWaitsAsATaskAnewThoughTheFirstWasCompletedOverTheApi() {
        TaskSid task = completedMeanwhile(new WorkPort.WaitId(CALLER, 2));
        tasks.ended(WorkApi.ACCOUNT, reservation, false);
        JsonNode anew = api.await(api.in("/Tasks"), body -> body.path("tasks").size() == 2).body();
        assertTrue(await(() -> !tasks.knows(task)));
        assertTrue(anew.toString().contains("\"reserved\"") || anew.toString().contains("\"pending\""),
                anew.toString());
    }

    @Test
    void aReservationThatTheApiPutToWrappingOutlastsTheConversationAndTheReconciler_trap5() {
        TaskSid task = new TaskSid(reserved(new WorkPort.WaitId(CALLER, 3)));
        accepted();
        assertEquals("wrapping", becomes("wrapping"));
        tasks.ended(WorkApi.ACCOUNT, reservation, true);
        assertTrue(await(() -> !tasks.knows(task)));
        tasks.reconcile(new WorkspaceSid(api.workspace), WorkApi.ACCOUNT, NONE);
        assertEquals("wrapping", status());
        assertEquals("completed", becomes("completed"));
        assertEquals("completed", status());
    }

    @Test
    void aTaskWhoseCallIsGoneIsEndedByTheReconcilerWhetherSomebodyHadItOrNot() {
        reserved(new WorkPort.WaitId(CALLER, 4));
        CallTasks later = new CallTasks(api.world); // of the next run: it knows no call
        later.open(api.node());
        later.reconcile(new WorkspaceSid(api.workspace), WorkApi.ACCOUNT, ALL);
        assertEquals("reserved", status(), "its call runs");
        accepted();
        later.reconcile(new WorkspaceSid(api.workspace), WorkApi.ACCOUNT, NONE);
        assertTrue(await(() -> status().equals("completed")));
    }

    /** What its call was is written where the task was made, and not only in attributes that are the application's. */
    @Test
    void aTaskWhoseAttributesAndChannelNoLongerTellOfItsCallIsEndedByTheReconcilerAllTheSame() {
        String task = api.in("/Tasks/" + waiting(new WorkPort.WaitId(CALLER, 10)));
        assertEquals(200, api.post(task, "Attributes", "{\"vip\":true}", "TaskChannel", "default").status());
        CallTasks later = new CallTasks(api.world); // of the next run: it knows no call
        later.open(api.node());
        later.reconcile(new WorkspaceSid(api.workspace), WorkApi.ACCOUNT, NONE);
        assertTrue(await(() -> status().equals("canceled")));
    }

    @Test
    void aWorkersCallIsJoinedToTheCallOfTheTaskWhateverItsAttributesSay() {
        String task = api.in("/Tasks/" + reserved(new WorkPort.WaitId(CALLER, 11)));
        assertEquals(200, api.post(task, "Attributes", "{\"call_sid\":\"nobody's\"}").status());
        assertEquals(CALLER, accepted().caller());
        JsonNode event = api.get(api.in("/Events?EventType=reservation.accepted")).body().path("events").path(0);
        assertEquals("worker " + api.get(task + "/Reservations/" + reservation).text("worker_sid"),
                event.path("actor_type").asText() + " " + event.path("actor_sid").asText(), "who took the call");
    }

    /** Whatever made its caller forget it: nobody is offered a caller who is not there. */
    @Test
    void anOpenTaskWhoseCallHasLeftTheQueueIsEndedThoughTheCallGoesOn() {
        reserved(new WorkPort.WaitId(CALLER, 7));
        CallTasks later = new CallTasks(api.world);
        later.open(api.node());
        later.reconcile(new WorkspaceSid(api.workspace), WorkApi.ACCOUNT, new Callers(false, true));
        assertTrue(await(() -> status().equals("canceled")));
    }

    @Test
    void anAcceptedTaskWhoseCallHasLeftTheQueueLastsAsLongAsTheCall() {
        reserved(new WorkPort.WaitId(CALLER, 8));
        accepted();
        CallTasks later = new CallTasks(api.world);
        later.open(api.node());
        later.reconcile(new WorkspaceSid(api.workspace), WorkApi.ACCOUNT, new Callers(false, true));
        assertEquals("assigned", status());
        later.reconcile(new WorkspaceSid(api.workspace), WorkApi.ACCOUNT, NONE);
        assertTrue(await(() -> status().equals("completed")));
    }

    /** Those just created, and those whom a worker's call has taken out of the queue, stand in none. */
    @Test
    void theReconcilerLeavesCallersAloneThatAreKnownToWait() {
        reserved(new WorkPort.WaitId(CALLER, 9));
        tasks.reconcile(new WorkspaceSid(api.workspace), WorkApi.ACCOUNT, NONE);
        assertEquals("reserved", status());
    }

    /** A large workspace is looked through by slices, and the next pass goes on where the last one stopped. */
    @Test
    void theReconcilerComesToEveryTaskSliceBySlice() {
        String workflow = api.workflowInto(api.make(api.in("/TaskQueues"), "FriendlyName", "All"));
        List<TaskSid> all = new ArrayList<>();
        for (int stay = 20; stay < 45; stay++) {
            WorkPort.WaitId id = new WorkPort.WaitId(CALLER, stay);
            all.add(CallTasks.sid(id, 0));
            tasks.create(new TaskRequest(WorkApi.ACCOUNT, id, workflow, new QueueSid("QU" + "1".repeat(32)), "",
                    Map.of("call_sid", CALLER.value()), OptionalInt.empty(), Optional.empty()), told::add);
        }
        assertTrue(await(() -> all.stream().noneMatch(task -> status(task).isEmpty())));
        CallTasks later = new CallTasks(api.world, 1, PatientNode.PATIENCE);
        later.open(api.node());
        later.reconcile(new WorkspaceSid(api.workspace), WorkApi.ACCOUNT, NONE);
        assertTrue(await(() -> all.subList(0, 20).stream().allMatch(task -> status(task).equals("canceled"))));
        assertTrue(all.subList(20, 25).stream().noneMatch(task -> status(task).equals("canceled")));
        later.reconcile(new WorkspaceSid(api.workspace), WorkApi.ACCOUNT, NONE);
        assertTrue(await(() -> all.stream().allMatch(task -> status(task).equals("canceled"))));
    }

    private static String status(TaskSid task) {
        return api.get(api.in("/Tasks/" + task)).body().path("assignment_status").asText();
    }

    @Test
    void aTaskThatTheApiAcceptsAndCompletesWithoutACallLetsItsCallerGo() {
        TaskSid task = new TaskSid(reserved(new WorkPort.WaitId(CALLER, 5)));
        assertEquals("accepted", becomes("accepted"));
        assertTrue(tasks.knows(task), "the caller waits on");
        assertEquals("completed", becomes("completed"));
        tasks.over(new Effect.CallTaskOver(task, CALLER.value(), TaskStatus.COMPLETED, Optional.empty()));
        assertInstanceOf(WorkPort.TaskEvent.Ended.class, told.stream().toList().getLast());
        assertTrue(!tasks.knows(task));
    }

    @Test
    void theEndOfATaskIsNoNewsToACallerWhomAWorkersCallHas() {
        TaskSid task = completedMeanwhile(new WorkPort.WaitId(CALLER, 6));
        tasks.over(new Effect.CallTaskOver(task, CALLER.value(), TaskStatus.COMPLETED, Optional.empty()));
        assertTrue(told.stream().noneMatch(WorkPort.TaskEvent.Ended.class::isInstance), told::toString);
        assertTrue(tasks.knows(task));
    }
}
