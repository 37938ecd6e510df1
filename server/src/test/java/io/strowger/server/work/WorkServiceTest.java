package io.strowger.server.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Metrics;
import io.strowger.server.rest.Operation;
import io.strowger.server.work.WorkApi.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The service as its customers see it, over sockets: items of requirements part 2 that no other test shows. */
class WorkServiceTest {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static WorkApi api;

    @BeforeAll
    static void begin() {
        api = WorkApi.open(3);
    }

    @AfterAll
    static void end() {
        api.close();
    }

    @BeforeEach
    void open() {
        api.openWorkspace();
    }

    private static Reply as(AccountSid account, String path, String... form) {
        return api.send(account, form.length == 0 ? "GET" : "POST", path, Optional.empty(), FORM, WorkApi.form(form));
    }

    private static List<String> offers(AccountSid account, String workspace, String task) {
        List<String> workers = new ArrayList<>();
        as(account, "/v1/Workspaces/" + workspace + "/Tasks/" + task + "/Reservations").body().path("reservations")
                .forEach(offer -> workers.add(offer.path("worker_name").asText()));
        return workers;
    }

    /** Requirement 2.1: each API has a module of its own, and none of them has paths of another's. */
    @Test
    void everyModuleServesItsOwnKindOfThings() {
        WorkDesk desk = new WorkDesk(api.node(),
                new EvaluationRate(api.world.timeline(), 1, Duration.ofHours(1), new Metrics()));
        Map<String, List<Operation>> modules = Map.of(
                "Workers", new WorkerResources(api.world, desk).operations(),
                "Tasks", new TaskResources(api.world, desk).operations(),
                "Workflows, TaskQueues, Activities, TaskChannels, Workspaces",
                new SetupResources(api.world, desk).operations());
        modules.forEach((kinds, operations) -> operations.forEach(operation -> {
            String kind = operation.path().replaceAll("^/v1/Workspaces/\\{WorkspaceSid}/([A-Za-z]+).*", "$1")
                    .replaceAll("^/v1/(Workspaces).*", "$1");
            assertTrue(new TreeSet<>(List.of(kinds.split(", "))).contains(kind), operation + " among " + kinds);
        }));
    }

    /** Requirements 2.2 and 2.3: an item goes to a worker of its own account, whatever the attributes say. */
    @Test
    void assignmentNeverCrossesAccountsThoughAllIsAlike() {
        String theirs = as(WorkApi.OTHER, "/v1/Workspaces", "FriendlyName", "Desk").text("sid");
        String inTheirs = "/v1/Workspaces/" + theirs;
        JsonNode available = as(WorkApi.OTHER, inTheirs + "/Activities?FriendlyName=Available").body()
                .path("activities").path(0);
        String spy = as(WorkApi.OTHER, inTheirs + "/Workers", "FriendlyName", "Ada", "Attributes", "{\"level\": 9}",
                "ActivitySid", available.path("sid").asText()).text("sid");
        String queue = api.make(api.in("/TaskQueues"), "FriendlyName", "All", "TargetWorkers", "level > 1");
        String flow = api.workflowInto(queue);
        String task = api.make(api.in("/Tasks"), "WorkflowSid", flow, "Attributes", "{}");
        assertEquals(List.of(), offers(WorkApi.ACCOUNT, api.workspace, task), "their free worker is none of ours");
        assertEquals(0, as(WorkApi.OTHER, inTheirs + "/Workers/" + spy + "/Reservations").body().path("reservations")
                .size());
        for (String[] foreign : List.of(new String[] {"RoutingTarget", spy}, new String[] {"TaskQueueSid",
                as(WorkApi.OTHER, inTheirs + "/TaskQueues", "FriendlyName", "All").text("sid")})) {
            Reply refused = api.post(api.in("/Tasks"), foreign);
            Reply unknown = api.post(api.in("/Tasks"), foreign[0], foreign[1].substring(0, 2) + "0".repeat(32));
            assertEquals(400, refused.status());
            assertEquals(unknown.text("message").replaceAll("W[KQ]0+", ""),
                    refused.text("message").replace(foreign[1], ""), "like one that never existed");
        }
        api.availableWorker("Bob", "{\"level\": 2}");
        assertEquals(List.of("Bob"), offers(WorkApi.ACCOUNT, api.workspace, task));
    }

    /** Requirement 2.26: activities are the customer's, each says whether it takes work. */
    @Test
    void customersActivitiesSayWhoTakesWork() {
        String busy = api.make(api.in("/Activities"), "FriendlyName", "Wrapping up", "Available", "false");
        String ready = api.make(api.in("/Activities"), "FriendlyName", "Back office", "Available", "true");
        String worker = api.make(api.in("/Workers"), "FriendlyName", "Ada", "ActivitySid", busy);
        api.workflowInto(api.make(api.in("/TaskQueues"), "FriendlyName", "All"));
        String task = api.make(api.in("/Tasks"), "Attributes", "{}");
        assertEquals(List.of(), offers(WorkApi.ACCOUNT, api.workspace, task));
        assertTrue(api.post(api.in("/Workers/" + worker), "ActivitySid", ready).body().path("available")
                .asBoolean());
        assertEquals(List.of("Ada"), offers(WorkApi.ACCOUNT, api.workspace, task), "at once (2.27)");
    }

