package io.strowger.server.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.strowger.call.port.TaskRequest;
import io.strowger.call.port.WorkPort;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.QueueSid;
import io.strowger.kernel.TaskSid;
import io.strowger.server.store.TestStore;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
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
    private static TestStore database;
    private static WorkApi api;

    private CallTasks tasks;

    @BeforeAll
    static void begin() {
        database = TestStore.open();
        api = new WorkApi(database);
    }

    @AfterAll
    static void end() {
        api.close();
        database.close();
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

    /** A caller whose reservation a worker's call has accepted and whose task the API has completed since; its sid. */
    private TaskSid completedMeanwhile(WorkPort.WaitId stay) {
        String workflow = api.workflowInto(api.make(api.in("/TaskQueues"), "FriendlyName", "All"));
        tasks.create(new TaskRequest(WorkApi.ACCOUNT, stay, workflow, new QueueSid("QU" + "1".repeat(32)), "",
                Map.of("call_sid", CALLER.value()), OptionalInt.empty(), Optional.empty()), event -> { });
        JsonNode task = api.await(api.in("/Tasks"), body -> body.path("tasks").path(0).path("assignment_status")
                .asText().equals("reserved")).body().path("tasks").path(0);
        String sid = task.path("sid").asText();
        reservation = api.get(api.in("/Tasks/" + sid + "/Reservations")).body().path("reservations").path(0)
                .path("sid").asText();
        var answers = api.world.timeline().<WorkPort.Acceptance>inbox(1);
        tasks.accept(WorkApi.ACCOUNT, reservation, WORKER, Optional.empty(), answers::post);
        assertInstanceOf(WorkPort.Acceptance.Accepted.class,
                answers.await(Deadline.after(api.world.timeline(), SOON)).orElseThrow());
        assertEquals(200, api.post(api.in("/Tasks/" + sid), "AssignmentStatus", "completed", "Reason", "wrapped")
                .status());
        return new TaskSid(sid);
    }

    private String reservation = "";

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
}
