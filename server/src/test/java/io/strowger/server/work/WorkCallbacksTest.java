package io.strowger.server.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.strowger.call.TwilioSignature;
import io.strowger.kernel.FetchAnswer;
import io.strowger.kernel.FetchRequest;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.RequestSigner;
import io.strowger.server.work.WorkApi.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Callbacks, events and statistics (work-distribution-api sections 5, 6, 7; requirements 2.38 to 2.43, 2.50, 2.51). */
class WorkCallbacksTest {
    private static final String ASSIGN = "https://app.example.com/assign";
    private static final String FALLBACK = "https://spare.example.com/assign";
    private static final String DOCUMENT = "https://app.example.com/document";
    private static final String EVENTS = "https://app.example.com/events";
    private static WorkApi api;

    private String worker;
    private String workflow;
    private String queue;

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
        api.application = request -> WorkApi.json("{}");
        api.openWorkspace();
        api.asked.clear();
        api.alerts.clear();
        worker = api.availableWorker("Ada", "{\"contact_uri\": \"client:ada\"}");
        queue = api.make(api.in("/TaskQueues"), "FriendlyName", "All");
        workflow = api.workflowInto(queue, "AssignmentCallbackUrl", ASSIGN, "FallbackAssignmentCallbackUrl",
                FALLBACK, "TaskReservationTimeout", "600");
    }

    private String task() {
        return api.make(api.in("/Tasks"), "Attributes", "{\"lang\":\"de\"}", "Priority", "4");
    }

    private static boolean to(FetchRequest request, String url) {
        return request.url().toString().equals(url);
    }

    private JsonNode awaitStatus(String task, String status) {
        return api.await(api.in("/Tasks/" + task), body -> body.path("assignment_status").asText().equals(status))
                .body();
    }

    private static FetchAnswer answer(int status, String type, String body) {
        return new FetchAnswer.Answered(status, List.of(new Header("Content-Type", type)),
                body.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void callbackTellsTheAssignmentSignedWithinFiveSeconds() {
        String task = task();
        FetchRequest asked = api.awaitAsked(request -> to(request, ASSIGN));
        Map<String, String> form = WorkApi.form(asked);
        assertEquals(List.of("AccountSid", "ReservationSid", "TaskAge", "TaskAttributes", "TaskChannelSid",
                "TaskChannelUniqueName", "TaskPriority", "TaskQueueSid", "TaskSid", "Timestamp", "WorkerAttributes",
                "WorkerName", "WorkerSid", "WorkflowSid", "WorkspaceSid"), List.copyOf(form.keySet()));
        assertEquals(task, form.get("TaskSid"));
        assertEquals("{\"lang\":\"de\"}", form.get("TaskAttributes"));
        assertEquals("4", form.get("TaskPriority"));
        assertEquals(worker, form.get("WorkerSid"));
        assertEquals(workflow, form.get("WorkflowSid"));
        assertEquals(queue, form.get("TaskQueueSid"));
        assertTrue(asked.readTimeout().compareTo(Duration.ofSeconds(5)) <= 0, asked.readTimeout().toString());
        List<Header> fields = new ArrayList<>();
        form.forEach((name, value) -> fields.add(new Header(name, value)));
        assertEquals(new TwilioSignature(WorkApi.TOKEN).sign(new RequestSigner.Hop("POST", ASSIGN, fields, "",
                Instant.EPOCH)).getFirst(), asked.headers().stream()
                .filter(header -> header.name().equals("X-Twilio-Signature")).findFirst().orElseThrow());
        assertEquals("reserved", api.get(api.in("/Tasks/" + task)).text("assignment_status"),
                "an empty object does nothing");
    }

    /** Requirement 2.16 (ii): the server at the document's address decides with the task's attributes. */
    @Test
    void taskGoesByTheDocumentThatIsFetchedForIt() {
        String gold = api.make(api.in("/TaskQueues"), "FriendlyName", "Gold");
        String live = api.make(api.in("/Workflows"), "FriendlyName", "Live", "Configuration",
                "{\"task_routing\":{\"document_url\":\"" + DOCUMENT + "\",\"fallback_document_url\":\"" + DOCUMENT
                        + "2\",\"default_filter\":{\"queue\":\"" + queue + "\"}}}");
        api.application = request -> !request.url().toString().startsWith(DOCUMENT) ? WorkApi.json("{}")
                : to(request, DOCUMENT) && WorkApi.form(request).get("TaskAttributes").contains("broken")
                ? answer(500, "text/plain", "no") : WorkApi.json("{\"task_routing\":{\"filters\":[{\"expression\":"
                        + "\"1==1\",\"targets\":[{\"queue\":\"" + gold + "\",\"priority\":9}]}]}}");
        String first = api.make(api.in("/Tasks"), "WorkflowSid", live, "Attributes", "{\"lang\":\"de\"}");
        JsonNode there = api.await(api.in("/Tasks/" + first), body -> !body.path("task_queue_sid").isNull()).body();
        assertEquals(gold, there.path("task_queue_sid").asText());
        assertEquals(9, there.path("priority").asInt());
        FetchRequest asked = api.awaitAsked(request -> to(request, DOCUMENT));
        assertEquals(live, WorkApi.form(asked).get("WorkflowSid"));
        assertEquals(first, WorkApi.form(asked).get("TaskSid"));
        assertTrue(asked.headers().stream().anyMatch(header -> header.name().equals("X-Twilio-Signature")));
        String second = api.make(api.in("/Tasks"), "WorkflowSid", live, "Attributes", "{\"lang\":\"broken\"}");
        assertEquals(gold, api.await(api.in("/Tasks/" + second), body -> !body.path("task_queue_sid").isNull())
                .text("task_queue_sid"), "from the fallback");
        assertTrue(api.alerts.stream().anyMatch(alert -> alert.startsWith("90163 ")), api.alerts.toString());
        api.application = request -> to(request, ASSIGN) ? WorkApi.json("{}") : WorkApi.json("{\"task_routing\":1}");
        String third = api.make(api.in("/Tasks"), "WorkflowSid", live);
        assertEquals(queue, api.await(api.in("/Tasks/" + third), body -> !body.path("task_queue_sid").isNull())
                .text("task_queue_sid"), "the stored document, as neither server gave one");
    }

    @Test
    void acceptIsCarriedOut() {
        api.application = request -> WorkApi.json("{\"instruction\":\"accept\"}");
        awaitStatus(task(), "assigned");
        assertEquals(List.of(), List.copyOf(api.alerts));
    }

    @Test
    void rejectMovesTheWorkerToTheActivityNamed() {
        String lunch = api.activity("Unavailable");
        api.application = request -> WorkApi.json("{\"instruction\":\"reject\",\"activity_sid\":\"" + lunch + "\"}");
        String task = task();
        api.await(api.in("/Workers/" + worker), body -> body.path("activity_sid").asText().equals(lunch));
        awaitStatus(task, "pending");
    }

    @Test
    void fallbackIsAskedWhenTheFirstFailsOrAnswersNoJson() {
        api.application = request -> to(request, FALLBACK) ? WorkApi.json("{\"instruction\":\"accept\"}")
                : answer(500, "text/html", "<h1>no</h1>");
        awaitStatus(task(), "assigned");
        api.application = request -> to(request, FALLBACK) ? WorkApi.json("{\"instruction\":\"accept\"}")
                : answer(200, "text/html", "{\"instruction\":\"accept\"}");
        api.availableWorker("Bob", "{}");
        String task = task();
        awaitStatus(task, "assigned");
        assertEquals(1, api.asked.stream().filter(request -> to(request, FALLBACK)
                && WorkApi.form(request).get("TaskSid").equals(task)).count());
        List<String> ids = api.asked.stream().filter(request -> WorkApi.form(request).get("TaskSid").equals(task))
                .flatMap(request -> request.headers().stream()
                        .filter(header -> header.name().equals("I-Twilio-Idempotency-Token")))
                .map(Header::value).distinct().toList();
        assertEquals(1, ids.size(), "callback and fallback carry the same id");
    }

    @Test
    void callbackThatFailsForGoodIsAnAlertAndTheReservationStays() {
        api.application = request -> answer(404, "text/plain", "");
        String task = task();
        api.awaitAsked(request -> to(request, FALLBACK));
        api.await(api.in("/Tasks/" + task), body -> api.alerts.stream().anyMatch(one -> one.startsWith("40101 ")));
        assertEquals("reserved", api.get(api.in("/Tasks/" + task)).text("assignment_status"));
    }

    @Test
    void answersThatCannotBeFollowedAreAlerts() {
        for (String wrong : List.of("{\"instruction\":\"dance\"}", "{\"instruction\":\"call\",\"to\":\"client:x\"}",
                "{\"instruction\":\"reject\",\"activity_sid\":\"x\"}")) {
            api.application = request -> WorkApi.json(wrong);
            api.alerts.clear();
            String task = task();
            api.await(api.in("/Tasks/" + task), body ->
                    api.alerts.stream().anyMatch(one -> one.startsWith("40102 ")));
            api.delete(api.in("/Tasks/" + task));
        }
        api.application = request -> WorkApi.json("{\"instruction\":\"conference\"}");
        String task = task();
        api.await(api.in("/Tasks/" + task), body -> api.alerts.stream().anyMatch(one -> one.startsWith("90112 ")));
        assertEquals("reserved", api.get(api.in("/Tasks/" + task)).text("assignment_status"));
    }

    @Test
    void eventsArePostedInOrderAsTheFilterWants() {
        api.post(api.in(""), "EventCallbackUrl", EVENTS, "EventsFilter",
                "task.created, reservation.created,task.canceled");
        api.application = request -> to(request, EVENTS) ? answer(204, "text/plain", "") : WorkApi.json("{}");
        String task = task();
        api.post(api.in("/Tasks/" + task), "AssignmentStatus", "canceled", "Reason", "enough");
        api.awaitAsked(request -> to(request, EVENTS)
                && WorkApi.form(request).get("EventType").equals("task.canceled"));
        List<Map<String, String>> events = api.asked.stream().filter(request -> to(request, EVENTS))
                .map(WorkApi::form).filter(form -> task.equals(form.get("TaskSid"))).toList();
        assertEquals(List.of("task.created", "reservation.created", "task.canceled"),
                events.stream().map(form -> form.get("EventType")).toList());
        Map<String, String> over = events.getLast();
        assertEquals("enough", over.get("TaskCanceledReason"));
        assertEquals("canceled", over.get("TaskAssignmentStatus"));
        assertEquals("pending", events.getFirst().get("TaskAssignmentStatus"));
        assertEquals("Desk", over.get("WorkspaceName"));
        assertTrue(over.get("Timestamp").matches("\\d{10}"), "Unix seconds (section 11, trap 11)");
        assertTrue(over.get("TimestampMs").startsWith(over.get("Timestamp")));
        assertTrue(over.get("Sid").matches("EV[0-9a-f]{32}"));
    }

    @Test
    void eventCallbackThatFailsIsTriedAgainWithTheSameId() {
        api.post(api.in(""), "EventCallbackUrl", EVENTS, "EventsFilter", "activity.created");
        api.asked.clear();
        api.application = request -> answer(api.asked.size() < 2 ? 503 : 204, "text/plain", "");
        api.make(api.in("/Activities"), "FriendlyName", "Lunch");
        api.await(api.in(""), body -> api.asked.size() >= 2);
        assertEquals(1, api.asked.stream().flatMap(request -> request.headers().stream()
                .filter(header -> header.name().equals("I-Twilio-Idempotency-Token"))).distinct().count());
        assertEquals(1, api.asked.stream().map(request -> WorkApi.form(request).get("Sid")).distinct().count());
    }

    private static List<String> types(Reply reply) {
        List<String> types = new ArrayList<>();
        reply.body().path("events").forEach(event -> types.add(event.path("event_type").asText()));
        return types;
    }

    private static String actor(JsonNode event) {
        return event.path("actor_type").asText() + " " + event.path("actor_sid").asText();
    }

    @Test
    void eventsResourceTellsWhatHappenedNewestFirst() {
        String task = task();
        Reply all = api.get(api.in("/Events?TaskSid=" + task));
        assertEquals(List.of("reservation.created", "task-queue.entered", "workflow.target-matched",
                "workflow.entered", "task.created"), types(all));
        JsonNode created = all.body().path("events").path(4);
        assertEquals(task, created.path("event_data").path("task_sid").asText());
        assertEquals("Desk", created.path("event_data").path("workspace_name").asText());
        assertEquals("task", created.path("resource_type").asText());
        assertTrue(created.path("resource_url").asText().endsWith("/Tasks/" + task));
        assertEquals("account " + WorkApi.ACCOUNT, actor(created));
        assertTrue(created.path("actor_url").asText().endsWith("/2010-04-01/Accounts/" + WorkApi.ACCOUNT + ".json"));
        JsonNode offered = all.body().path("events").path(0);
        assertEquals("workflow " + offered.path("event_data").path("workflow_sid").asText(), actor(offered));
        assertTrue(offered.path("actor_url").asText().endsWith("/Workflows/" + offered.path("actor_sid").asText()));
        assertEquals(created, api.get(api.in("/Events/" + created.path("sid").asText())).body());
        assertEquals(List.of("task.created"),
                types(api.get(api.in("/Events?EventType=task.created&TaskSid=" + task))));
        assertEquals(List.of("reservation.created"), types(api.get(api.in("/Events?TaskSid=" + task
                + "&WorkerSid=" + worker))));
        assertEquals(List.of(), types(api.get(api.in("/Events?TaskSid=" + task + "&EndDate=2020-01-01"))));
        assertEquals(List.of(), types(api.get(api.in("/Events?TaskChannel=voice&TaskSid=" + task))));
        assertEquals(5, types(api.get(api.in("/Events?TaskChannel=default&TaskSid=" + task))).size());
        List<String> paged = new ArrayList<>();
        Reply page = api.get(api.in("/Events?PageSize=2&TaskSid=" + task));
        while (true) {
            paged.addAll(types(page));
            if (page.body().path("meta").path("next_page_url").isNull()) {
                break;
            }
            page = api.get(page.body().path("meta").path("next_page_url").asText());
        }
        assertEquals(types(all), paged);
    }

    @Test
    void realTimeStatisticsShowWhatIs() {
        task();
        task();
        JsonNode now = api.get(api.in("/RealTimeStatistics")).body();
        assertEquals(2, now.path("total_tasks").asInt());
        assertEquals(1, now.path("tasks_by_status").path("reserved").asInt());
        assertEquals(1, now.path("tasks_by_status").path("pending").asInt());
        assertEquals(2, now.path("tasks_by_priority").path("4").asInt());
        assertEquals(1, now.path("total_workers").asInt());
        assertTrue(now.path("longest_task_waiting_sid").asText().startsWith("WT"));
        JsonNode ofQueue = api.get(api.in("/TaskQueues/" + queue + "/RealTimeStatistics")).body();
        assertEquals(1, ofQueue.path("total_eligible_workers").asInt());
        assertEquals(1, ofQueue.path("total_available_workers").asInt());
        assertEquals(queue, ofQueue.path("task_queue_sid").asText());
        assertEquals(0, api.get(api.in("/TaskQueues/" + queue + "/RealTimeStatistics?TaskChannel=voice")).body()
                .path("total_tasks").asInt());
        assertEquals(2, api.get(api.in("/Workflows/" + workflow + "/RealTimeStatistics")).body()
                .path("total_tasks").asInt());
        assertEquals(1, api.get(api.in("/Workers/RealTimeStatistics")).body().path("total_workers").asInt());
        JsonNode bulk = api.send(WorkApi.ACCOUNT, "POST", api.in("/TaskQueues/RealTimeStatistics"), Optional.empty(),
                "application/json", "{\"QueueSids\":[\"" + queue + "\"]}").body();
        assertEquals(1, bulk.path("task_queue_response_count").asInt());
        assertEquals(2, bulk.path("task_queue_data").path(0).path("total_tasks").asInt());
        assertEquals(404, api.get(api.in("/Workflows/WW" + "0".repeat(32) + "/RealTimeStatistics")).status());
    }

    @Test
    void cumulativeStatisticsCountWhatHappenedInTheWindow() {
        api.application = request -> WorkApi.json("{\"instruction\":\"accept\"}");
        String first = task();
        awaitStatus(first, "assigned");
        String second = task();
        api.post(api.in("/Tasks/" + second), "AssignmentStatus", "canceled", "Reason", "enough");
        api.post(api.in("/Tasks/" + first), "AssignmentStatus", "completed", "Reason", "done");
        JsonNode over = api.get(api.in("/CumulativeStatistics?SplitByWaitTime=5,60")).body();
        assertEquals(2, over.path("tasks_created").asInt());
        assertEquals(1, over.path("tasks_completed").asInt());
        assertEquals(1, over.path("tasks_canceled").asInt());
        assertEquals(1, over.path("reservations_created").asInt());
        assertEquals(1, over.path("reservations_accepted").asInt());
        assertEquals(1, over.path("split_by_wait_time").path("60").path("below").path("reservations_accepted")
                .asInt());
        assertEquals(0, over.path("split_by_wait_time").path("60").path("above").path("tasks_canceled").asInt());
        assertEquals(2, api.get(api.in("/Workflows/" + workflow + "/CumulativeStatistics")).body()
                .path("tasks_entered").asInt());
        JsonNode both = api.get(api.in("/TaskQueues/" + queue + "/Statistics?TaskChannel=default")).body();
        assertEquals(2, both.path("cumulative").path("tasks_entered").asInt());
        assertEquals(0, both.path("realtime").path("total_tasks").asInt());
        assertEquals(0, api.get(api.in("/CumulativeStatistics?TaskChannel=voice")).body().path("tasks_created")
                .asInt());
        assertEquals(0, api.get(api.in("/CumulativeStatistics?EndDate=2026-01-01T00:00:00Z")).body()
                .path("tasks_created").asInt());
        JsonNode listed = api.get(api.in("/TaskQueues/Statistics")).body().path("task_queues_statistics");
        assertEquals(2, listed.path(0).path("cumulative").path("tasks_entered").asInt());
        JsonNode ofWorker = api.get(api.in("/Workers/" + worker + "/Statistics")).body().path("cumulative");
        assertEquals(1, ofWorker.path("reservations_accepted").asInt());
        assertFalse(ofWorker.path("activity_durations").isEmpty());
        Reply wide = api.get(api.in("/CumulativeStatistics?Minutes=50000"));
        assertEquals(400, wide.status());
        assertEquals(14_241, wide.body().path("code").asInt());
    }

    @Test
    void activityDurationsCountTheTimeSpent() {
        api.post(api.in("/Workers/" + worker), "ActivitySid", api.activity("Unavailable"));
        JsonNode over = api.get(api.in("/Workers/CumulativeStatistics")).body();
        assertEquals(3, over.path("activity_durations").size());
        JsonNode both = api.get(api.in("/Workers/Statistics?FriendlyName=Ada")).body();
        assertEquals(1, both.path("realtime").path("total_workers").asInt());
        assertEquals(3, both.path("cumulative").path("activity_durations").size());
    }

    @Test
    void taskExplainsWhyItWaitsAndWhoCameNearest() {
        api.post(api.in("/TaskQueues/" + queue), "TargetWorkers", "skill > 3");
        String task = task();
        String path = "/strowger/v1/Workspaces/" + api.workspace + "/Tasks/" + task + "/Explanation";
        JsonNode why = api.get(path).body();
        assertEquals("pending", why.path("assignment_status").asText());
        assertEquals(0, why.path("waiting").path("in_queue").asInt());
        JsonNode near = why.path("waiting").path("nearest").path(0);
        assertEquals("Ada", near.path("friendly_name").asText());
        assertEquals("null", near.path("queue").path("misses").path(0).path("left").asText());
        api.post(api.in("/Workers/" + worker), "Attributes", "{\"skill\": 4}");
        assertEquals(worker, api.get(path).body().path("offers").path(0).path("worker_sid").asText());
        assertEquals(404, api.get(path.replace(task, "WT" + "0".repeat(32))).status());
        assertEquals(404, api.send(WorkApi.OTHER, "GET", path, Optional.empty(), "", "").status());
    }
}
