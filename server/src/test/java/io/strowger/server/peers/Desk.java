package io.strowger.server.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.FormBody;
import io.strowger.media.Sound;
import io.strowger.media.audio.Clip;
import io.strowger.media.audio.Goertzel;
import io.strowger.media.audio.Tones;
import io.strowger.phone.AnswerPlan;
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
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;

/**
 * A product with an account whose callers reach workers: a phone that calls its numbers, a registered phone for each
 * worker, and the API. Who is heard says who was joined to whom, as each phone plays a tone of its own.
 */
final class Desk implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String MASTER = "AC" + "7".repeat(32) + ":token-of-the-master-account";
    private static final String TOKEN = ":token-of-the-desks-account";
    private static final int WINDOW = 800;
    private static final int WORKERS_PORTS = 30;

    private final Bench bench;
    private final Phone callers;
    private final Map<String, Phone> workers = new LinkedHashMap<>();
    private final List<Registration> registrations = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final String account;
    private final List<PhoneCall> made = new ArrayList<>();
    private final Set<String> recorded = new HashSet<>();
    private String workspace = "";

    /**
     * @param rtp media ports of the product
     * @param callersRtp first of the callers' media ports, two for each number and as many in reserve; the workers'
     *     follow
     * @param numbers how many numbers the account has, from {@link #number number(1)} on
     * @param agents how many workers have a phone, {@code agent1} and so on
     */
    Desk(String rtp, int callersRtp, int numbers, int agents) {
        bench = Bench.open(rtp, app -> config(app.toString(), numbers, agents), "--trust", "127.0.0.1", "--account-sid",
                MASTER.split(":")[0], "--auth-token", MASTER.split(":")[1]);
        account = send(MASTER, "GET", "/2010-04-01/Accounts.json?FriendlyName=Desk").path("accounts").path(0)
                .path("sid").asText();
        int workersRtp = callersRtp + Math.max(40, 4 * numbers);
        callers = Phone.open(bench.world(), PhoneConfig.of(InetAddress.getLoopbackAddress(), callersRtp,
                workersRtp - 1, "+15551000"), SipTrace.NONE);
        for (int i = 0; i < agents; i++) {
            worker("agent" + (i + 1), workersRtp + i * WORKERS_PORTS);
        }
    }

    private static String config(String app, int numbers, int agents) {
        StringBuilder yaml = new StringBuilder("""
                accounts:
                  - name: Desk
                    authToken: %s
                    numbers:
                """.formatted(TOKEN.substring(1)));
        IntStream.rangeClosed(1, numbers).forEach(i -> yaml.append(
                "      - {number: \"%s\", voice: {url: \"%s/voice\"}}%n".formatted(number(i), app)));
        yaml.append("    domains:\n      - host: desk.example\n        voice: {url: \"").append(app)
                .append("/voice\"}\n        users:\n");
        IntStream.rangeClosed(1, agents).forEach(i ->
                yaml.append("          - {name: agent%1$d, password: secret-of-agent%1$d}%n".formatted(i)));
        return yaml.toString();
    }

    static String number(int i) {
        return "+1555%04d".formatted(100 + i);
    }

    /** A phone that is registered under this name. */
    private void worker(String name, int rtp) {
        Phone phone = Phone.open(bench.world(), PhoneConfig.of(InetAddress.getLoopbackAddress(), rtp,
                rtp + WORKERS_PORTS - 1, name).with(new SipCredentials(name, "secret-of-" + name)), SipTrace.NONE);
        var told = bench.world().timeline().<RegistrationEvent>inbox(8);
        workers.put(name, phone);
        registrations.add(phone.register("desk.example", "sip:" + bench.product().sip(), Duration.ofHours(1),
                told::post));
        assertTrue(told.await(Deadline.after(bench.world().timeline(), Bench.PATIENCE))
                .filter(RegistrationEvent.Registered.class::isInstance).isPresent(), name + " is registered");
    }

    @Override
    public void close() {
        registrations.forEach(Registration::close);
        workers.values().forEach(Phone::close);
        callers.close();
        client.close();
        bench.close();
    }

    Bench bench() {
        return bench;
    }

    /** Before each test: a workspace of its own, and workers who answer at once. */
    void open() {
        bench.forget();
        bench.page("/assign", asked -> "{\"instruction\": \"dequeue\"}");
        bench.page("/done", asked -> "<Response><Hangup/></Response>");
        send(account + TOKEN, "GET", "/2010-04-01/Accounts/" + account + "/Recordings.json?PageSize=1000")
                .path("recordings").forEach(one -> recorded.add(one.path("sid").asText()));
        workspace = make("/v1/Workspaces", "FriendlyName", "Desk");
        workers.forEach((name, phone) -> phone.answering(
                AnswerPlan.Answer.atOnce().playing(Clip.of(Tones.tone(1000, tone(name))))));
    }

    /** After each test: nothing of any call is left. */
    void assertEverythingIsGivenBack() {
        made.forEach(PhoneCall::hangUp); // one that failed leaves none to the next
        made.clear();
        assertTrue(bench.awaitIdle(), () -> bench.get("/metrics").body());
        workers.values().forEach(phone ->
                assertTrue(phone.incoming().poll().isEmpty(), "no phone rang that the test did not take"));
        for (String gauge : List.of("strowger_queue_callers", "strowger_queue_agents", "strowger_queue_joined")) {
            assertEquals(0, bench.metric(gauge).orElseThrow(), gauge);
        }
    }

    /** The hertz of a worker's tone: no caller's, and higher than the music. */
    static int tone(String worker) {
        return 1800 + 160 * Integer.parseInt(worker.substring("agent".length()));
    }

    // --- the API

    private JsonNode send(String login, String method, String path, String... fields) {
        HttpResponse<String> answer = exchange(login, method, path, fields);
        assertTrue(answer.statusCode() / 100 == 2, () -> method + " " + path + " " + answer.body());
        return json(answer);
    }

    /** What may be done twice is asked again while a busy machine's database lets it wait (90160, 90161). */
    private JsonNode sendUntilAnswered(String method, String path, String... fields) {
        AtomicReference<HttpResponse<String>> answer = new AtomicReference<>();
        bench.await(() -> {
            answer.set(exchange(account + TOKEN, method, path, fields));
            return answer.get().statusCode() != 503;
        });
        assertTrue(answer.get().statusCode() / 100 == 2, () -> method + " " + path + " " + answer.get().body());
        return json(answer.get());
    }

    private static JsonNode json(HttpResponse<String> answer) {
        try {
            return MAPPER.readTree(answer.body());
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private HttpResponse<String> exchange(String login, String method, String path, String... fields) {
        List<Header> form = new ArrayList<>();
        for (int i = 0; i < fields.length; i += 2) {
            form.add(new Header(fields[i], fields[i + 1]));
        }
        try {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://" + bench.product().http() + path))
                            .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(
                                    login.getBytes(StandardCharsets.UTF_8)))
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .method(method, HttpRequest.BodyPublishers.ofString(FormBody.encode(form))).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException(broken);
        }
    }

    /** A resource of the workspace. */
    JsonNode get(String path) {
        return sendUntilAnswered("GET", in(path));
    }

    void deleteWorkspace() {
        send(account + TOKEN, "DELETE", in(""));
    }

    /** Creates or changes something; answers its sid. */
    String make(String path, String... fields) {
        return send(account + TOKEN, "POST", path, fields).path("sid").asText();
    }

    /** A path within the workspace. */
    String in(String path) {
        return "/v1/Workspaces/" + workspace + path;
    }

    String activity(String name) {
        return get("/Activities?FriendlyName=" + name).path("activities").path(0).path("sid").asText();
    }

    /** @param more attributes beside contact_uri, as JSON without its braces */
    String makeWorker(String name, String activity, String more) {
        return make(in("/Workers"), "FriendlyName", name, "ActivitySid", activity(activity), "Attributes",
                "{\"contact_uri\": \"client:" + name + "\", " + more + "}");
    }

    void moves(String worker, String activity) {
        sendUntilAnswered("POST", in("/Workers/" + worker), "ActivitySid", activity(activity));
    }

    String makeQueue(String name, String workersWanted) {
        return make(in("/TaskQueues"), "FriendlyName", name, "TargetWorkers", workersWanted);
    }

    String makeWorkflow(String routing) {
        return make(in("/Workflows"), "FriendlyName", "Calls", "Configuration", "{\"task_routing\":" + routing + "}",
                "AssignmentCallbackUrl", bench.app() + "/assign", "TaskReservationTimeout", "300");
    }

    String makeWorkflowInto(String queue) {
        return makeWorkflow("{\"filters\": [], \"default_filter\": {\"queue\": \"" + queue + "\"}}");
    }

    /** Every caller becomes this task of the workflow. */
    void enqueues(String workflow, String task) {
        bench.page("/voice", asked -> "<Response><Enqueue workflowSid=\"" + workflow + "\" action=\"/done\">" + task
                + "</Enqueue></Response>");
    }

    /** Waits until there are so many tasks; answers the first. */
    JsonNode task(int of) {
        assertTrue(bench.await(() -> get("/Tasks?PageSize=1000").path("tasks").size() == of),
                () -> get("/Tasks").toString());
        return get("/Tasks").path("tasks").path(0);
    }

    private List<String> reservations(String of) {
        return StreamSupport.stream(get(of + "/Reservations").path("reservations").spliterator(), false)
                .map(one -> one.path("worker_name").asText() + " " + one.path("reservation_status").asText())
                .sorted().toList();
    }

    void awaitTask(String sid, String status) {
        assertTrue(bench.await(() -> get("/Tasks/" + sid).path("assignment_status").asText().equals(status)),
                () -> get("/Tasks/" + sid) + " is not " + status + ", " + get("/Tasks/" + sid + "/Reservations"));
    }

    /** @param all worker's name and status of every reservation of the task, sorted */
    void awaitReservations(String task, String... all) {
        assertTrue(bench.await(() -> reservations("/Tasks/" + task).equals(List.of(all))),
                () -> reservations("/Tasks/" + task).toString());
    }

    /** The worker's voice channel. */
    JsonNode voice(String worker) {
        return StreamSupport.stream(get("/Workers/" + worker + "/Channels").path("channels").spliterator(), false)
                .filter(one -> one.path("task_channel_unique_name").asText().equals("voice")).findFirst()
                .orElseThrow();
    }

    void assertFree(String worker) {
        assertEquals("0 100", voice(worker).path("assigned_tasks").asText() + " "
                + voice(worker).path("available_capacity_percentage").asText(), worker + " has its capacity back");
    }

    /** Source and status of the account's recordings since {@link #open}. */
    List<String> recordings() {
        return StreamSupport.stream(send(account + TOKEN, "GET", "/2010-04-01/Accounts/" + account
                + "/Recordings.json?PageSize=1000").path("recordings").spliterator(), false)
                .filter(one -> !recorded.contains(one.path("sid").asText()))
                .map(one -> one.path("source").asText() + " " + one.path("status").asText()).toList();
    }

    /** What the applications of callers who have left were told. */
    List<String> results() {
        return bench.asked("/done").stream().map(asked -> asked.fields().get("QueueResult")).toList();
    }

    // --- the phones

    Phone phone(String worker) {
        return workers.get(worker);
    }

    /** A call to {@link #number number(i)} that has been answered and sends this tone. */
    PhoneCall calls(int i, int hertz) {
        PhoneCall call = callers.call("sip:" + number(i) + "@" + bench.product().sip());
        made.add(call);
        assertTrue(call.awaitAnswer(Bench.PATIENCE), () -> "answered: " + call.past());
        call.play(new Sound.Sample(Clip.of(Tones.tone(1000, hertz)), Integer.MAX_VALUE));
        return call;
    }

    /** The next call of a worker's phone. */
    PhoneCall rings(String worker) {
        return workers.get(worker).incoming().await(Deadline.after(bench.world().timeline(), Bench.PATIENCE))
                .orElseThrow(() -> new AssertionError(worker + "'s phone does not ring"));
    }

    /** Windows of a tenth of a second in which this tone is most of what is heard. */
    static long windows(PhoneCall call, int hertz) {
        short[] pcm = call.heard().pcm();
        long found = 0;
        for (int from = 0; from + WINDOW <= pcm.length; from += WINDOW) {
            found += Goertzel.hears(pcm, from, WINDOW, hertz) ? 1 : 0;
        }
        return found;
    }

    void assertTalk(PhoneCall caller, int callersTone, PhoneCall worker, String name) {
        assertTrue(bench.await(() -> windows(worker, callersTone) >= 5 && windows(caller, tone(name)) >= 5),
                () -> name + " and the caller hear each other: " + worker.past() + " " + caller.past());
    }
}
