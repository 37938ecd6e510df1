package io.strowger.server.work;

import static io.strowger.server.work.WorkApi.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Limit;
import io.strowger.kernel.Metrics;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.work.WorkApi.Reply;
import io.strowger.work.core.RoutingLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What-if over the API (issue 4), on work that was done over the API. */
class SimulationTest {
    private static WorkApi api;

    private String queue = "";
    private String workflow = "";

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
        api.openWorkspace();
        queue = api.make(api.in("/TaskQueues"), "FriendlyName", "Letters", "TargetWorkers", "level > 0");
        workflow = api.workflowInto(queue);
    }

    private void work(String task) {
        for (String status : new String[] {"accepted", "completed"}) {
            String reservation = api.get(api.in("/Tasks/" + task + "/Reservations")).body().path("reservations")
                    .path(0).path("sid").asText();
            assertEquals(200, api.post(api.in("/Tasks/" + task + "/Reservations/" + reservation), "ReservationStatus",
                    status).status());
        }
    }

    private String task() {
        return api.make(api.in("/Tasks"), "WorkflowSid", workflow, "Attributes", "{\"kind\":\"letter\"}");
    }

    private String path() {
        return "/strowger/v1/Workspaces/" + api.workspace + "/Simulations";
    }

    private String document(String sid, String expression) {
        return "{\"task_routing\":{\"filters\":[{\"expression\":\"" + expression + "\",\"targets\":[{\"queue\":\""
                + sid + "\"}]}]}}";
    }

    @Test
    void journalIsRunUnderAnotherWorkflowAndTheOldOne() {
        api.availableWorker("anna", "{\"level\":1}");
        String first = task();
        String second = task();
        work(first);
        work(second);
        Reply reply = api.post(path(), "WorkflowSid", workflow, "Configuration",
                document(queue, "kind == 'call'"), "ServiceLevel", "30", "Seed", "4");
        assertEquals(200, reply.status(), reply.body().toString());
        JsonNode body = reply.body();
        assertEquals(api.workspace, reply.text("workspace_sid"));
        assertEquals(30, body.path("service_level").asInt());
        assertEquals(4, body.path("seed").asInt());
        for (String figures : new String[] {"recorded", "before"}) {
            assertEquals(2, body.path(figures).path("total").path("handled").asInt(), body.toString());
            assertEquals("Letters", body.path(figures).path("queues").path(0).path("friendly_name").asText());
        }
        assertEquals(body.path("recorded").path("total").path("wait"), body.path("before").path("total").path("wait"));
        assertEquals(0, body.path("after").path("total").path("handled").asInt());
        assertEquals(2, body.path("after").path("total").path("canceled").asInt(), "no filter takes them");
        Reply fewer = api.post(path(), "WorkflowSid", workflow, "Configuration", document(queue, "1==1"),
                "TaskQueueSid", queue, "TargetWorkers", "level > 1");
        assertEquals(2, fewer.body().path("after").path("total").path("waiting").asInt(), fewer.body().toString());
    }

    @Test
    void whatIsWrongIsRefusedWithItsPlace() {
        api.availableWorker("anna", "{\"level\":1}");
        work(task());
        String good = document(queue, "1==1");
        refused(api.post(path(), "WorkflowSid", workflow, "Configuration", document(queue, "kind ==")), 400, 20001,
                "Configuration: task_routing.filters[0].expression, column 8");
        String unknown = "WQ" + "0".repeat(32);
        refused(api.post(path(), "WorkflowSid", workflow, "Configuration", document(unknown, "1==1")), 400, 20001,
                "there is no task queue " + unknown);
        refused(api.post(path(), "WorkflowSid", "WW" + "0".repeat(32), "Configuration", good), 400, 20001,
                "there is no workflow WW000");
        refused(api.post(path(), "WorkflowSid", workflow, "Configuration", good, "From", "2026-01-02", "To",
                "2026-01-01"), 400, 20001, "From is not before To");
        refused(api.post(path(), "WorkflowSid", workflow, "Configuration", good, "From", "2000-01-01", "To",
                "2000-01-02"), 400, 20001, "there is no task in the record");
        refused(api.post(path(), "WorkflowSid", workflow, "Configuration", good, "TargetWorkers", "1==1"), 400, 20001,
                "go together");
        refused(api.post(path(), "WorkflowSid", workflow), 400, 20001, "Configuration");
    }

    /** Nobody learns from the answer whether another account's workspace is there. */
    @Test
    void workspaceOfAnotherAccountIsNotThere() {
        String form = WorkApi.form("WorkflowSid", workflow, "Configuration", document(queue, "1==1"));
        Reply foreign = api.send(WorkApi.OTHER, "POST", path(), Optional.empty(),
                "application/x-www-form-urlencoded", form);
        refused(foreign, 404, 20404, "");
        Reply absent = api.send(WorkApi.OTHER, "POST", path().replace(api.workspace, "WS" + "0".repeat(32)),
                Optional.empty(), "application/x-www-form-urlencoded", form);
        assertEquals(absent.text("message").replace("WS" + "0".repeat(32), api.workspace), foreign.text("message"));
    }

    private static SimulationResources.Bounds bounds(long atOnce, Duration longest, long before, long openTasks) {
        return new SimulationResources.Bounds(new Limit("work-simulations", atOnce), longest,
                new Limit("work-simulation-events", 500), new Limit("work-simulation-events-before", before),
                new Limit("work-simulation-open-tasks", openTasks));
    }

    private Reply within(SimulationResources.Bounds bounds, RoutingLimits limits, String... more) {
        List<String> fields = new ArrayList<>(List.of("WorkflowSid", workflow, "Configuration",
                document(queue, "1==1")));
        fields.addAll(List.of(more));
        return api.through(desk -> new SimulationResources(api.world, desk, api.history(), limits, bounds)
                .operations(), path(), fields.toArray(String[]::new));
    }

    /** The installation's limits count, not the default ones. */
    @Test
    void runHasTheLimitsOfTheInstallation() {
        api.availableWorker("anna", "{\"level\":1}");
        String first = task();
        task();
        work(first);
        RoutingLimits one = new RoutingLimits(10, 10, 10, 10, 10, 1, 1000, 1000, 64, 10, Duration.ofDays(1),
                Duration.ofDays(1), Duration.ofMinutes(5), 10);
        Reply reply = within(bounds(1, Duration.ofMinutes(2), 500, 500), one);
        assertTrue(reply.body().path("notes").toString().contains("There are 1 open tasks already"),
                reply.body().toString());
        assertEquals(0, within(bounds(1, Duration.ofMinutes(2), 500, 500), RoutingLimits.DEFAULT).body().path("notes")
                .size());
    }

    @Test
    void oneIsRunAtATime() {
        SimulationResources.Bounds none = bounds(0, Duration.ofMinutes(2), 500, 500);
        refused(within(none, RoutingLimits.DEFAULT), 429, 90171, "limit work-simulations");
        assertEquals(1, none.atOnce().bites());
    }

    /** Whoever is answered that it took too long has not left a thread, a slot and a connection behind. */
    @Test
    void oneThatTakesTooLongIsStoppedBeforeItIsAnswered() {
        api.availableWorker("anna", "{\"level\":1}");
        work(task());
        SimulationResources.Bounds hasty = bounds(1, Duration.ZERO, 500, 500);
        refused(within(hasty, RoutingLimits.DEFAULT), 503, 90171, "took longer than 0 seconds");
        assertEquals(0, hasty.atOnce().held());
    }

    @Test
    void whatLiesBeforeTheStretchIsCounted() { // it is read and applied like the rest
        api.availableWorker("anna", "{\"level\":1}");
        work(task());
        SimulationResources.Bounds few = bounds(1, Duration.ofMinutes(2), 3, 500);
        refused(within(few, RoutingLimits.DEFAULT), 400, 90170, "more than 3 events lie between");
        assertEquals(1, few.eventsBefore().bites());
        assertEquals(0, few.events().bites());
    }

    @Test
    void workspaceWithTooManyOpenTasksIsRefusedBeforeItIsRead() {
        task();
        task();
        SimulationResources.Bounds small = bounds(1, Duration.ofMinutes(2), 0, 1);
        refused(within(small, RoutingLimits.DEFAULT), 400, 90170, "the workspace has 2 open tasks, more than 1 (limit"
                + " work-simulation-open-tasks)");
        assertEquals(1, small.openTasks().bites());
    }

    /** A failure of the machine is told as such, and the slot is free again. */
    @Test
    void errorOfTheMachineIsAnsweredAndFreesTheSlot() {
        SimulationResources.Bounds one = bounds(1, Duration.ofMinutes(2), 500, 500);
        WorkDesk desk = new WorkDesk(api.node(), new EvaluationRate(api.world.timeline(), 1, Duration.ofHours(1),
                new Metrics()));
        SimulationResources simulations = new SimulationResources(api.world, desk, api.history(),
                RoutingLimits.DEFAULT, one);
        for (Error error : List.of(new OutOfMemoryError("a test"), new StackOverflowError("a test"))) {
            ApiFailure told = assertThrows(ApiFailure.class, () -> simulations.alone(0, effort -> {
                throw error;
            }));
            assertEquals(error instanceof OutOfMemoryError ? ErrorCode.WHAT_IF_BUSY : ErrorCode.INTERNAL, told.code());
            assertEquals(0, one.atOnce().held());
        }
    }
}
