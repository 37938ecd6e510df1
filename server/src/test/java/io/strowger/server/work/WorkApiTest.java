package io.strowger.server.work;

import static io.strowger.server.work.WorkApi.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.strowger.server.work.WorkApi.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The resources of TaskRouter v1 (work-distribution-api sections 1, 4, 9, 10 and 11; requirements 2.1 to 2.8). */
class WorkApiTest {
    private static WorkApi api;

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
    }

    @AfterEach
    void forget() {
        api.asked.clear();
        api.alerts.clear();
    }

    private static List<String> values(JsonNode list, String field) {
        List<String> values = new ArrayList<>();
        list.forEach(one -> values.add(one.path(field).asText()));
        return values;
    }

    @Test
    void workspaceComesWithActivitiesAndTaskChannels() {
        Reply workspace = api.get(api.in(""));
        assertEquals("Offline", workspace.text("default_activity_name"));
        assertEquals(workspace.text("default_activity_sid"), workspace.text("timeout_activity_sid"));
        assertTrue(workspace.body().path("multi_task_enabled").asBoolean());
        assertEquals("FIFO", workspace.text("prioritize_queue_order"));
        assertEquals(List.of("Available", "Offline", "Unavailable"), values(api.get(api.in("/Activities")).body()
                .path("activities"), "friendly_name").stream().sorted().toList());
        assertEquals(List.of("Available"), values(api.get(api.in("/Activities?Available=true")).body()
                .path("activities"), "friendly_name"));
        assertTrue(values(api.get(api.in("/TaskChannels")).body().path("channels"), "unique_name")
                .containsAll(List.of("default", "voice", "chat", "sms", "video")));
        JsonNode links = workspace.body().path("links");
        assertEquals(10, links.size());
        links.forEach(link -> assertTrue(link.asText().startsWith(workspace.text("url") + "/"), link.asText()));
    }

    @Test
    void fifoTemplateAddsAQueueForEverybodyAndAWorkflow() {
        api.openWorkspace("Template", "FIFO");
        assertEquals(1, api.get(api.in("/TaskQueues")).body().path("task_queues").size());
        assertEquals(1, api.get(api.in("/Workflows")).body().path("workflows").size());
    }

    @Test
    void workspaceIsUpdatedListedByNameAndDeleted() {
        Reply updated = api.post(api.in(""), "FriendlyName", "Night desk", "EventCallbackUrl",
                "https://app.example.com/events", "DefaultActivitySid", api.activity("Available"));
        assertEquals("Night desk", updated.text("friendly_name"));
        assertEquals("https://app.example.com/events", updated.text("event_callback_url"));
        assertEquals("Available", updated.text("default_activity_name"));
        assertEquals("", api.post(api.in(""), "EventCallbackUrl", "").text("event_callback_url"));
        JsonNode listed = api.get("/v1/Workspaces?FriendlyName=Night+desk").body();
        assertEquals(List.of(api.workspace), values(listed.path("workspaces"), "sid"));
        assertEquals(204, api.delete(api.in("")).status());
        assertEquals(404, api.get(api.in("")).status());
        assertEquals(404, api.get(api.in("/Workers")).status());
        assertEquals(0, api.get("/v1/Workspaces?FriendlyName=Night+desk").body().path("workspaces").size());
    }

    @Test
    void anotherAccountsWorkspaceIsLikeNone() {
        api.availableWorker("Ada", "{}");
        for (String path : List.of("", "/Workers", "/Activities", "/Tasks", "/Events", "/Statistics")) {
            Reply foreign = api.send(WorkApi.OTHER, "GET", api.in(path), Optional.empty(), "", "");
            Reply none = api.send(WorkApi.OTHER, "GET", "/v1/Workspaces/WS" + "0".repeat(32) + path,
                    Optional.empty(), "", "");
            assertEquals(404, foreign.status(), path);
            assertEquals(none.text("message").replace("WS" + "0".repeat(32), api.workspace),
                    foreign.text("message"));
        }
        assertEquals(404, api.send(WorkApi.OTHER, "POST", api.in("/Workers"), Optional.empty(),
                "application/x-www-form-urlencoded", "FriendlyName=Eve").status());
        assertEquals(0, api.send(WorkApi.OTHER, "GET", "/v1/Workspaces", Optional.empty(), "", "").body()
                .path("workspaces").size());
    }

    @Test
    void activityThatIsInUseCannotBeDeleted() {
        String lunch = api.make(api.in("/Activities"), "FriendlyName", "Lunch");
        assertFalse(api.get(api.in("/Activities/" + lunch)).body().path("available").asBoolean());
        assertEquals("Late lunch", api.post(api.in("/Activities/" + lunch), "FriendlyName", "Late lunch")
                .text("friendly_name"));
        api.make(api.in("/Workers"), "FriendlyName", "Ada", "ActivitySid", lunch);
        refused(api.delete(api.in("/Activities/" + lunch)), 409, 20409, "");
        refused(api.delete(api.in("/Activities/" + api.activity("Offline"))), 409, 20409, "");
        assertEquals(204, api.delete(api.in("/Activities/" + api.activity("Unavailable"))).status());
    }

    @Test
    void workerHasAChannelForEachTaskChannelAndEchoesItsAttributes() {
        String odd = "{ \"skill\": 3,\"langs\" : [\"de\", \"Zo\u00eb\"] }";
        String worker = api.availableWorker("Ada", odd);
        Reply fetched = api.get(api.in("/Workers/" + worker));
        assertEquals(odd, fetched.text("attributes"));
        assertTrue(fetched.body().path("available").asBoolean());
        JsonNode channels = api.get(api.in("/Workers/" + worker + "/Channels")).body().path("channels");
        assertEquals(api.get(api.in("/TaskChannels")).body().path("channels").size(), channels.size());
        String own = channels.path(0).path("sid").asText();
        assertTrue(own.matches("WC[0-9a-f]{32}"), own);
        Reply more = api.post(api.in("/Workers/" + worker + "/Channels/" + own), "Capacity", "5", "Available",
                "false");
        assertEquals(5, more.body().path("configured_capacity").asInt());
        assertFalse(more.body().path("available").asBoolean());
        assertEquals(own, api.get(api.in("/Workers/" + worker + "/Channels/"
                + channels.path(0).path("task_channel_unique_name").asText())).text("sid"));
        assertEquals("Offline", api.get(api.in("/Workers/" + api.make(api.in("/Workers"), "FriendlyName", "Bob")))
                .text("activity_name"));
    }

    @Test
    void workersAreFilteredByActivityQueueAndExpression() {
        String ada = api.availableWorker("Ada", "{\"skill\": 5}");
        String bob = api.make(api.in("/Workers"), "FriendlyName", "Bob", "Attributes", "{\"skill\": 2}");
        String queue = api.make(api.in("/TaskQueues"), "FriendlyName", "Skilled", "TargetWorkers", "skill > 3");
        assertEquals(List.of(ada), workers("Available=true"));
        assertEquals(List.of(bob), workers("Available=no"));
        assertEquals(List.of(bob), workers("ActivityName=Offline"));
        assertEquals(List.of(ada), workers("TaskQueueSid=" + queue));
        assertEquals(List.of(ada), workers("TaskQueueName=Skilled"));
        assertEquals(List.of(bob), workers("FriendlyName=Bob"));
        assertEquals(List.of(bob), workers("TargetWorkersExpression=skill+%3D%3D+2"));
        assertEquals(List.of(ada, bob), workers("TargetWorkersExpression=worker.friendly_name+IN+%5B'Ada','Bob'%5D"));
        assertEquals(List.of(bob, ada), workers("Ordering=DateStatusChanged:desc"));
        refused(api.get(api.in("/Workers?TargetWorkersExpression=skill+%3D%3D+%3D")), 400, 20001,
                "TargetWorkersExpression");
        refused(api.get(api.in("/Workers?Ordering=Height:desc")), 400, 20001, "Ordering");
        assertEquals(List.of(queue), values(api.get(api.in("/TaskQueues?EvaluateWorkerAttributes="
                + "%7B%22skill%22:4%7D")).body().path("task_queues"), "sid"));
        assertEquals(List.of(), values(api.get(api.in("/TaskQueues?WorkerSid=" + bob)).body().path("task_queues"),
                "sid"));
    }

    private List<String> workers(String query) {
        return values(api.get(api.in("/Workers?" + query)).body().path("workers"), "sid");
    }

    @Test
    void listsAreWalkedByKeysInBothDirections() {
        for (int i = 0; i < 5; i++) {
            api.make(api.in("/Workers"), "FriendlyName", "Worker " + i);
        }
        List<String> seen = new ArrayList<>();
        Reply page = api.get(api.in("/Workers?PageSize=2"));
        Reply before = page;
        while (true) {
            assertEquals("workers", page.body().path("meta").path("key").asText());
            seen.addAll(values(page.body().path("workers"), "friendly_name"));
            JsonNode next = page.body().path("meta").path("next_page_url");
            if (next.isNull()) {
                break;
            }
            before = page;
            page = api.get(next.asText());
        }
        assertEquals(List.of("Worker 0", "Worker 1", "Worker 2", "Worker 3", "Worker 4"), seen);
        JsonNode back = api.get(page.body().path("meta").path("previous_page_url").asText()).body().path("workers");
        assertEquals(before.body().path("workers"), back);
        List<String> sorted = new ArrayList<>();
        page = api.get(api.in("/Workers?PageSize=2&Ordering=DateStatusChanged:desc"));
        while (true) {
            sorted.addAll(values(page.body().path("workers"), "friendly_name"));
            JsonNode next = page.body().path("meta").path("next_page_url");
            if (next.isNull()) {
                break;
            }
            page = api.get(next.asText());
        }
        assertEquals(seen.reversed(), sorted);
    }

    @Test
    void versionsAreToldAndHeld() {
        String worker = api.availableWorker("Ada", "{}");
        String etag = api.get(api.in("/Workers/" + worker)).etag().orElseThrow();
        Reply changed = api.send(WorkApi.ACCOUNT, "POST", api.in("/Workers/" + worker), Optional.of(etag),
                "application/x-www-form-urlencoded", "Attributes=%7B%22a%22%3A1%7D");
        assertEquals(200, changed.status());
        assertNotEquals(etag, changed.etag().orElseThrow());
        refused(api.send(WorkApi.ACCOUNT, "POST", api.in("/Workers/" + worker), Optional.of(etag),
                "application/x-www-form-urlencoded", "Attributes=%7B%7D"), 412, 20412, "");
        refused(api.send(WorkApi.ACCOUNT, "DELETE", api.in("/Workers/" + worker), Optional.of("\"x\""), "", ""), 412,
                20412, "If-Match");
        assertEquals("{\"a\":1}", api.get(api.in("/Workers/" + worker)).text("attributes"));
        String task = task("{}");
        assertTrue(api.get(api.in("/Tasks/" + task)).etag().isPresent());
    }

    private String queue() {
        return api.make(api.in("/TaskQueues"), "FriendlyName", "All");
    }

    private String task(String attributes) {
        if (api.get(api.in("/Workflows")).body().path("workflows").isEmpty()) {
            api.workflowInto(queue());
        }
        return api.make(api.in("/Tasks"), "Attributes", attributes);
    }

    @Test
    void taskWithoutWorkflowSidTakesTheOnlyWorkflowAndWaits() {
        String task = task("{\"lang\": \"de\"}");
        Reply fetched = api.get(api.in("/Tasks/" + task));
        assertEquals("pending", fetched.text("assignment_status"));
        assertEquals("All", fetched.text("task_queue_friendly_name"));
        assertEquals("Flow", fetched.text("workflow_friendly_name"));
        assertEquals("default", fetched.text("task_channel_unique_name"));
        assertEquals(86_400, fetched.body().path("timeout").asInt());
        assertEquals("{}", fetched.text("addons"));
        assertEquals("{\"lang\": \"de\"}", fetched.text("attributes"));
        assertTrue(fetched.text("date_created").matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ"));
        assertEquals(new TreeSet<>(List.of("task_queue", "workflow", "workspace", "reservations")),
                new TreeSet<>(fetched.body().path("links").properties().stream().map(java.util.Map.Entry::getKey)
                        .toList()));
    }

    @Test
    void reservationIsAcceptedWrappedAndCompleted() {
        String worker = api.availableWorker("Ada", "{}");
        String task = task("{}");
        String offers = api.in("/Tasks/" + task + "/Reservations");
        assertEquals("reserved", api.get(api.in("/Tasks/" + task)).text("assignment_status"));
        String offer = api.get(offers).body().path("reservations").path(0).path("sid").asText();
        String byWorker = api.in("/Workers/" + worker + "/Reservations/" + offer);
        assertEquals("pending", api.get(byWorker).text("reservation_status"));
        assertEquals("Ada", api.get(byWorker).text("worker_name"));
        assertTrue(api.get(byWorker).text("url").endsWith("/Workers/" + worker + "/Reservations/" + offer));
        assertEquals("accepted", api.post(byWorker, "ReservationStatus", "accepted").text("reservation_status"));
        assertEquals("assigned", api.get(api.in("/Tasks/" + task)).text("assignment_status"));
        assertEquals("wrapping", api.post(offers + "/" + offer, "ReservationStatus", "wrapping")
                .text("reservation_status"));
        assertEquals("wrapping", api.get(api.in("/Tasks/" + task)).text("assignment_status"));
        assertEquals("completed", api.post(offers + "/" + offer, "ReservationStatus", "completed")
                .text("reservation_status"));
        assertEquals("completed", api.get(api.in("/Tasks/" + task)).text("assignment_status"));
        refused(api.post(byWorker, "ReservationStatus", "accepted"), 400, 20001, "");
        refused(api.post(byWorker), 400, 20001, "ReservationStatus");
        assertEquals(404, api.get(api.in("/Workers/WK" + "0".repeat(32) + "/Reservations/" + offer)).status());
    }

    /** What an operator sees of it: events by type, waits, what is open. */
    @Test
    void metricsCountEventsWaitsAndOpenTasks() {
        long open = counted("strowger_work_open_tasks "); // other tests have their share in all of them
        long waits = counted("strowger_work_wait_seconds_count");
        long created = counted("strowger_work_events_total{type=\"reservation.created\"}");
        long accepted = counted("strowger_work_events_total{type=\"reservation.accepted\"}");
        api.availableWorker("Ada", "{}");
        String task = task("{}");
        task("{}");
        assertEquals(open + 2, counted("strowger_work_open_tasks "));
        String offers = api.in("/Tasks/" + task + "/Reservations");
        String offer = api.get(offers).body().path("reservations").path(0).path("sid").asText();
        assertEquals(waits, counted("strowger_work_wait_seconds_count"));
        api.post(offers + "/" + offer, "ReservationStatus", "accepted");
        api.post(offers + "/" + offer, "ReservationStatus", "completed");
        assertEquals(waits + 1, counted("strowger_work_wait_seconds_count"));
        assertEquals(accepted + 1, counted("strowger_work_events_total{type=\"reservation.accepted\"}"));
        assertEquals(created + 2, counted("strowger_work_events_total{type=\"reservation.created\"}"));
        assertEquals(open + 1, counted("strowger_work_open_tasks "));
    }

    private static long counted(String begin) {
        String line = api.metric(begin);
        return line.equals("none") ? 0 : Math.round(Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)));
    }

    @Test
    void acceptingWhatAnotherTookIsGone() {
        api.availableWorker("Ada", "{}");
        api.availableWorker("Bob", "{}");
        api.workflowInto(api.make(api.in("/TaskQueues"), "FriendlyName", "Both", "MaxReservedWorkers", "2"));
        String task = api.make(api.in("/Tasks"), "Attributes", "{}");
        JsonNode offers = api.get(api.in("/Tasks/" + task + "/Reservations")).body().path("reservations");
        assertEquals(2, offers.size());
        String base = api.in("/Tasks/" + task + "/Reservations/");
        assertEquals(200, api.post(base + offers.path(0).path("sid").asText(), "ReservationStatus", "accepted")
                .status());
        refused(api.post(base + offers.path(1).path("sid").asText(), "ReservationStatus", "accepted"), 410, 20410,
                "");
        assertEquals("rescinded", api.get(base + offers.path(1).path("sid").asText()).text("reservation_status"));
        refused(api.post(base + offers.path(1).path("sid").asText(), "Instruction", "dequeue"), 410, 20410, "");
    }

    @Test
    void rejectedReservationMovesTheWorkerAndTheTaskWaitsOn() {
        String worker = api.availableWorker("Ada", "{}");
        String task = task("{}");
        String offer = api.get(api.in("/Workers/" + worker + "/Reservations")).body().path("reservations").path(0)
                .path("sid").asText();
        api.post(api.in("/Workers/" + worker + "/Reservations/" + offer), "Instruction", "reject",
                "WorkerActivitySid", api.activity("Unavailable"));
        assertEquals("Unavailable", api.get(api.in("/Workers/" + worker)).text("activity_name"));
        assertEquals("pending", api.get(api.in("/Tasks/" + task)).text("assignment_status"));
    }

    @Test
    void instructionsThatComeLaterAnswerTheirDocumentedError() {
        String worker = api.availableWorker("Ada", "{}");
        task("{}");
        String offer = api.in("/Workers/" + worker + "/Reservations/" + api.get(api.in("/Workers/" + worker
                + "/Reservations")).body().path("reservations").path(0).path("sid").asText());
        refused(api.post(offer, "Instruction", "conference", "From", "+15550100"), 404, 90112, "conference");
        refused(api.post(offer, "Instruction", "supervise", "Supervisor", worker), 404, 90112, "supervise");
        refused(api.post(offer, "Instruction", "call", "CallFrom", "+15550100"), 400, 20001, "CallUrl");
        refused(api.post(offer, "Instruction", "dance"), 400, 20001, "Instruction");
        assertEquals("pending", api.get(offer).text("reservation_status"));
    }

    @Test
    void tasksAreFilteredAndOrdered() {
        String first = task("{\"n\": 1}");
        String second = api.make(api.in("/Tasks"), "Attributes", "{\"n\": 2}", "Priority", "7");
        String third = api.make(api.in("/Tasks"), "Attributes", "{\"n\": 3}", "Priority", "3");
        assertEquals(List.of(first, second, third), tasks(""));
        assertEquals(List.of(second, third, first), tasks("Ordering=Priority:desc"));
        assertEquals(List.of(second), tasks("Priority=7"));
        assertEquals(List.of(third), tasks("EvaluateTaskAttributes=n+%3E+2"));
        assertEquals(List.of(first, second, third), tasks("TaskQueueName=All&WorkflowName=Flow"));
        api.post(api.in("/Tasks/" + first), "AssignmentStatus", "canceled", "Reason", "enough");
        assertEquals(List.of(first), tasks("AssignmentStatus=canceled,completed"));
        assertEquals(List.of(second, third), tasks("AssignmentStatus=pending&AssignmentStatus=reserved"));
        assertEquals(List.of(), tasks("HasAddons=true"));
        refused(api.get(api.in("/Tasks?AssignmentStatus=happy")), 400, 20001, "AssignmentStatus");
        assertEquals("enough", api.get(api.in("/Tasks/" + first)).text("reason"));
        assertEquals(204, api.delete(api.in("/Tasks/" + second)).status());
        assertEquals(404, api.get(api.in("/Tasks/" + second)).status());
    }

    private List<String> tasks(String query) {
        return values(api.get(api.in("/Tasks?" + query)).body().path("tasks"), "sid");
    }

    @Test
    void taskGoesDirectlyToAWorkerWhateverTheFilters() {
        String worker = api.availableWorker("Ada", "{}");
        task("{}");
        String direct = api.make(api.in("/Tasks"), "Attributes", "{}", "RoutingTarget", worker, "IgnoreCapacity",
                "yes");
        Reply task = api.get(api.in("/Tasks/" + direct));
        assertEquals("reserved", task.text("assignment_status"));
        assertEquals(worker, task.text("routing_target"));
        assertTrue(task.body().path("ignore_capacity").asBoolean());
    }

    @Test
    void wrongValuesAreRefusedWithTheirNamesAndChangeNothing() {
        refused(api.post(api.in("/Workers"), "Attributes", "{}"), 400, 20001, "FriendlyName");
        refused(api.post(api.in("/Workers"), "FriendlyName", "Ada", "Attributes", "[1]"), 400, 20001, "ttributes");
        refused(api.post(api.in("/Workers"), "FriendlyName", "Ada", "Attributes", "{"), 400, 20001, "ttributes");
        refused(api.post(api.in("/Workers"), "FriendlyName", "Ada", "Attributes",
                "{\"a\":\"" + "x".repeat(5000) + "\"}"), 400, 20001, "ttributes");
        refused(api.post(api.in("/Workers"), "FriendlyName", "x".repeat(65)), 400, 20001, "riendlyName");
        refused(api.post(api.in("/TaskQueues"), "FriendlyName", "Q", "TargetWorkers", "skill ==="), 400, 20001,
                "TargetWorkers");
        refused(api.post(api.in("/TaskQueues"), "FriendlyName", "Q", "MaxReservedWorkers", "51"), 400, 20001,
                "MaxReservedWorkers");
        refused(api.post(api.in("/Workflows"), "FriendlyName", "W", "Configuration", "{\"task_routing\":"), 400,
                20001, "onfiguration");
        refused(api.post(api.in("/Tasks"), "Attributes", "{}", "Timeout", "1209601"), 400, 20001, "Timeout");
        refused(api.post(api.in("/Tasks"), "Attributes", "{}"), 400, 20001, "orkflow");
        assertEquals(0, api.get(api.in("/Workers")).body().path("workers").size());
        assertEquals(0, api.get(api.in("/Tasks")).body().path("tasks").size());
    }

    @Test
    void twoWorkersCannotHaveOneName() {
        api.availableWorker("Ada", "{}");
        refused(api.post(api.in("/Workers"), "FriendlyName", "Ada"), 409, 20409, "Ada");
    }

    @Test
    void workerWhoIsAvailableCannotBeDeleted() {
        String worker = api.availableWorker("Ada", "{}");
        refused(api.delete(api.in("/Workers/" + worker)), 409, 20409, "");
        api.post(api.in("/Workers/" + worker), "ActivitySid", api.activity("Offline"));
        assertEquals(204, api.delete(api.in("/Workers/" + worker)).status());
    }
}
