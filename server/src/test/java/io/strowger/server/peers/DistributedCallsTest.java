package io.strowger.server.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.FormBody;
import io.strowger.media.Sound;
import io.strowger.media.audio.Clip;
import io.strowger.media.audio.Goertzel;
import io.strowger.media.audio.HoldMusic;
import io.strowger.media.audio.Tones;
import io.strowger.phone.AnswerPlan;
import io.strowger.phone.Listener;
import io.strowger.phone.Phone;
import io.strowger.phone.PhoneCall;
import io.strowger.phone.PhoneConfig;
import io.strowger.sip.Registration;
import io.strowger.sip.RegistrationEvent;
import io.strowger.sip.SipCredentials;
import io.strowger.sip.SipTrace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Work distribution with calls, end to end: real SIP, RTP and HTTP over the whole product (work-distribution-api
 * section 5; issue 4). Workers are registered phones; who is heard says who was joined to whom.
 */
class DistributedCallsTest {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int CALLERS_TONE = 500;
    private static Bench bench;
    private static Phone callers;
    private static Map<String, Phone> workers;
    private static List<Registration> registrations;
    private static HttpClient client;
    private static String account;

    private final List<PhoneCall> made = new ArrayList<>();
    private String workspace;

    @BeforeAll
    static void open() {
        bench = Bench.open("127.0.0.1:28000-28099", app -> """
                accounts:
                  - name: Desk
                    authToken: token-of-the-desks-account
                    numbers:
                      - {number: "+15550101", voice: {url: "%1$s/voice"}}
                      - {number: "+15550102", voice: {url: "%1$s/voice"}}
                      - {number: "+15550103", voice: {url: "%1$s/voice"}}
                    domains:
                      - host: desk.example
                        voice: {url: "%1$s/voice"}
                        users: [{name: agent1, password: secret-of-1}, {name: agent2, password: secret-of-2}]
                """.formatted(app), "--trust", "127.0.0.1", "--account-sid", "AC" + "7".repeat(32),
                "--auth-token", "token-of-the-master-account");
        client = HttpClient.newHttpClient();
        account = send("AC" + "7".repeat(32) + ":token-of-the-master-account", "GET",
                "/2010-04-01/Accounts.json?FriendlyName=Desk").path("accounts").path(0).path("sid").asText();
        callers = Phone.open(bench.world(), PhoneConfig.of(InetAddress.getLoopbackAddress(), 28110, 28149,
                "+15551000"), SipTrace.NONE);
        workers = new LinkedHashMap<>();
        registrations = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            worker(i);
        }
    }

    /** A phone that is registered as agent1, agent2... */
    private static void worker(int number) {
        String name = "agent" + number;
        int rtp = 28150 + 30 * number;
        Phone phone = Phone.open(bench.world(), PhoneConfig.of(InetAddress.getLoopbackAddress(), rtp, rtp + 29, name)
                .with(new SipCredentials(name, "secret-of-" + number)), SipTrace.NONE);
        var told = bench.world().timeline().<RegistrationEvent>inbox(8);
        workers.put(name, phone);
        registrations.add(phone.register("desk.example", "sip:" + bench.product().sip(), Duration.ofHours(1),
                told::post));
        assertTrue(told.await(Deadline.after(bench.world().timeline(), Bench.PATIENCE))
                .filter(RegistrationEvent.Registered.class::isInstance).isPresent(), name + " is registered");
    }

    @AfterAll
    static void close() {
        registrations.forEach(Registration::close);
        workers.values().forEach(Phone::close);
        callers.close();
        client.close();
        bench.close();
    }

    @BeforeEach
    void openWorkspace() {
        bench.forget();
        bench.page("/assign", asked -> "{\"instruction\": \"dequeue\"}");
        bench.page("/done", asked -> "<Response><Hangup/></Response>");
        workspace = make("/v1/Workspaces", "FriendlyName", "Desk");
        workers.forEach((name, phone) -> phone.answering(
                AnswerPlan.Answer.atOnce().playing(Clip.of(Tones.tone(1000, tone(name))))));
    }

    @AfterEach
    void everythingIsGivenBack() {
        made.forEach(PhoneCall::hangUp); // one that failed leaves none to the next
        assertTrue(bench.awaitIdle(), () -> bench.get("/metrics").body());
        workers.values().forEach(phone ->
                assertTrue(phone.incoming().poll().isEmpty(), "no phone rang that the test did not take"));
        assertEquals(0, bench.metric("strowger_queue_callers").orElseThrow());
    }

    private static int tone(String worker) {
        return worker.equals("agent1") ? 2000 : 2600;
    }

    // --- the API

    private static JsonNode send(String login, String method, String path, String... fields) {
        List<Header> form = new ArrayList<>();
        for (int i = 0; i < fields.length; i += 2) {
            form.add(new Header(fields[i], fields[i + 1]));
        }
        try {
            HttpResponse<String> answer = client.send(
                    HttpRequest.newBuilder(URI.create("http://" + bench.product().http() + path))
                            .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(
                                    login.getBytes(StandardCharsets.UTF_8)))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .method(method, HttpRequest.BodyPublishers.ofString(FormBody.encode(form))).build(),
                    HttpResponse.BodyHandlers.ofString());
            assertTrue(answer.statusCode() / 100 == 2, () -> method + " " + path + " " + answer.body());
            return MAPPER.readTree(answer.body());
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private JsonNode get(String path) {
        return send(account + ":token-of-the-desks-account", "GET", "/v1/Workspaces/" + workspace + path);
    }

    private static String make(String path, String... fields) {
        return send(account + ":token-of-the-desks-account", "POST", path, fields).path("sid").asText();
    }

    private String in(String path) {
        return "/v1/Workspaces/" + workspace + path;
    }

    private String activity(String name) {
        return get("/Activities?FriendlyName=" + name).path("activities").path(0).path("sid").asText();
    }

    private String makeWorker(String name, String activity, String more) {
        return make(in("/Workers"), "FriendlyName", name, "ActivitySid", activity(activity), "Attributes",
                "{\"contact_uri\": \"client:" + name + "\", " + more + "}");
    }

    private void moves(String worker, String activity) {
        make(in("/Workers/" + worker), "ActivitySid", activity(activity));
    }

    private String makeQueue(String name, String workersWanted) {
        return make(in("/TaskQueues"), "FriendlyName", name, "TargetWorkers", workersWanted);
    }

    private String makeWorkflow(String routing) {
        return make(in("/Workflows"), "FriendlyName", "Calls", "Configuration", "{\"task_routing\":" + routing + "}",
                "AssignmentCallbackUrl", bench.app() + "/assign", "TaskReservationTimeout", "300");
    }

    private String makeWorkflowInto(String queue) {
        return makeWorkflow("{\"filters\": [], \"default_filter\": {\"queue\": \"" + queue + "\"}}");
    }

    private static void enqueues(String workflow, String task) {
        bench.page("/voice", asked -> "<Response><Enqueue workflowSid=\"" + workflow + "\" action=\"/done\">" + task
                + "</Enqueue></Response>");
    }

    private JsonNode task(int of) {
        assertTrue(bench.await(() -> get("/Tasks").path("tasks").size() == of), () -> get("/Tasks").toString());
        return get("/Tasks").path("tasks").path(0);
    }

    private List<String> reservations(String of) {
        return StreamSupport.stream(get(of + "/Reservations").path("reservations").spliterator(), false)
                .map(one -> one.path("worker_name").asText() + " " + one.path("reservation_status").asText())
                .sorted().toList();
    }

    private void awaitTask(String sid, String status) {
        assertTrue(bench.await(() -> get("/Tasks/" + sid).path("assignment_status").asText().equals(status)),
                () -> get("/Tasks/" + sid) + " is not " + status + ", " + get("/Tasks/" + sid + "/Reservations"));
    }

    private void awaitReservations(String task, String... all) {
        assertTrue(bench.await(() -> reservations("/Tasks/" + task).equals(List.of(all))),
                () -> reservations("/Tasks/" + task).toString());
    }

    private JsonNode voice(String worker) {
        return StreamSupport.stream(get("/Workers/" + worker + "/Channels").path("channels").spliterator(), false)
                .filter(one -> one.path("task_channel_unique_name").asText().equals("voice")).findFirst()
                .orElseThrow();
    }

    private void assertFree(String worker) {
        assertEquals("0 100", voice(worker).path("assigned_tasks").asText() + " "
                + voice(worker).path("available_capacity_percentage").asText(), worker + " has its capacity back");
    }

    // --- the phones

    private PhoneCall calls(String number, int hertz) {
        PhoneCall call = callers.call("sip:" + number + "@" + bench.product().sip());
        made.add(call);
        assertTrue(call.awaitAnswer(Bench.PATIENCE), () -> "answered: " + call.past());
        call.play(new Sound.Sample(Clip.of(Tones.tone(1000, hertz)), Integer.MAX_VALUE));
        return call;
    }

    private static PhoneCall rings(String worker) {
        return workers.get(worker).incoming().await(Deadline.after(bench.world().timeline(), Bench.PATIENCE))
                .orElseThrow(() -> new AssertionError(worker + "'s phone does not ring"));
    }

    /** Windows of a tenth of a second in which this tone is most of what is heard. */
    private static long windows(PhoneCall call, int hertz) {
        short[] pcm = call.heard().pcm();
        long found = 0;
        for (int from = 0; from + 800 <= pcm.length; from += 800) {
            found += Goertzel.hears(pcm, from, 800, hertz) ? 1 : 0;
        }
        return found;
    }

    private static void assertTalk(PhoneCall caller, int callersTone, PhoneCall worker, String name) {
        assertTrue(bench.await(() -> windows(worker, callersTone) >= 5 && windows(caller, tone(name)) >= 5),
                () -> name + " and the caller hear each other: " + worker.past() + " " + caller.past());
    }

    private static List<String> results() {
        return bench.asked("/done").stream().map(asked -> asked.fields().get("QueueResult")).toList();
    }

    // --- what must hold

    @Test
    void theCallerHearsMusicUntilAWorkerIsFreeAndTheTaskEndsWithTheConversation_2_38() {
        String ada = makeWorker("agent1", "Offline", "\"lang\": \"en\"");
        enqueues(makeWorkflowInto(makeQueue("All", "1==1")), "<Task priority=\"3\">{\"lang\":\"en\"}</Task>");
        PhoneCall caller = calls("+15550101", CALLERS_TONE);
        JsonNode task = task(1);
        String sid = task.path("sid").asText();
        assertEquals("pending 3 voice", task.path("assignment_status").asText() + " " + task.path("priority").asText()
                + " " + task.path("task_channel_unique_name").asText());
        caller.linger(Duration.ofSeconds(2));
        assertTrue(new Listener(Map.of("music", Arrays.copyOf(HoldMusic.clip().pcm(), 8192)))
                .transcribe(caller.heard().pcm()).heard("music"));
        moves(ada, "Available");
        PhoneCall worker = rings("agent1");
        assertTalk(caller, CALLERS_TONE, worker, "agent1");
        awaitTask(sid, "assigned");
        awaitReservations(sid, "agent1 accepted");
        String attributes = get("/Tasks/" + sid).path("attributes").asText();
        assertTrue(attributes.contains("\"lang\":\"en\"") && attributes.contains("\"worker_call_sid\":\"CA")
                && attributes.contains("\"called\":\"+15550101\""), attributes);
        assertEquals("1", voice(ada).path("assigned_tasks").asText());
        caller.hangUp();
        assertTrue(worker.awaitEnd(Bench.PATIENCE), "the worker's phone is hung up");
        awaitTask(sid, "completed");
        awaitReservations(sid, "agent1 completed");
        assertFree(ada);
        assertTrue(bench.await(() -> results().equals(List.of("bridged"))), () -> results().toString());
        assertEquals(1, bench.asked("/assign").size());
    }

    @Test
    void aWorkerWhoHangsUpEndsTheTaskAndGoesWhereTheAnswerSaysAndTheCallersCallGoesOn() {
        bench.page("/assign", asked -> "{\"instruction\": \"dequeue\", \"post_work_activity_sid\": \""
                + activity("Unavailable") + "\", \"status_callback_url\": \"" + bench.app() + "/status\", "
                + "\"status_callback_events\": \"initiated,ringing,answered,completed\"}");
        workers.get("agent1").answering(AnswerPlan.Answer.atOnce().after(Duration.ofMillis(300))
                .playing(Clip.of(Tones.tone(1000, tone("agent1")))));
        String ada = makeWorker("agent1", "Available", "\"lang\": \"en\"");
        enqueues(makeWorkflowInto(makeQueue("All", "1==1")), "<Task>{\"lang\":\"en\"}</Task>");
        PhoneCall caller = calls("+15550101", CALLERS_TONE);
        PhoneCall worker = rings("agent1");
        assertTalk(caller, CALLERS_TONE, worker, "agent1");
        worker.hangUp();
        assertTrue(caller.awaitEnd(Bench.PATIENCE), "the action of the Enqueue hangs up");
        awaitTask(task(1).path("sid").asText(), "completed");
        assertFree(ada);
        assertEquals("Unavailable", get("/Workers/" + ada).path("activity_name").asText());
        assertEquals(List.of("bridged"), results());
        assertTrue(bench.await(() -> bench.asked("/status").size() == 4), () -> bench.asked("/status").toString());
        assertEquals(List.of("completed", "in-progress", "initiated", "ringing"), bench.asked("/status").stream()
                .map(asked -> asked.fields().get("CallStatus")).sorted().toList());
        String called = bench.asked("/voice").getFirst().fields().get("CallSid");
        assertTrue(bench.asked("/status").stream().allMatch(asked ->
                called.equals(asked.fields().get("taskCallSid"))), () -> bench.asked("/status").toString());
    }

    @Test
    void aCallerWhoHangsUpWhileWaitingCancelsTheTask() {
        makeWorker("agent1", "Offline", "\"lang\": \"en\"");
        enqueues(makeWorkflowInto(makeQueue("All", "1==1")), "<Task>{\"lang\":\"en\"}</Task>");
        PhoneCall caller = calls("+15550101", CALLERS_TONE);
        String sid = task(1).path("sid").asText();
        caller.hangUp();
        awaitTask(sid, "canceled");
        assertEquals("hangup", get("/Tasks/" + sid).path("reason").asText());
        assertTrue(bench.await(() -> results().equals(List.of("hangup"))), () -> results().toString());
        assertEquals(0, bench.asked("/assign").size());
    }

    @Test
    void aCallerWhoHangsUpWhileTheWorkersPhoneRingsStopsItAndCancelsTheTask() {
        workers.get("agent1").answering(new AnswerPlan.Ring());
        String ada = makeWorker("agent1", "Available", "\"lang\": \"en\"");
        enqueues(makeWorkflowInto(makeQueue("All", "1==1")), "<Task>{\"lang\":\"en\"}</Task>");
        PhoneCall caller = calls("+15550101", CALLERS_TONE);
        PhoneCall worker = rings("agent1");
        String sid = task(1).path("sid").asText();
        awaitReservations(sid, "agent1 pending"); // not accepted before somebody answers
        assertEquals("reserved", get("/Tasks/" + sid).path("assignment_status").asText());
        caller.hangUp();
        assertTrue(worker.awaitEnd(Bench.PATIENCE), "the phone stops ringing");
        awaitTask(sid, "canceled");
        assertEquals("hangup", get("/Tasks/" + sid).path("reason").asText());
        awaitReservations(sid, "agent1 canceled");
        assertFree(ada);
    }

    @Test
    void whenAWorkerDoesNotAnswerTheNextInTheOrderIsCalled() {
        workers.get("agent1").answering(new AnswerPlan.Ring());
        bench.page("/assign", asked -> "{\"instruction\": \"dequeue\", \"timeout\": 5}");
        String ada = makeWorker("agent1", "Available", "\"level\": 9");
        String bob = makeWorker("agent2", "Available", "\"level\": 1");
        String queue = makeQueue("All", "1==1");
        enqueues(makeWorkflow("{\"filters\": [{\"expression\": \"1==1\", \"targets\": [{\"queue\": \"" + queue
                + "\", \"order_by\": \"worker.level DESC\"}]}]}"), "<Task>{\"lang\":\"en\"}</Task>");
        PhoneCall caller = calls("+15550101", CALLERS_TONE);
        PhoneCall unheard = rings("agent1");
        PhoneCall worker = rings("agent2");
        assertTrue(unheard.awaitEnd(Bench.PATIENCE));
        assertFalse(unheard.answered());
        assertTalk(caller, CALLERS_TONE, worker, "agent2");
        String sid = task(1).path("sid").asText();
        awaitTask(sid, "assigned");
        awaitReservations(sid, "agent1 canceled", "agent2 accepted");
        assertEquals("Offline", get("/Workers/" + ada).path("activity_name").asText(), "not called again at once");
        assertFree(ada);
        caller.hangUp();
        assertTrue(worker.awaitEnd(Bench.PATIENCE));
        awaitTask(sid, "completed");
        assertFree(bob);
    }

    @Test
    void aWorkerWhoIsBusyOrNotRegisteredIsPassedOver() {
        workers.get("agent1").answering(new AnswerPlan.Refuse(486, "Busy Here"));
        makeWorker("agent1", "Available", "\"level\": 5");
        make(in("/Workers"), "FriendlyName", "nobody", "ActivitySid", activity("Available"), "Attributes",
                "{\"contact_uri\": \"client:nobody\", \"level\": 9}");
        makeWorker("agent2", "Available", "\"level\": 1");
        String queue = makeQueue("All", "1==1");
        enqueues(makeWorkflow("{\"filters\": [{\"expression\": \"1==1\", \"targets\": [{\"queue\": \"" + queue
                + "\", \"order_by\": \"worker.level DESC\"}]}]}"), "<Task>{\"lang\":\"en\"}</Task>");
        PhoneCall caller = calls("+15550101", CALLERS_TONE);
        PhoneCall worker = rings("agent2");
        assertTalk(caller, CALLERS_TONE, worker, "agent2");
        awaitTask(task(1).path("sid").asText(), "assigned");
        caller.hangUp();
        assertTrue(worker.awaitEnd(Bench.PATIENCE));
        awaitTask(task(1).path("sid").asText(), "completed");
    }

    @Test
    void callersReachWorkersOfTheirLanguageTheMostUrgentFirst() {
        String ada = makeWorker("agent1", "Offline", "\"languages\": [\"en\"]");
        String bob = makeWorker("agent2", "Offline", "\"languages\": [\"de\"]");
        String queue = makeQueue("All", "1==1");
        String workflow = makeWorkflow("{\"filters\": [{\"expression\": \"1==1\", \"targets\": [{\"queue\": \"" + queue
                + "\", \"expression\": \"task.lang IN worker.languages\"}]}]}");
        Map<String, String> tasks = Map.of(
                "+15550101", "<Task priority=\"1\">{\"lang\":\"en\"}</Task>",
                "+15550102", "<Task priority=\"9\">{\"lang\":\"en\"}</Task>",
                "+15550103", "<Task priority=\"5\">{\"lang\":\"de\"}</Task>");
        bench.page("/voice", asked -> "<Response><Enqueue workflowSid=\"" + workflow + "\" action=\"/done\">"
                + tasks.get(asked.fields().get("To")) + "</Enqueue></Response>");
        PhoneCall patient = calls("+15550101", 500);
        task(1);
        PhoneCall urgent = calls("+15550102", 800);
        task(2);
        PhoneCall german = calls("+15550103", 1100);
        task(3);
        moves(ada, "Available");
        PhoneCall first = rings("agent1");
        assertTalk(urgent, 800, first, "agent1");
        moves(bob, "Available");
        PhoneCall other = rings("agent2");
        assertTalk(german, 1100, other, "agent2");
        assertEquals(0, windows(patient, tone("agent1")) + windows(patient, tone("agent2")), "waits still");
        first.hangUp();
        assertTrue(urgent.awaitEnd(Bench.PATIENCE));
        PhoneCall second = rings("agent1");
        assertTalk(patient, 500, second, "agent1");
        patient.hangUp();
        german.hangUp();
        assertTrue(second.awaitEnd(Bench.PATIENCE) && other.awaitEnd(Bench.PATIENCE));
        assertEquals(0, windows(first, 500) + windows(first, 1100) + windows(second, 800) + windows(other, 500),
                "nobody hears somebody else's caller");
        assertTrue(bench.await(() -> StreamSupport.stream(get("/Tasks").path("tasks").spliterator(), false)
                .allMatch(one -> one.path("assignment_status").asText().equals("completed"))));
        assertFree(ada);
        assertFree(bob);
    }
}
