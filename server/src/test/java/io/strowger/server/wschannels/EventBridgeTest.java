package io.strowger.server.wschannels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.strowger.kernel.ReservationSid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.work.WorkEvent;
import io.strowger.work.core.Command;
import io.strowger.work.core.ReservationStatus;
import io.strowger.work.core.TaskStatus;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The requests of the worker SDK (work-distribution-api section 8) and what tokens allow (requirement 2.52). */
class EventBridgeTest {
    @TempDir
    private static Path folder;
    private static BridgeScene scene;
    private static int tasks = 1000;

    @BeforeAll
    static void open() {
        scene = new BridgeScene(folder, SocketLimits.DEFAULT);
    }

    @AfterAll
    static void close() {
        scene.close();
    }

    private static String ada() {
        return scene.worker(BridgeScene.ADA);
    }

    private static String own(String more) {
        return "Workers/" + BridgeScene.ADA + more;
    }

    /** A task that is offered to the worker, nobody else being available. */
    private static ReservationSid offered(WorkerSid worker) {
        scene.move(worker, "Available");
        TaskSid task = scene.task(tasks++);
        ReservationSid sid = scene.ask(state -> state.task(task).orElseThrow().reservations().getLast().sid());
        scene.move(worker, "Unavailable");
        return sid;
    }

    private static TaskSid taskOf(ReservationSid sid) {
        return scene.ask(state -> state.reservation(sid).orElseThrow().task().sid());
    }

    /** Ends a reservation, whichever way, so that the worker is free for the next test. */
    private static void free(ReservationSid sid) {
        boolean pending = scene.ask(state ->
                state.reservation(sid).orElseThrow().status() == ReservationStatus.PENDING);
        scene.tell(Command.UpdateReservation.to(sid, pending ? ReservationStatus.REJECTED
                : ReservationStatus.COMPLETED));
        TaskSid task = taskOf(sid);
        if (pending) {
            scene.tell(new Command.DeleteTask(task, OptionalInt.empty()));
        }
    }

    private static void keys(String names, JsonNode node) {
        Set<String> wanted = new TreeSet<>(List.of(names.split(" ")));
        Set<String> found = new TreeSet<>();
        node.fieldNames().forEachRemaining(found::add);
        wanted.removeAll(found);
        assertEquals(Set.of(), wanted, "missing in " + node);
    }

    @Test
    void everyThingHasEveryKeyOfSection8() {
        ReservationSid reservation = offered(BridgeScene.ADA);
        String admin = scene.token("admin", Optional.empty(), 600);
        keys("account_sid activity_name activity_sid attributes available date_created date_status_changed date_updated"
                + " friendly_name sid workspace_sid version", scene.request(ada(), "GET", own(""), "{}").payload());
        keys("account_sid available date_created date_updated friendly_name sid workspace_sid",
                scene.request(ada(), "GET", "Activities", "{}").payload().path("contents").path(0));
        keys("account_sid assigned_tasks available available_capacity_percentage configured_capacity date_created"
                + " date_updated last_reserved_time sid task_channel_sid task_channel_unique_name worker_sid"
                + " workspace_sid",
                scene.request(ada(), "GET", own("/WorkerChannels"), "{}").payload().path("contents").path(0));
        JsonNode listed = scene.request(ada(), "GET", own("/Reservations"), "{\"Active\":\"true\"}").payload()
                .path("contents").path(0);
        keys("account_sid date_created date_updated reservation_status sid task reservation_timeout worker_sid"
                + " workspace_sid version", listed);
        String task = "addons age attributes date_created date_updated priority queue_name queue_sid reason"
                + " routing_target sid assignment_status task_channel_unique_name task_channel_sid timeout"
                + " workflow_name workflow_sid version virtual_start_time";
        keys(task, listed.path("task"));
        keys(task, scene.request(ada(), "GET", "Tasks/" + taskOf(reservation), "{}").payload());
        keys("friendly_name reservation_activity_name assignment_activity_name target_workers max_reserved_workers"
                + " task_order reservation_activity_sid assignment_activity_sid workspace_sid account_sid sid"
                + " date_created date_updated lifo_queue",
                scene.request(admin, "GET", "TaskQueues/" + BridgeScene.QUEUE, "{}").payload());
        free(reservation);
    }

