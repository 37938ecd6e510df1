package io.strowger.server.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.strowger.kernel.Deadline;
import io.strowger.media.audio.Clip;
import io.strowger.media.audio.Tones;
import io.strowger.phone.AnswerPlan;
import io.strowger.phone.Phone;
import io.strowger.phone.PhoneCall;
import io.strowger.phone.PhoneConfig;
import io.strowger.sip.SipCredentials;
import io.strowger.sip.SipTrace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Calls made, changed, recorded and ended over the API of the whole product, with phones that answer over real SIP and
 * RTP (requirements B8, B9; rest-api section 2, "Calls", "Recordings"; issue 3, "Must show" 1).
 */
final class CallsApiTest {
    private static final String SID = "AC" + "7".repeat(32);
    private static final String TOKEN = "token-of-the-master-account";
    private static final String MINE = "/2010-04-01/Accounts/" + SID;
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String STAY = "<Response><Pause length='120'/></Response>";
    private static Bench bench;
    private static Phone bob;
    private static Phone alice;
    private static HttpClient client;

    /** An answer of the API. */
    private record Answer(int status, JsonNode body, HttpResponse<byte[]> response) {
        String text(String field) {
            return body.path(field).asText("(none)");
        }

        boolean isNull(String field) {
            return body.has(field) && body.get(field).isNull();
        }

        Answer refused(int wanted, int code) {
            assertEquals(wanted + " " + code, status + " " + body.path("code").asInt(), body.toString());
            return this;
        }

        Answer ok(int wanted) {
            assertEquals(wanted, status, body.toString());
            return this;
        }
    }

    @BeforeAll
    static void open() {
        bench = Bench.open("127.0.0.1:27700-27799", app -> """
                accounts:
                  - name: Other
                    authToken: token-of-the-other-account
                    applications:
                      - name: hello
                        voice:
                          url: %s/application
                    domains:
                      - host: 127.0.0.1
                        voice:
                          url: %s/desk
                        users:
                          - name: alice
                            password: alices-password
                """.formatted(app, app), "--account-sid", SID, "--auth-token", TOKEN,
                "--outbound-calls-per-second", "100");
        bob = phone(PhoneConfig.of(InetAddress.getLoopbackAddress(), 27600, 27649, "bob"));
        alice = phone(PhoneConfig.of(InetAddress.getLoopbackAddress(), 27650, 27699, "alice")
                .with(new SipCredentials("alice", "alices-password")));
        client = HttpClient.newHttpClient();
    }

    private static Phone phone(PhoneConfig config) {
        return Phone.open(bench.world(), config, SipTrace.NONE);
    }

    @AfterAll
    static void close() {
        client.close();
        bob.close();
        alice.close();
        bench.close();
    }

    @BeforeEach
    void answers() {
        bench.forget();
        bob.answering(AnswerPlan.Answer.atOnce().playing(Clip.of(Tones.tone(1000, 600))));
    }

    @AfterEach
    void everythingIsGivenBack() {
        for (String status : List.of("queued", "ringing", "in-progress")) {
            for (JsonNode one : get("/Calls.json?Status=" + status).body().path("calls")) {
                post("/Calls/" + one.path("sid").asText(), "Status", "completed");
            }
        }
        assertTrue(bench.awaitIdle(), "nothing of any call is left");
        assertTrue(bob.incoming().poll().isEmpty(), "no call came that the test did not take");
    }

    private static String bobsAddress() {
        return "sip:bob@127.0.0.1:" + bob.address().getPort();
    }