    /** Requirement 2.31: a collection groups what waits, and tells of it as a whole. */
    @Test
    void waitingItemsAreGroupedByTheirQueue() {
        String gold = api.make(api.in("/TaskQueues"), "FriendlyName", "Gold", "TargetWorkers", "1==2");
        String rest = api.make(api.in("/TaskQueues"), "FriendlyName", "Rest", "TargetWorkers", "1==2");
        api.make(api.in("/Workflows"), "FriendlyName", "Flow", "Configuration", "{\"task_routing\":{\"filters\":["
                + "{\"expression\":\"gold == true\",\"targets\":[{\"queue\":\"" + gold + "\"}]}],"
                + "\"default_filter\":{\"queue\":\"" + rest + "\"}}}");
        for (String attributes : List.of("{\"gold\":true}", "{}", "{\"gold\":true}")) {
            api.make(api.in("/Tasks"), "Attributes", attributes);
        }
        assertEquals(2, api.get(api.in("/TaskQueues/" + gold + "/RealTimeStatistics")).body().path("total_tasks")
                .asInt());
        assertEquals(2, api.get(api.in("/Tasks?TaskQueueSid=" + gold)).body().path("tasks").size());
        assertEquals(1, api.get(api.in("/Tasks?TaskQueueName=Rest")).body().path("tasks").size());
    }

    /** Requirement 2.39: who was told of the assignment processes the item, and says so by the API. */
    @Test
    void customersServerProcessesTheItemItWasToldOf() {
        api.application = request -> WorkApi.json("{}");
        api.availableWorker("Ada", "{}");
        String task = api.make(api.in("/Tasks"), "WorkflowSid", api.workflowInto(
                api.make(api.in("/TaskQueues"), "FriendlyName", "All"), "AssignmentCallbackUrl",
                "https://app.example.com/processed"), "Attributes", "{\"order\": 7}");
        Map<String, String> told = WorkApi.form(api.awaitAsked(request ->
                request.url().toString().endsWith("/processed")));
        assertEquals(task, told.get("TaskSid"));
        assertEquals("{\"order\": 7}", told.get("TaskAttributes"), "an attribute of the item (2.38)");
        String offer = api.in("/Workers/" + told.get("WorkerSid") + "/Reservations/" + told.get("ReservationSid"));
        assertEquals("accepted", api.post(offer, "ReservationStatus", "accepted").text("reservation_status"));
        assertEquals("completed", api.post(api.in("/Tasks/" + task), "AssignmentStatus", "completed", "Reason",
                "shipped").text("assignment_status"));
    }

    /** Limits (documented): lists that evaluate an expression, so many in a span, for each account by itself. */
    @Test
    void listsFilteredByAnExpressionHaveALimitOfTheirOwn() {
        String workers = api.in("/Workers?TargetWorkersExpression=level+%3E+1");
        String tasks = api.in("/Tasks?EvaluateTaskAttributes=level+%3E+1");
        String queues = api.in("/TaskQueues?EvaluateWorkerAttributes=%7B%7D");
        assertEquals(400, api.get(api.in("/Workers?TargetWorkersExpression=level+%3E")).status(), "looks at nobody");
        for (String list : List.of(workers, tasks, queues)) {
            assertEquals(200, api.get(list).status(), list);
        }
        for (String list : List.of(workers, tasks, queues)) {
            Reply refused = api.get(list);
            assertEquals(429, refused.status(), list);
            assertEquals(20429, refused.body().path("code").asInt());
            assertTrue(refused.text("message").contains("limit work-evaluations"), refused.text("message"));
        }
        assertEquals(200, api.get(api.in("/Workers?FriendlyName=Ada")).status(), "other lists go on");
        String theirs = as(WorkApi.OTHER, "/v1/Workspaces", "FriendlyName", "Desk").text("sid");
        assertEquals(200, as(WorkApi.OTHER, "/v1/Workspaces/" + theirs + "/Workers?TargetWorkersExpression=a+%3D%3D+1")
                .status(), "and other accounts");
        assertTrue(api.metric("strowger_work_evaluations_refused_total").endsWith(" 3"));
    }

    /** Section 9: an update's TaskChannel, by unique name or sid (trap 10), while nobody is offered the task. */
    @Test
    void waitingTaskIsPutOnAnotherChannel() {
        api.workflowInto(api.make(api.in("/TaskQueues"), "FriendlyName", "All"));
        String task = api.make(api.in("/Tasks"), "TaskChannel", "chat");
        Reply moved = api.post(api.in("/Tasks/" + task), "TaskChannel", "voice");
        assertEquals(200, moved.status(), moved.body().toString());
        assertEquals("voice", moved.text("task_channel_unique_name"));
        assertEquals(1, api.get(api.in("/RealTimeStatistics?TaskChannel=voice")).body().path("total_tasks").asInt());
        assertEquals(0, api.get(api.in("/RealTimeStatistics?TaskChannel=chat")).body().path("total_tasks").asInt());
        api.availableWorker("Ada", "{}");
        assertEquals("voice", api.post(api.in("/Tasks/" + task), "TaskChannel", moved.text("task_channel_sid"))
                .text("task_channel_unique_name"), "the one it has changes nothing");
        Reply refused = api.post(api.in("/Tasks/" + task), "TaskChannel", "chat");
        assertEquals(400, refused.status());
        assertTrue(refused.text("message").contains("because it is reserved"), refused.text("message"));
    }
}