    @Test
    void datesAreUnixSecondsAndAttributesAreJsonText() throws IOException {
        JsonNode worker = scene.request(ada(), "GET", own(""), "{}").payload();
        long now = scene.world().timeline().now().getEpochSecond();
        assertTrue(worker.path("date_created").isIntegralNumber()
                && Math.abs(now - worker.path("date_created").asLong()) < 3600, worker.toString());
        assertTrue(worker.path("attributes").isTextual());
        assertTrue(BridgeScene.MAPPER.readTree(worker.path("attributes").asText()).isObject());
        assertTrue(worker.path("version").isIntegralNumber());
    }

    @Test
    void attributesComeAsAnObjectAndAreKeptAsText() {
        JsonNode worker = scene.request(ada(), "POST", own(""), "{\"Attributes\":{\"level\":4,\"a\":\"é\"}}").payload();
        assertEquals("{\"level\":4,\"a\":\"é\"}", worker.path("attributes").asText());
        assertEquals("{\"level\":4,\"a\":\"é\"}",
                scene.ask(state -> state.worker(BridgeScene.ADA).orElseThrow().attributes()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain;charset=UTF-8", "application/json", "application/x-www-form-urlencoded",
        "application/octet-stream"})
    void contentTypeOfTheBodyIsOfNoConcern(String type) {
        assertEquals(BridgeScene.ADA.value(), scene.raw("{\"url\":\"Workspaces/" + scene.workspace + "/" + own("")
                + "\",\"method\":\"GET\",\"params\":{\"x\":\"100%zz\"},\"token\":\"" + ada() + "\"}", type).payload()
                .path("sid").asText());
    }

    @Test
    void preflightAllowsTheHeadersOfTheSdk() throws Exception {
        HttpResponse<String> answer = scene.client.send(HttpRequest.newBuilder(scene.url("http", ""))
                .method("OPTIONS", HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.ofString());
        assertEquals(204, answer.statusCode());
        assertEquals("*", answer.headers().firstValue("Access-Control-Allow-Origin").orElse(""));
        String allowed = answer.headers().firstValue("Access-Control-Allow-Headers").orElse("");
        for (String header : List.of("apiVersion", "clientVersion", "If-Match", "Content-Type")) {
            assertTrue(allowed.contains(header), allowed);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '~', value = {
        "{}; 400", "[]; 400", "nonsense; 400", "~~; 400",
        "{'url':'Workspaces/WS/Workers','method':'GET','token':'a.b.c'}; 401",
        "{'url':'Workspaces/WS/Workers','method':'GET','token':5}; 400"})
    void whatIsNoRequestIsRefusedInWords(String body, int status) {
        BridgeScene.Told told = scene.raw(body.replace('\'', '"'), "text/plain");
        assertEquals(status, told.status(), told.body().toString());
        assertTrue(told.body().path("message").asText().length() > 10, told.body().toString());
    }

    @Test
    void urlMethodAndParamsAreChecked() {
        String token = ada();
        scene.request(token, "DELETE", own(""), "{}").refused(400, 20001);
        scene.request(token, "GET", own(""), "[1]").refused(400, 20001);
        scene.request(token, "GET", "Nothing/Here", "{}").refused(404, 20404);
        scene.request(token, "GET", own("/Reservations/nonsense"), "{}").refused(404, 20404);
        scene.request(token, "POST", own(""), "{\"ActivitySid\":\"WA1\"}").refused(400, 20001);
        scene.request(token, "POST", own(""), "{\"ActivitySid\":{}}").refused(400, 20001);
        scene.request(token, "POST", own(""), "{\"RejectPendingReservations\":\"perhaps\"}").refused(400, 20001);
        scene.request(token, "GET", "Activities", "{\"PageSize\":0}").refused(400, 20001);
        scene.raw("{\"url\":\"Workers\",\"method\":\"GET\",\"token\":\"" + token + "\"}", "text/plain")
                .refused(404, 20404);
    }

    @Test
    void workerActsOnNobodyElseAndSeesNoWorkspace() {
        ReservationSid bens = offered(BridgeScene.BEN);
        TaskSid task = taskOf(bens);
        String token = ada();
        String ben = "Workers/" + BridgeScene.BEN;
        for (String path : List.of(ben, ben + "/WorkerChannels", ben + "/Reservations", ben + "/Reservations/" + bens,
                "Workers", "TaskQueues", "TaskQueues/" + BridgeScene.QUEUE, "Tasks/" + task)) {
            scene.request(token, "GET", path, "{}").refused(403, 20008);
        }
        for (String path : List.of(ben, ben + "/Reservations/" + bens, "Tasks/" + task, ben + "/Transfers",
                "Tasks/" + task + "/Reservations/" + bens)) {
            scene.request(token, "POST", path, "{\"ReservationStatus\":\"accepted\",\"Priority\":9,\"Attributes\":{}}")
                    .refused(403, 20008);
        }
        scene.request(token, "POST", own("/Reservations/" + bens), "{\"ReservationStatus\":\"accepted\"}")
                .refused(404, 20404);
        scene.request(token, "POST", "Tasks", "{\"WorkflowSid\":\"" + BridgeScene.WORKFLOW + "\"}")
                .refused(403, 20008);
        scene.request(token, "POST", "Tasks", "{\"RoutingTarget\":\"" + BridgeScene.BEN + "\"}").refused(403, 20008);
        assertEquals(ReservationStatus.PENDING, scene.ask(state -> state.reservation(bens).orElseThrow().status()));
        free(bens);
    }

    @Test
    void workerMovesATaskOnOnlyOnceItHasAcceptedIt() {
        ReservationSid offer = offered(BridgeScene.ADA);
        String task = "Tasks/" + taskOf(offer);
        scene.request(ada(), "POST", task, "{\"AssignmentStatus\":\"canceled\",\"Reason\":\"no\"}").refused(403, 20008);
        scene.request(ada(), "POST", task, "{\"Priority\":\"7\"}").refused(403, 20008);
        assertEquals("{\"mine\":true}", scene.request(ada(), "POST", task, "{\"Attributes\":{\"mine\":true}}").payload()
                .path("attributes").asText());
        Queue<WorkEvent> told = new ConcurrentLinkedQueue<>();
        scene.workspaces.watch(told::addAll);
        scene.request(ada(), "POST", own("/Reservations/" + offer), "{\"ReservationStatus\":\"accepted\"}").payload();
        scene.await("told", () -> !told.isEmpty());
        assertEquals(BridgeScene.ADA.value(), told.peek().actor(), "the event says who");
        assertEquals("wrapping", scene.request(ada(), "POST", task,
                "{\"AssignmentStatus\":\"wrapping\",\"Reason\":\"r\"}").payload().path("assignment_status").asText());
        JsonNode done = scene.request(ada(), "POST", task, "{\"AssignmentStatus\":\"completed\",\"Reason\":\"over\"}")
                .payload();
        assertEquals("completed over", done.path("assignment_status").asText() + " " + done.path("reason").asText());
        assertEquals("completed", scene.request(ada(), "GET", task, "{}").payload().path("assignment_status").asText());
        scene.request(ada(), "POST", task, "{\"Attributes\":{}}").refused(403, 20008);
    }

    @Test
    void tokenOfAnotherWorkspaceOrOfNoneIsRefused() {
        String grants = "{\"task_router\":{\"workspace_sid\":\"WS" + "9".repeat(32) + "\",\"worker_sid\":\""
                + BridgeScene.ADA + "\",\"role\":\"worker\"}}";
        scene.request(scene.signed(600, grants), "GET", own(""), "{}").refused(403, 20008);
        scene.raw("{\"url\":\"Workspaces/WS" + "9".repeat(32) + "/Workers\",\"method\":\"GET\",\"token\":\""
                + scene.signed(600, grants.replace("\"worker\"}", "\"admin\"}")) + "\"}", "text/plain")
                .refused(404, 20404);
        scene.request(scene.signed(600, "{\"identity\":\"i\"}"), "GET", own(""), "{}").refused(403, 20106);
        scene.request(scene.signed(-1, grants), "GET", own(""), "{}").refused(401, 20104);
        scene.request(ada() + "x", "GET", own(""), "{}").refused(401, 20107);
    }

    @Test
    void supervisorActsOnTheWholeWorkspace() {
        String token = scene.supervisor();
        JsonNode workers = scene.request(token, "GET", "Workers", "{\"FriendlyName\":\"Ada\"}").payload();
        assertEquals(BridgeScene.ADA.value(), workers.path("contents").path(0).path("sid").asText());
        assertEquals(1, workers.path("contents").size());
        assertEquals("{\"level\":9}", scene.request(token, "POST", own(""), "{\"Attributes\":{\"level\":9}}").payload()
                .path("attributes").asText());
        assertEquals(List.of(BridgeScene.ADA.value()), sids(scene.request(token, "GET", "Workers",
                "{\"TargetWorkersExpression\":\"level >= 9\"}")));
        scene.request(token, "GET", "Workers", "{\"TargetWorkersExpression\":\"level >\"}").refused(400, 20001);
        ReservationSid offer = offered(BridgeScene.ADA);
        assertEquals("7", scene.request(token, "POST", "Tasks/" + taskOf(offer), "{\"Priority\":7}").payload()
                .path("priority").asText());
        free(offer);
    }

    private static List<String> sids(BridgeScene.Told told) {
        List<String> sids = new ArrayList<>();
        told.payload().path("contents").forEach(one -> sids.add(one.path("sid").asText()));
        return sids;
    }

    @Test
    void listsAreWalkedByAfterSidAndWithAnOrderingByNextToken() {
        String admin = scene.token("admin", Optional.empty(), 600);
        List<String> seen = new ArrayList<>();
        String after = "";
        for (int i = 0; i < 3 && !after.equals("null"); i++) {
            BridgeScene.Told page = scene.request(admin, "GET", "Activities", "{\"PageSize\":1"
                    + (after.isEmpty() ? "" : ",\"AfterSid\":\"" + after + "\"") + "}");
            seen.addAll(sids(page));
            after = page.payload().path("after_sid").asText();
        }
        assertEquals("null", after);
        assertEquals(scene.ask(state -> List.copyOf(state.activities().bySid().keySet())), seen);
        BridgeScene.Told first = scene.request(admin, "GET", "Workers",
                "{\"PageSize\":1,\"Ordering\":\"FriendlyName:desc\"}");
        assertEquals(List.of(BridgeScene.BEN.value()), sids(first));
        BridgeScene.Told second = scene.request(admin, "GET", "Workers",
                "{\"PageSize\":1,\"Ordering\":\"FriendlyName:desc\",\"NextToken\":\""
                        + first.payload().path("meta").path("next_token").asText() + "\"}");
        assertEquals(List.of(BridgeScene.ADA.value()), sids(second));
        assertTrue(second.payload().path("meta").path("next_token").isNull());
        scene.request(admin, "GET", "Workers", "{\"Ordering\":\"Shoe:asc\"}").refused(400, 20001);
    }

    @Test
    void workerMakesATaskForItself() {
        scene.move(BridgeScene.ADA, "Available");
        JsonNode task = scene.request(ada(), "POST", "Tasks", "{\"WorkflowSid\":\"" + BridgeScene.WORKFLOW
                + "\",\"TaskQueueSid\":\"" + BridgeScene.QUEUE + "\",\"RoutingTarget\":\"" + BridgeScene.ADA
                + "\",\"Attributes\":{\"outbound_to\":\"+1555\",\"from\":\"+1556\"},"
                + "\"TaskChannelUniqueName\":\"voice\"}").payload();
        assertEquals("voice", task.path("task_channel_unique_name").asText());
        TaskSid sid = new TaskSid(task.path("sid").asText());
        ReservationSid offer = scene.ask(state -> state.task(sid).orElseThrow().reservations().getFirst().sid());
        assertEquals(BridgeScene.ADA, scene.ask(state -> state.reservation(offer).orElseThrow().worker().sid()));
        scene.move(BridgeScene.ADA, "Unavailable");
        free(offer);
    }

    @Test
    void ifMatchOfAnOlderVersionIs412() {
        int version = scene.version(BridgeScene.ADA);
        scene.request(ada(), "POST", own(""), "{\"Attributes\":{\"v\":1}}", "If-Match", version + "").payload();
        scene.request(ada(), "POST", own(""), "{\"Attributes\":{\"v\":2}}", "If-Match", version + "")
                .refused(412, 20412);
        scene.request(ada(), "POST", own(""), "{\"Attributes\":{\"v\":2}}", "If-Match", "\"nonsense\"")
                .refused(412, 20412);
    }

    @Test
    void lateAnswersToAnOfferAre410AndImpossibleOnes400() {
        ReservationSid offer = offered(BridgeScene.ADA);
        String path = own("/Reservations/" + offer);
        scene.request(ada(), "POST", path, "{\"ReservationStatus\":\"completed\"}").refused(400, 20001);
        scene.request(ada(), "POST", path, "{\"ReservationStatus\":\"nonsense\"}").refused(400, 20001);
        scene.request(ada(), "POST", path, "{}").refused(400, 20001);
        scene.tell(new Command.DeleteTask(taskOf(offer), OptionalInt.empty()));
        int status = scene.request(ada(), "POST", path, "{\"ReservationStatus\":\"accepted\"}").status();
        assertTrue(status == 410 || status == 404, "a task that was deleted takes its offers along: " + status);
        ReservationSid second = offered(BridgeScene.ADA);
        scene.tell(Command.UpdateTask.to(taskOf(second), TaskStatus.CANCELED, "gone"));
        scene.request(ada(), "POST", own("/Reservations/" + second), "{\"ReservationStatus\":\"accepted\"}")
                .refused(410, 20410);
        scene.request(ada(), "POST", own("/Reservations/" + second), "{\"Instruction\":\"dequeue\"}")
                .refused(410, 20410);
    }

    @Test
    void whatIsNotBuiltSaysSo() {
        ReservationSid offer = offered(BridgeScene.ADA);
        for (String path : List.of("/Transfers", "/Transfers/TT" + "1".repeat(32), "/CustomerParticipant",
                "/WorkerParticipant", "/HoldWorkerParticipant", "/KickWorkerParticipant")) {
            scene.request(ada(), "POST", own(path), "{}").refused(404, 90112);
        }
        for (String instruction : List.of("conference", "supervise")) {
            scene.request(ada(), "POST", own("/Reservations/" + offer), "{\"Instruction\":\"" + instruction + "\"}")
                    .refused(404, 90112);
        }
        scene.request(scene.supervisor(), "POST", "Tasks/" + taskOf(offer) + "/Reservations/" + offer,
                "{\"Instruction\":\"supervise\"}").refused(404, 90112);
        free(offer);
    }

    @Test
    void instructionsAreReadBeforeCallsAreAsked() {
        ReservationSid offer = offered(BridgeScene.ADA);
        String path = own("/Reservations/" + offer);
        scene.request(ada(), "POST", path, "{\"Instruction\":\"call\",\"CallFrom\":\"+1555\"}").refused(400, 20001);
        scene.request(ada(), "POST", path, "{\"Instruction\":\"dequeue\",\"DequeueTimeout\":0}").refused(400, 20001);
        scene.request(ada(), "POST", path, "{\"Instruction\":\"dequeue\",\"DequeueStatusCallbackEvents\":\"x\"}")
                .refused(400, 20001);
        scene.request(ada(), "POST", path, "{\"Instruction\":\"redirect\"}").refused(400, 20001);
        scene.request(ada(), "POST", path, "{\"Instruction\":\"dance\"}").refused(400, 20001);
        scene.request(ada(), "POST", path, "{\"Instruction\":\"dequeue\"}").refused(404, 90112);
        assertEquals("rejected", scene.request(ada(), "POST", path, "{\"Instruction\":\"reject\"}").payload()
                .path("reservation_status").asText());
        scene.tell(new Command.DeleteTask(taskOf(offer), OptionalInt.empty()));
    }

    /** Requirement 2.52: the token of a worker lives in a browser, and reaches only what the account has put there. */
    @Test
    void workerHasOnlyItsOwnContactCalledAndItsTasksCallsRedirected() {
        scene.tell(new Command.UpdateWorker(BridgeScene.ADA, OptionalInt.empty(), Optional.empty(),
                Optional.of("{\"contact_uri\":\"client:ada\"}"), Optional.empty(), false));
        ReservationSid offer = offered(BridgeScene.ADA);
        String caller = "CA" + "1".repeat(32);
        String agent = "CA" + "2".repeat(32);
        attributes(offer, "{\"call_sid\":\"" + caller + "\",\"worker_call_sid\":\"" + agent + "\"}");
        String path = own("/Reservations/" + offer);
        List<String> allowed = List.of(dials("\"CallTo\":\"client:ada\","), dials(""), redirects(caller),
                redirects(agent), "{\"Instruction\":\"dequeue\",\"DequeueTo\":\"client:ada\"}");
        List<String> others = List.of(dials("\"CallTo\":\"+15550199\","), redirects("CA" + "3".repeat(32)),
                "{\"Instruction\":\"dequeue\",\"DequeueTo\":\"+15550199\"}");
        for (String instruction : allowed) { // the calls of this scene answer that they are not there
            scene.request(ada(), "POST", path, instruction).refused(404, 90112);
        }
        for (String instruction : others) {
            scene.request(ada(), "POST", path, instruction).refused(403, 20008);
            scene.request(scene.supervisor(), "POST", path, instruction).refused(404, 90112);
        }
        free(offer);
    }

    @Test
    void workerCannotWidenItsReachByAttributes() {
        scene.tell(new Command.UpdateWorker(BridgeScene.ADA, OptionalInt.empty(), Optional.empty(),
                Optional.of("{\"contact_uri\":\"client:ada\"}"), Optional.empty(), false));
        ReservationSid offer = offered(BridgeScene.ADA);
        String call = "CA" + "1".repeat(32);
        attributes(offer, "{\"call_sid\":\"" + call + "\"}");
        String task = "Tasks/" + taskOf(offer);
        scene.request(ada(), "POST", own(""), "{\"Attributes\":{\"contact_uri\":\"+15550199\"}}").refused(403, 20008);
        scene.request(ada(), "POST", own(""), "{\"Attributes\":{\"contact_uri\":\"client:ada\",\"x\":1}}").payload();
        for (String name : List.of("call_sid", "worker_call_sid")) {
            String other = "{\"Attributes\":{\"" + name + "\":\"CA" + "3".repeat(32) + "\"},\"RoutingTarget\":\""
                    + BridgeScene.ADA + "\",\"WorkflowSid\":\"" + BridgeScene.WORKFLOW + "\"}";
            scene.request(ada(), "POST", task, other).refused(403, 20008);
            scene.request(ada(), "POST", "Tasks", other).refused(403, 20008);
        }
        scene.request(ada(), "POST", task, "{\"Attributes\":{\"call_sid\":\"" + call + "\",\"x\":1}}").payload();
        scene.request(scene.supervisor(), "POST", own(""), "{\"Attributes\":{\"contact_uri\":\"+15550199\"}}")
                .payload();
        free(offer);
    }

    private static void attributes(ReservationSid offer, String json) {
        scene.tell(new Command.UpdateTask(taskOf(offer), OptionalInt.empty(), Optional.of(json), OptionalInt.empty(),
                Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private static String dials(String to) {
        return "{\"Instruction\":\"call\"," + to + "\"CallFrom\":\"+1555\",\"CallUrl\":\"https://app.example/\"}";
    }

    private static String redirects(String call) {
        return "{\"Instruction\":\"redirect\",\"RedirectCallSid\":\"" + call
                + "\",\"RedirectUrl\":\"https://app.example/\"}";
    }

    /** Tokens of the older kind: their policies say what may be asked, and a worker's stay within its role. */
    @Test
    void capabilityTokenMayWhatItsPoliciesAndItsRoleAllow() {
        String reader = scene.capability(BridgeScene.ADA.value(), "GET /Activities", "GET /Workers/" + BridgeScene.ADA,
                "GET /Workers/" + BridgeScene.ADA + "/Channels", "GET /Workers/**", "POST /Tasks/**");
        assertEquals(BridgeScene.ADA.value(),
                scene.request(reader, "GET", own(""), "{}").payload().path("sid").asText());
        scene.request(reader, "GET", "Activities", "{}").payload();
        scene.request(reader, "GET", own("/WorkerChannels"), "{}").payload();
        scene.request(reader, "POST", own(""), "{\"Attributes\":{}}").refused(403, 20008);
        scene.request(reader, "GET", "TaskQueues", "{}").refused(403, 20008);
        scene.request(reader, "GET", "Workers", "{}").refused(403, 20008);
        scene.request(reader, "GET", "Workers/" + BridgeScene.BEN, "{}").refused(403, 20008);
        scene.request(reader, "POST", "Tasks/WT" + "0".repeat(32), "{\"Priority\":1}").refused(403, 20008);
        String desk = scene.capability(scene.workspace.value(), "GET /Workers/**");
        assertEquals(2, scene.request(desk, "GET", "Workers", "{}").payload().path("contents").size());
        scene.request(desk, "GET", "Workers/" + BridgeScene.BEN, "{}").payload();
        scene.request(desk, "POST", "Workers/" + BridgeScene.BEN, "{}").refused(403, 20008);
        scene.request(desk, "GET", "TaskQueues", "{}").refused(403, 20008);
    }

    /** The documented three a second count here as well (work-distribution-api section 1, limits). */
    @Test
    void listsFilteredByAnExpressionAreCounted() {
        scene.evaluated.clear();
        scene.request(scene.supervisor(), "GET", "Workers", "{}").payload();
        assertEquals(0, scene.evaluated.size());
        scene.request(scene.supervisor(), "GET", "Workers", "{\"TargetWorkersExpression\":\"level > 1\"}").payload();
        assertEquals(List.of(scene.account()), List.copyOf(scene.evaluated));
    }
}