    private static Answer send(String as, String method, String path, List<String> headers, String... fields) {
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < fields.length; i += 2) {
            pairs.add(URLEncoder.encode(fields[i], StandardCharsets.UTF_8) + "="
                    + URLEncoder.encode(fields[i + 1], StandardCharsets.UTF_8));
        }
        boolean whole = path.startsWith("/2010") || path.startsWith("/strowger");
        HttpRequest.Builder request = HttpRequest.newBuilder(
                URI.create("http://" + bench.product().http() + (whole ? path : MINE + path)))
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(
                        as.getBytes(StandardCharsets.UTF_8)))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .method(method, HttpRequest.BodyPublishers.ofString(String.join("&", pairs)));
        if (!headers.isEmpty()) {
            request.headers(headers.toArray(String[]::new));
        }
        try {
            HttpResponse<byte[]> response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            boolean json = response.headers().firstValue("Content-Type").orElse("").contains("json");
            return new Answer(response.statusCode(),
                    json ? MAPPER.readTree(response.body()) : MAPPER.createObjectNode(), response);
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static Answer get(String path) {
        return send(SID + ":" + TOKEN, "GET", path, List.of());
    }

    private static Answer post(String path, String... fields) {
        return send(SID + ":" + TOKEN, "POST", path, List.of(), fields);
    }

    private static Answer delete(String path) {
        return send(SID + ":" + TOKEN, "DELETE", path, List.of());
    }

    private static PhoneCall taken() {
        return bob.incoming().await(Deadline.after(bench.world().timeline(), Bench.PATIENCE)).orElseThrow();
    }

    private static String status(String sid) {
        return get("/Calls/" + sid + ".json").text("status");
    }

    private static void awaitStatus(String sid, String status) {
        assertTrue(bench.await(() -> status(sid).equals(status)), () -> "the call is " + status(sid));
    }

    /** A call that bob has answered. */
    private static String talking(String document) {
        String sid = post("/Calls.json", "To", bobsAddress(), "From", "+15550001", "Twiml", document)
                .ok(201).text("sid");
        taken();
        awaitStatus(sid, "in-progress");
        return sid;
    }

    @Test
    void aCallIsMadeAndReadUntilItsEnd_B8_B9() {
        Answer made = post("/Calls.json", "To", bobsAddress(), "From", "+15550001", "Twiml", STAY).ok(201);
        assertEquals("queued", made.text("status"));
        assertEquals("outbound-api", made.text("direction"));
        assertEquals(bobsAddress(), made.text("to"));
        assertTrue(made.isNull("start_time") && made.isNull("end_time") && made.isNull("duration")
                && made.isNull("price"), made.body().toString());
        String sid = made.text("sid");
        PhoneCall call = taken();
        assertTrue(call.awaitAnswer(Bench.PATIENCE));
        awaitStatus(sid, "in-progress");
        Answer running = get("/Calls/" + sid + ".json").ok(200);
        assertFalse(running.isNull("start_time"));
        assertTrue(running.text("queue_time").matches("\\d+"), running.text("queue_time"));
        Answer ended = post("/Calls/" + sid + ".json", "Status", "completed").ok(200);
        assertEquals("completed", ended.text("status"), "whoever ends a call reads that it has ended");
        assertFalse(ended.isNull("duration"));
        assertTrue(call.awaitEnd(Bench.PATIENCE));
        post("/Calls/" + sid + ".json", "Status", "completed").refused(400, 21220);
        post("/Calls/" + sid + ".json", "Url", "http://127.0.0.1/").refused(400, 21220);
    }

    @Test
    void aNewcomersClientIsCalledByName() throws Exception {
        var registered = bench.world().timeline().<Boolean>inbox(8);
        alice.answering(AnswerPlan.Answer.atOnce());
        try (var _ = alice.register("127.0.0.1", "sip:" + bench.product().sip(), Duration.ofMinutes(5),
                event -> registered.post(true))) {
            registered.await(Deadline.after(bench.world().timeline(), Bench.PATIENCE)).orElseThrow();
            String other = other();
            Answer made = send(SID + ":" + TOKEN, "POST", "/2010-04-01/Accounts/" + other + "/Calls.json", List.of(),
                    "To", "client:alice", "From", "+15550001", "Twiml", STAY).ok(201);
            assertEquals(other, made.text("account_sid"), "a parent acts on its sub-account");
            PhoneCall call = alice.incoming().await(
                    Deadline.after(bench.world().timeline(), Bench.PATIENCE)).orElseThrow();
            assertTrue(call.awaitAnswer(Bench.PATIENCE));
            get("/Calls/" + made.text("sid") + ".json").refused(404, 20404);
            String path = "/2010-04-01/Accounts/" + other + "/Calls/" + made.text("sid") + ".json";
            assertTrue(bench.await(() -> get(path).text("status").equals("in-progress")));
            send(SID + ":" + TOKEN, "POST", path, List.of(), "Status", "completed").ok(200);
            assertTrue(call.awaitEnd(Bench.PATIENCE));
        }
    }

    /** The sub-account that the bench provisioned. */
    private static String other() {
        return get("/2010-04-01/Accounts.json?FriendlyName=Other").ok(200).body().path("accounts").path(0)
                .path("sid").asText();
    }

    @Test
    void aSubAccountSeesNoCallOfItsParent() {
        String sid = talking(STAY);
        String login = other() + ":token-of-the-other-account";
        String path = "/2010-04-01/Accounts/" + other() + "/Calls/" + sid;
        send(login, "GET", path, List.of()).refused(404, 20404);
        send(login, "POST", path, List.of(), "Status", "completed").refused(404, 20404);
        send(login, "POST", path + "/Recordings", List.of()).refused(404, 20404);
        send(login, "GET", path + "/Recordings", List.of()).refused(404, 20404);
        send(login, "DELETE", path, List.of()).refused(404, 20404);
        assertEquals("in-progress", status(sid));
    }

    @Test
    void onlyTheOperatorClearsAStop() {
        String path = "/strowger/v1/Accounts/" + other() + "/OutboundGuard";
        String login = other() + ":token-of-the-other-account";
        Answer guard = send(login, "GET", path, List.of()).ok(200);
        assertEquals("false 6000 " + other(), guard.text("stopped") + " " + guard.text("minutes_per_day") + " "
                + guard.text("account_sid"));
        send(login, "DELETE", path, List.of()).refused(403, 20008);
        delete(path).ok(204);
    }

    @Test
    void aRunningCallIsSentToAnotherDocument_B8() {
        bench.page("/next", asked -> STAY);
        String sid = talking(STAY);
        String next = app() + "/next";
        Answer moved = post("/Calls/" + sid + ".json", "Url", next).ok(200);
        assertEquals("in-progress", moved.text("status"));
        assertTrue(bench.await(() -> get("/Calls/" + sid + "/Events.json").body().path("events").size() == 1));
        assertEquals(sid, bench.asked("/next").getFirst().fields().get("CallSid"));
        post("/Calls/" + sid, "Twiml", "<Response><Hangup/></Response>").ok(200);
        awaitStatus(sid, "completed");
        assertEquals(List.of("POST " + next + " 200"), StreamSupport.stream(
                get("/Calls/" + sid + "/Events.json").ok(200).body().path("events").spliterator(), false)
                .map(event -> event.path("request").path("method").asText() + " "
                        + event.path("request").path("url").asText() + " "
                        + event.path("response").path("response_code").asInt()).toList());
    }

    private static String app() {
        return bench.app();
    }

    @Test
    void aQueuedOrRingingCallIsCanceledAndAnAnsweredOneIsNot() {
        bob.answering(new AnswerPlan.Ring());
        String sid = post("/Calls.json", "To", bobsAddress(), "From", "+15550001", "Twiml", STAY).ok(201).text("sid");
        PhoneCall call = taken();
        post("/Calls/" + sid, "Url", "http://127.0.0.1/").refused(400, 21220);
        assertEquals("canceled", post("/Calls/" + sid, "Status", "canceled").ok(200).text("status"));
        assertTrue(call.awaitEnd(Bench.PATIENCE));
        bob.answering(AnswerPlan.Answer.atOnce());
        String answered = talking(STAY);
        assertTrue(post("/Calls/" + answered, "Status", "canceled").refused(400, 21220).text("message")
                .contains("Status"));
    }

    @Test
    void aCallIsRecordedPausedResumedStoppedReadDownloadedAndDeleted() {
        String sid = talking(STAY);
        Answer begun = post("/Calls/" + sid + "/Recordings.json", "RecordingChannels", "dual", "Trim", "do-not-trim")
                .ok(201);
        String recording = begun.text("sid");
        assertEquals("in-progress 2 StartCallRecordingAPI both", begun.text("status") + " " + begun.text("channels")
                + " " + begun.text("source") + " " + begun.text("track"));
        assertEquals(MINE + "/Calls/" + sid + "/Recordings/" + recording + ".json", begun.text("uri"));
        String path = "/Calls/" + sid + "/Recordings/" + recording + ".json";
        assertEquals("paused", post(path, "Status", "paused", "PauseBehavior", "skip").ok(200).text("status"));
        assertEquals("paused", get(path).ok(200).text("status"));
        delete(path).refused(409, 20009);
        assertEquals("in-progress", post("/Calls/" + sid + "/Recordings/Twilio.CURRENT.json", "Status", "in-progress")
                .ok(200).text("status"));
        bench.world().timeline().inbox(1).await(Deadline.after(bench.world().timeline(), Duration.ofSeconds(1)));
        assertEquals("stopped", post(path, "Status", "stopped").ok(200).text("status"));
        post(path, "Status", "stopped").refused(400, 21220);
        assertEquals("completed", get("/Recordings/" + recording + ".json").ok(200).text("status"));
        byte[] wav = get("/Recordings/" + recording + ".wav").ok(200).response().body();
        assertEquals("RIFF", new String(wav, 0, 4, StandardCharsets.US_ASCII));
        assertTrue(wav.length > 44 + 1600, wav.length + " bytes");
        get("/Recordings/" + recording + ".mp3").refused(406, 90112);
        assertEquals(List.of(recording), sids(get("/Calls/" + sid + "/Recordings.json"), "recordings"));
        assertEquals(List.of(recording), sids(get("/Recordings.json?CallSid=" + sid), "recordings"));
        delete(path).ok(204);
        get(path).refused(404, 20404);
        get("/Recordings/" + recording + ".wav").refused(404, 20404);
        assertEquals("deleted", get("/Recordings/" + recording + ".json?IncludeSoftDeleted=true").ok(200)
                .text("status"));
        assertEquals(List.of(), sids(get("/Recordings.json?CallSid=" + sid), "recordings"));
        delete("/Recordings/" + recording + ".json").refused(404, 20404);
    }

    private static List<String> sids(Answer page, String key) {
        return StreamSupport.stream(page.ok(200).body().path(key).spliterator(), false)
                .map(one -> one.path("sid").asText()).toList();
    }

    @Test
    void aCallAskedForWithRecordIsRecorded() {
        String sid = post("/Calls.json", "To", bobsAddress(), "From", "+15550001", "Record", "true", "Trim",
                "do-not-trim", "Twiml", "<Response><Pause length='1'/></Response>").ok(201).text("sid");
        taken();
        awaitStatus(sid, "completed");
        JsonNode recording = get("/Calls/" + sid + "/Recordings.json").body().path("recordings").path(0);
        assertEquals("OutboundAPI completed", recording.path("source").asText() + " "
                + recording.path("status").asText());
    }

    @Test
    void listsAreFilteredPagedAndDeleted() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            made.add(post("/Calls.json", "To", bobsAddress(), "From", "+1555900" + i, "Twiml",
                    "<Response><Hangup/></Response>").ok(201).text("sid"));
            taken();
            awaitStatus(made.getLast(), "completed");
        }
        assertEquals(List.of(made.get(1)), sids(get("/Calls.json?From=%2B15559001"), "calls"));
        assertEquals(List.of(), sids(get("/Calls.json?From=%2B15559001&Status=busy"), "calls"));
        assertEquals(List.of(made.get(1)), sids(get("/Calls.json?From=%2B15559001&Status=completed"), "calls"));
        assertEquals(List.of(), sids(get("/Calls.json?From=%2B15559001&StartTime%3E=2100-01-01"), "calls"));
        assertEquals(List.of(made.get(1)), sids(
                get("/Calls.json?From=%2B15559001&StartTime%3E=2020-01-01&EndTime%3C=2100-01-01"), "calls"));
        assertEquals(List.of(), sids(get("/Calls.json?ParentCallSid=" + made.get(0)), "calls"));
        Answer first = get("/Calls.json?PageSize=1&To=" + URLEncoder.encode(bobsAddress(), StandardCharsets.UTF_8));
        Answer second = get(first.text("next_page_uri"));
        assertEquals(List.of(made.get(2), made.get(1)),
                List.of(sids(first, "calls").getFirst(), sids(second, "calls").getFirst()));
        for (String sid : made) {
            delete("/Calls/" + sid + ".json").ok(204);
            get("/Calls/" + sid + ".json").refused(404, 20404);
        }
        delete("/Calls/" + made.getFirst() + ".json").refused(404, 20404);
        String running = talking(STAY);
        delete("/Calls/" + running + ".json").refused(409, 20009);
    }

    @Test
    void aRepeatedRequestWithItsKeyIsTheSameCall_IdempotencyKey() {
        String[] fields = {"To", bobsAddress(), "From", "+15550001", "Twiml", STAY};
        List<String> key = List.of("Idempotency-Key", "order-4711");
        String login = SID + ":" + TOKEN;
        Answer first = send(login, "POST", "/Calls.json", key, fields).ok(201);
        taken();
        Answer again = send(login, "POST", "/Calls.json", key, fields).ok(201);
        assertEquals(first.text("sid"), again.text("sid"));
        send(login, "POST", "/Calls.json", key, "To", bobsAddress(), "From", "+15550002", "Twiml", STAY)
                .refused(409, 90134);
        assertTrue(bob.incoming().poll().isEmpty(), "bob was called once");
        List<String> other = List.of("Idempotency-Key", "order-4712");
        send(login, "POST", "/Calls.json", other, "To", "tel:1", "From", "+15550001", "Twiml", STAY)
                .refused(400, 21211);
        send(login, "POST", "/Calls.json", other, fields).ok(201);
        taken();
    }

    @Test
    void wrongRequestsAreRefusedWithTheirCodes_section9() {
        String to = bobsAddress();
        post("/Calls.json", "From", "+15550001", "Twiml", STAY).refused(400, 21201);
        post("/Calls.json", "To", to, "Twiml", STAY).refused(400, 21213);
        post("/Calls.json", "To", to, "From", "+15550001").refused(400, 21205);
        post("/Calls.json", "To", to, "From", "+15550001", "Url", "nonsense").refused(400, 21205);
        post("/Calls.json", "To", "tel:5", "From", "+15550001", "Twiml", STAY).refused(400, 21211);
        post("/Calls.json", "To", to, "From", "<>", "Twiml", STAY).refused(400, 21212);
        assertTrue(post("/Calls.json", "To", to, "From", " 15550001", "Twiml", STAY).refused(400, 21212)
                .text("message").contains("%2B"), "what becomes of a plus that is not escaped");
        post("/Calls.json", "To", "+15550123", "From", "+15550001", "Twiml", STAY).refused(400, 21210);
        post("/Calls.json", "To", to, "From", "+15550001", "ApplicationSid", "AP" + "0".repeat(32))
                .refused(400, 21218);
        assertTrue(post("/Calls.json", "To", to, "From", "+15550001", "Twiml", STAY, "MachineDetection", "Enable")
                .refused(400, 90133).text("message").contains("MachineDetection"));
        assertTrue(post("/Calls.json", "To", to, "From", "+15550001", "Twiml", STAY, "Timeout", "601")
                .refused(400, 20001).text("message").contains("Timeout"));
        post("/Calls.json", "To", to, "From", "+15550001", "Twiml", STAY, "SendDigits", "12x").refused(400, 20001);
        post("/Calls.json", "To", to, "From", "+15550001", "Twiml", "x".repeat(4001)).refused(400, 20001);
        String nobody = "/Calls/CA" + "0".repeat(32);
        post(nobody, "Status", "completed").refused(404, 20404);
        post(nobody + "/Recordings").refused(404, 20404);
        get(nobody + "/Recordings").refused(404, 20404);
        get(nobody + "/Events").refused(404, 20404);
        get(nobody + "/Notifications").refused(404, 20404);
    }

    @Test
    void errorsOfACallAreItsNotifications() {
        String sid = post("/Calls.json", "To", bobsAddress(), "From", "+15550001", "Twiml",
                "<Response><Dance/><Pause length='1'/></Response>").ok(201).text("sid");
        taken();
        awaitStatus(sid, "completed");
        JsonNode listed = get("/Calls/" + sid + "/Notifications.json?Log=1").ok(200).body().path("notifications");
        assertEquals(1, listed.size(), listed.toString());
        assertEquals("12200 1 " + sid, listed.path(0).path("error_code").asText() + " "
                + listed.path(0).path("log").asText() + " " + listed.path(0).path("call_sid").asText());
        assertEquals(0, get("/Calls/" + sid + "/Notifications.json?Log=0").body().path("notifications").size());
        Answer one = get("/Calls/" + sid + "/Notifications/" + listed.path(0).path("sid").asText() + ".json").ok(200);
        assertTrue(one.body().has("response_body") && one.body().has("request_variables"));
    }
}
