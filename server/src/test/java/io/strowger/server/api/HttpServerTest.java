package io.strowger.server.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.strowger.call.port.CallRecord;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.CallTimelineRecord;
import io.strowger.call.port.Direction;
import io.strowger.call.port.RecordingRecord;
import io.strowger.call.port.TimelineEntry;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Failure;
import io.strowger.kernel.HostPort;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.RealWorld;
import io.strowger.kernel.RecordingSid;
import io.strowger.server.rest.ApiSettings;
import io.strowger.server.rest.Authenticator;
import io.strowger.server.rest.HttpServer;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.PageRequest;
import io.strowger.server.rest.Principal;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over real sockets: rest-api sections 1.2 to 1.8, rulings part 1 (unknown parameters, operations not built). */
class HttpServerTest {
    private static final AccountSid OURS = new AccountSid("AC" + "1".repeat(32));
    private static final AccountSid THEIRS = new AccountSid("AC" + "2".repeat(32));
    private static final CallSid CALL = new CallSid("CA" + "a".repeat(32));
    private static final CallSid THEIR_CALL = new CallSid("CA" + "b".repeat(32));
    private static final CallSid NO_CALL = new CallSid("CA" + "c".repeat(32));
    private static final RecordingSid RECORDING = new RecordingSid("RE" + "d".repeat(32));
    private static final RecordingSid RUNNING = new RecordingSid("RE" + "e".repeat(32));
    private static final Instant START = Instant.parse("2026-11-03T09:05:07.123456Z");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    @TempDir
    Path folder;

    private final RealWorld world = RealWorld.open();
    private final Metrics metrics = new Metrics();
    private final Reader reader = new Reader();
    private final HttpClient client = HttpClient.newHttpClient();
    private Optional<String> obstacle = Optional.empty();
    private byte[] wav;
    private HttpServer server;

    @BeforeEach
    void open() throws IOException {
        wav = new byte[150_000];
        for (int i = 0; i < wav.length; i++) {
            wav[i] = (byte) (i * 7);
        }
        Files.write(folder.resolve("audio.wav"), wav);
        server = HttpServer.open(world, metrics, ApiSettings.at(new HostPort("127.0.0.1", 0)), () -> obstacle);
        server.serve(OriginalOperations.complete(Stream.of(
                new CallResources(reader).operations(), new RecordingResources(reader).operations())
                .flatMap(List::stream).toList()), new Doorkeeper());
    }

    /** Two accounts, which do not reach each other. */
    private static final class Doorkeeper implements Authenticator {
        @Override
        public Optional<Principal> authenticate(String user, String password) {
            if (user.equals(OURS.value()) && password.equals("to:ken")) {
                return principal(OURS);
            }
            return user.equals(THEIRS.value()) && password.equals("theirs") ? principal(THEIRS) : Optional.empty();
        }

        private static Optional<Principal> principal(AccountSid account) {
            return Optional.of(new Principal(
                    account, account.value(), Principal.Kind.TOKEN, Principal.Standing.ACTIVE));
        }

        @Override
        public boolean reaches(Principal principal, AccountSid account) {
            return principal.account().equals(account);
        }

        @Override
        public boolean permits(Principal principal, Operation operation) {
            return false;
        }
    }

    @AfterEach
    void close() {
        client.close();
        server.close();
        world.close();
    }

    /** One call each for two accounts. */
    private final class Reader implements CallReader {
        private final List<CallRecord> calls = new ArrayList<>(List.of(
                record(CALL, OURS, CallStatus.COMPLETED, Optional.of(START.plusSeconds(61))),
                record(THEIR_CALL, THEIRS, CallStatus.IN_PROGRESS, Optional.empty())));
        private Optional<RuntimeException> trouble = Optional.empty();

        @Override
        public Optional<CallRecord> call(AccountSid account, CallSid call) {
            trouble.ifPresent(thrown -> {
                throw thrown;
            });
            return calls.stream().filter(c -> c.account().equals(account) && c.sid().equals(call)).findFirst();
        }

        @Override
        public List<RecordingRecord> recordings(AccountSid account, RecordingFilter filter, PageRequest page) {
            return List.of();
        }

        @Override
        public List<CallRecord> calls(AccountSid account, CallFilter filter, PageRequest page) {
            List<CallRecord> all = new ArrayList<>(calls.stream().filter(c -> c.account().equals(account)).toList());
            if (page.back()) {
                Collections.reverse(all);
            }
            String key = page.cursor().map(PageRequest.Cursor::key).orElse("");
            return all.stream()
                    .dropWhile(c -> page.cursor().isPresent() && !c.sid().value().equals(key))
                    .skip(page.cursor().isPresent() ? 1 : page.skip()).limit(page.fetch()).toList();
        }

        @Override
        public Optional<CallTimelineRecord> timeline(AccountSid account, CallSid call) {
            TimelineEntry entry = new TimelineEntry(START, Duration.ofMillis(12), TimelineEntry.Kind.WEBHOOK, "caller",
                    "200 in 12 ms", Map.of("status", "200"));
            return call(account, call).map(found -> new CallTimelineRecord(call, account, List.of(entry), 3));
        }

        @Override
        public Optional<RecordingRecord> recording(AccountSid account, RecordingSid sid) {
            boolean known = account.equals(OURS) && (sid.equals(RECORDING) || sid.equals(RUNNING));
            return known
                    ? Optional.of(new RecordingRecord(sid, CALL, OURS,
                            sid.equals(RUNNING) ? "in-progress" : "completed", "RecordVerb", 1,
                            "inbound", START, Duration.ofMillis(9200), wav.length))
                    : Optional.empty();
        }

        @Override
        public Optional<Path> audio(AccountSid account, RecordingSid recording) {
            return Optional.of(folder.resolve("audio.wav"));
        }
    }

    private static CallRecord record(CallSid sid, AccountSid account, CallStatus status, Optional<Instant> ended) {
        return new CallRecord(sid, account, Optional.empty(), "+14155550100", "sip:bob@example.com", Direction.INBOUND,
                status, START, Optional.of(START.plusSeconds(1)), ended, ended.map(e -> Duration.ofMillis(59_001))
                        .orElse(Duration.ZERO), Optional.empty(), Optional.empty(), "");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://" + server.address() + path));
    }

    private static String basic(AccountSid account, String token) {
        String pair = account + ":" + token;
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(request(path).header("Authorization", basic(OURS, "to:ken")));
    }

    private HttpResponse<byte[]> media(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path).header("Authorization", basic(OURS, "to:ken"));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    }

    private static JsonNode json(HttpResponse<String> response) throws IOException {
        assertEquals("application/json", response.headers().firstValue("Content-Type").orElse("none"));
        return MAPPER.readTree(response.body());
    }

    private void assertError(int status, int code, HttpResponse<String> response) throws IOException {
        assertEquals(status, response.statusCode(), response.body());
        JsonNode body = json(response);
        assertEquals(code, body.get("code").intValue());
        assertEquals(status, body.get("status").intValue());
        assertTrue(body.get("message").isTextual());
        assertEquals("http://" + server.address() + "/errors/" + code, body.get("more_info").textValue());
    }

    private static String account(String rest) {
        return "/2010-04-01/Accounts/" + OURS + rest;
    }

    @Test
    void healthIsAliveWithoutCredentials() throws Exception {
        HttpResponse<String> response = send(request("/health"));
        assertEquals(200, response.statusCode());
        assertEquals("{\"status\":\"alive\"}", response.body());
    }

    @Test
    void readyTellsWhetherCallsAreTaken() throws Exception {
        assertEquals("{\"status\":\"ready\",\"reason\":null}", send(request("/ready")).body());
        obstacle = Optional.of("draining");
        HttpResponse<String> response = send(request("/ready"));
        assertEquals(503, response.statusCode());
        assertEquals("draining", json(response).get("reason").textValue());
    }

    @Test
    void metricsAreThePrometheusText() throws Exception {
        metrics.counter("strowger_test_total", "A test.").increment();
        HttpResponse<String> response = send(request("/metrics"));
        assertEquals(200, response.statusCode());
        assertTrue(response.headers().firstValue("Content-Type").orElse("").startsWith("text/plain; version=0.0.4"));
        assertTrue(response.body().contains("\nstrowger_test_total 1\n"), response.body());
        assertTrue(response.body().contains("strowger_http_unhandled_total 0\n"), response.body());
    }

    @Test
    void moreInfoLeadsToTheMeaningOfTheCode() throws Exception {
        HttpResponse<String> response = send(request("/errors/11200"));
        assertEquals(ErrorCode.RETRIEVAL_FAILED.meaning(), json(response).get("meaning").textValue());
        assertError(404, 20404, send(request("/errors/1")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/nothing", "/health/x", "/healthz", "//", "/strowger/v1/Nothing", "/2010-04-01",
        "/2010-04-01/Other", "/strowger/v1/Calls/x/Timeline", "/2010-04-01/Accounts/%2e%2e/x/y", "/%00", "/ä"})
    void anUnknownPathIsNotFound(String path) throws Exception {
        assertError(404, 20404, get(path.replace("ä", "%C3%A4")));
    }

    @Test
    void withoutCredentialsTheAnswerIs401WithTheKnownRealm() throws Exception {
        HttpResponse<String> response = send(request(account("/Calls.json")));
        assertError(401, 20003, response);
        assertEquals("Authenticate", json(response).get("message").textValue());
        assertEquals("Basic realm=\"Twilio API\"", response.headers().firstValue("WWW-Authenticate").orElse(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"Basic", "Basic !!!", "Basic bm9jb2xvbg==", "Bearer x", "Basic Og==", ""})
    void malformedCredentialsAreRefused(String value) throws Exception {
        assertError(401, 20003, send(request(account("/Calls.json")).header("Authorization", value)));
    }

    @Test
    void aWrongTokenIsRefused() throws Exception {
        String wrong = basic(OURS, "token");
        assertError(401, 20003, send(request(account("/Calls.json")).header("Authorization", wrong)));
    }

    @Test
    void aCallHasTheShapeThatSdksKnow() throws Exception {
        HttpResponse<String> response = get(account("/Calls/" + CALL + ".json"));
        assertEquals(200, response.statusCode());
        assertTrue(response.headers().firstValue("Twilio-Request-Id").orElse("").matches("RQ[0-9a-f]{32}"));
        JsonNode call = json(response);
        assertEquals(CALL.value(), call.get("sid").textValue());
        assertEquals(OURS.value(), call.get("account_sid").textValue());
        assertEquals("Tue, 03 Nov 2026 09:05:07 +0000", call.get("date_created").textValue());
        assertEquals("Tue, 03 Nov 2026 09:06:08 +0000", call.get("end_time").textValue());
        assertEquals("60", call.get("duration").textValue(), "started seconds, as a string");
        assertEquals("completed", call.get("status").textValue());
        assertEquals("inbound", call.get("direction").textValue());
        assertEquals("(415) 555-0100", call.get("from_formatted").textValue());
        assertEquals("sip:bob@example.com", call.get("to_formatted").textValue());
        assertEquals(account("/Calls/" + CALL + ".json"), call.get("uri").textValue());
        assertEquals(account("/Calls/" + CALL + "/UserDefinedMessages.json"),
                call.get("subresource_uris").get("user_defined_messages").textValue());
        for (String absent : List.of("parent_call_sid", "price", "phone_number_sid", "answered_by", "forwarded_from",
                "group_sid", "caller_name", "trunk_sid")) {
            assertTrue(call.has(absent) && call.get(absent).isNull(), absent);
        }
        assertEquals(response.body(), get(account("/Calls/" + CALL)).body(), "with and without .json");
    }

    @Test
    void aRunningCallHasNoEndAndNoDuration() throws Exception {
        String path = "/2010-04-01/Accounts/" + THEIRS + "/Calls/" + THEIR_CALL + ".json";
        HttpResponse<String> response = send(request(path).header("Authorization", basic(THEIRS, "theirs")));
        assertTrue(json(response).get("end_time").isNull());
        assertTrue(json(response).get("duration").isNull());
    }

    @Test
    void foreignAndUnknownAndMalformedSidsAnswerAlike() throws Exception {
        for (String path : List.of("/Calls/%s.json", "/Calls/%s")) {
            HttpResponse<String> foreign = get(account(path.formatted(THEIR_CALL)));
            HttpResponse<String> unknown = get(account(path.formatted(NO_CALL)));
            assertError(404, 20404, foreign);
            assertEquals(unknown.body().replace(NO_CALL.value(), ""), foreign.body().replace(THEIR_CALL.value(), ""));
            assertError(404, 20404, get(account(path.formatted("CA1"))));
        }
        assertError(404, 20404, get("/strowger/v1/Calls/" + THEIR_CALL + "/Timeline"));
        assertError(404, 20404, get("/2010-04-01/Accounts/" + THEIRS + "/Calls/" + THEIR_CALL + ".json"));
        assertError(404, 20404, get("/2010-04-01/Accounts/" + THEIRS + "/Nothing.json"));
    }

    @Test
    void theCallListIsPaged() throws Exception {
        for (int i = 0; i < 4; i++) {
            CallSid sid = new CallSid("CA" + (i + "").repeat(32));
            reader.calls.add(record(sid, OURS, CallStatus.COMPLETED, Optional.of(START)));
        }
        JsonNode page = json(get(account("/Calls.json?PageSize=2")));
        assertEquals(2, page.get("calls").size());
        assertEquals(CALL.value(), page.get("calls").get(0).get("sid").textValue());
        assertEquals(0, page.get("page").intValue());
        assertEquals(2, page.get("page_size").intValue());
        assertEquals(0, page.get("start").intValue());
        assertEquals(1, page.get("end").intValue());
        assertTrue(page.get("previous_page_uri").isNull());
        assertEquals(account("/Calls.json?PageSize=2&Page=0"), page.get("first_page_uri").textValue());
        List<Integer> sizes = new ArrayList<>(List.of(2));
        while (!page.get("next_page_uri").isNull()) {
            page = json(get(page.get("next_page_uri").textValue()));
            sizes.add(page.get("calls").size());
        }
        assertEquals(List.of(2, 2, 1), sizes);
        JsonNode before = json(get(page.get("previous_page_uri").textValue()));
        assertEquals(1, before.get("page").intValue());
        assertEquals(reader.calls.get(3).sid().value(), before.get("calls").get(0).get("sid").textValue());
        assertEquals(reader.calls.get(4).sid().value(), before.get("calls").get(1).get("sid").textValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PageSize=0", "PageSize=1001", "PageSize=x", "Page=-1", "Page=99999999999",
        "Page=2001", "PageToken=x", "PageToken=PA", "PageToken=PCx"})
    void aWrongPageIsAnError(String query) throws Exception {
        assertError(400, 20001, get(account("/Calls.json?" + query)));
    }

    @Test
    void unknownParametersAreIgnoredAndNamed() throws Exception {
        HttpResponse<String> response = get(account("/Calls.json?PageSize=5&Colour=red&Sh%0Aape=x"));
        assertEquals(200, response.statusCode());
        assertEquals("Colour, Sh?ape", response.headers().firstValue("Strowger-Ignored-Parameters").orElse(""));
        assertTrue(get(account("/Calls.json")).headers().firstValue("Strowger-Ignored-Parameters").isEmpty());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /Conferences.json, GET /2010-04-01/Accounts/{AccountSid}/Conferences.json",
        "GET, .json, GET /2010-04-01/Accounts/{Sid}.json",
        "POST, /Calls.json, POST /2010-04-01/Accounts/{AccountSid}/Calls.json",
        "DELETE, /Calls/CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.json,"
                + " DELETE /2010-04-01/Accounts/{AccountSid}/Calls/{Sid}.json",
        "POST, /Calls/CAaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.json,"
                + " POST /2010-04-01/Accounts/{AccountSid}/Calls/{Sid}.json"})
    void anOperationThatIsNotBuiltIsNamed(String method, String path, String operation) throws Exception {
        HttpRequest.Builder request = request(account(path)).header("Authorization", basic(OURS, "to:ken"))
                .method(method, HttpRequest.BodyPublishers.ofString("Status=completed"));
        HttpResponse<String> response = send(request);
        assertError(404, 90112, response);
        assertTrue(json(response).get("message").textValue().startsWith(operation + " is not built"), response.body());
    }

    @Test
    void theTimelineIsServedToItsAccount() throws Exception {
        JsonNode timeline = json(get("/strowger/v1/Calls/" + CALL + "/Timeline"));
        assertEquals(CALL.value(), timeline.get("call_sid").textValue());
        assertEquals(3, timeline.get("dropped").intValue());
        JsonNode entry = timeline.get("entries").get(0);
        assertEquals("2026-11-03T09:05:07.123456Z", entry.get("at").textValue());
        assertEquals(12.0, entry.get("since_start_ms").doubleValue());
        assertEquals("webhook", entry.get("kind").textValue());
        assertEquals("200 in 12 ms", entry.get("text").textValue());
        assertEquals("200", entry.get("data").get("status").textValue());
        assertError(401, 20003, send(request("/strowger/v1/Calls/" + CALL + "/Timeline")));
    }

    @Test
    void aRecordingHasItsMetadata() throws Exception {
        JsonNode recording = json(get(account("/Recordings/" + RECORDING + ".json")));
        assertEquals("10", recording.get("duration").textValue());
        assertEquals(1, recording.get("channels").intValue());
        assertEquals("RecordVerb", recording.get("source").textValue());
        assertEquals("http://" + server.address() + account("/Recordings/" + RECORDING),
                recording.get("media_url").textValue());
        assertTrue(json(get(account("/Recordings/" + RUNNING + ".json"))).get("duration").isNull());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".wav"})
    void aRecordingIsDownloaded(String suffix) throws Exception {
        HttpResponse<byte[]> response = media(account("/Recordings/" + RECORDING + suffix));
        assertEquals(200, response.statusCode());
        assertArrayEquals(wav, response.body());
        assertEquals("audio/x-wav", response.headers().firstValue("Content-Type").orElse(""));
        assertEquals("bytes", response.headers().firstValue("Accept-Ranges").orElse(""));
        assertTrue(response.headers().firstValue("Content-Disposition").isEmpty());
    }

    @Test
    void downloadNamesTheFile() throws Exception {
        HttpResponse<byte[]> response = media(account("/Recordings/" + RECORDING + "?Download=true"));
        assertEquals("attachment; filename=\"" + RECORDING + ".wav\"",
                response.headers().firstValue("Content-Disposition").orElse(""));
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-99, 0, 99", "bytes=100-100, 100, 100", "bytes=149990-, 149990, 149999", "bytes=-10, 149990, 149999",
        "bytes=70000-999999, 70000, 149999", "bytes=-999999, 0, 149999"})
    void aRangeIsServed(String range, int from, int to) throws Exception {
        HttpResponse<byte[]> response = media(account("/Recordings/" + RECORDING), "Range", range);
        assertEquals(206, response.statusCode());
        assertEquals("bytes " + from + "-" + to + "/150000", response.headers().firstValue("Content-Range").orElse(""));
        assertArrayEquals(Arrays.copyOfRange(wav, from, to + 1), response.body());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=150000-", "bytes=-0", "bytes=999999-1000000"})
    void aRangeBehindTheEndIs416(String range) throws Exception {
        HttpResponse<byte[]> response = media(account("/Recordings/" + RECORDING), "Range", range);
        assertEquals(416, response.statusCode());
        assertEquals("bytes */150000", response.headers().firstValue("Content-Range").orElse(""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-1,4-5", "seconds=0-1", "bytes=5-1", "bytes=-", "bytes=x"})
    void aRangeThatMayBeIgnoredIsIgnored(String range) throws Exception {
        assertArrayEquals(wav, media(account("/Recordings/" + RECORDING), "Range", range).body());
    }

    @Test
    void ifRangeKeepsPartsOfOneVersionTogether() throws Exception {
        String path = account("/Recordings/" + RECORDING);
        String tag = media(path).headers().firstValue("ETag").orElseThrow();
        assertEquals(206, media(path, "Range", "bytes=0-9", "If-Range", tag).statusCode());
        assertEquals(200, media(path, "Range", "bytes=0-9", "If-Range", "\"other\"").statusCode());
    }

    @Test
    void headAnswersWithoutBody() throws Exception {
        String wave = account("/Recordings/" + RECORDING);
        for (String path : List.of(wave, account("/Calls/" + CALL + ".json"), "/health")) {
            HttpResponse<String> whole = get(path);
            HttpResponse<String> head = send(request(path).header("Authorization", basic(OURS, "to:ken")).HEAD());
            assertEquals(200, head.statusCode());
            assertEquals("", head.body());
            assertEquals(whole.headers().firstValue("Content-Length"),
                    head.headers().firstValue("Content-Length"), path);
        }
    }

    @Test
    void mp3IsNotBuiltAndSaysSo() throws Exception {
        assertError(406, 90112, get(account("/Recordings/" + RECORDING + ".mp3")));
    }

    @Test
    void aRecordingThatIsNotThereIsNotFound() throws Exception {
        assertError(404, 20404, get(account("/Recordings/" + RUNNING)));
        assertError(404, 20404, get(account("/Recordings/RE" + "f".repeat(32))));
        assertError(404, 20404, get(account("/Recordings/RE" + "f".repeat(32) + ".mp3")));
        assertError(404, 20404, get(account("/Recordings/" + RECORDING + ".txt")));
        Files.delete(folder.resolve("audio.wav"));
        assertError(404, 20404, get(account("/Recordings/" + RECORDING)));
    }

    @Test
    void aStoreThatDoesNotAnswerIs503AndNoSecretOfItShows() throws Exception {
        reader.trouble = Optional.of(new Failure(ErrorCode.STORE_FAILED, "password=hunter2"));
        HttpResponse<String> response = get(account("/Calls/" + CALL + ".json"));
        assertError(503, 90111, response);
        assertFalse(response.body().contains("hunter2"));
        assertTrue(metrics.text().contains("strowger_http_unhandled_total 0\n"));
    }

    @Test
    void whatNobodyForesawIs500AndCounted() throws Exception {
        reader.trouble = Optional.of(new IllegalStateException("secret detail"));
        HttpResponse<String> response = get(account("/Calls/" + CALL + ".json"));
        assertError(500, 12400, response);
        assertFalse(response.body().contains("secret detail"));
        assertTrue(metrics.text().contains("strowger_http_unhandled_total 1\n"));
    }

    /** By its announced length: a client that still sends while it is refused may miss the answer. */
    @Test
    void anOversizedBodyIsRefused() throws Exception {
        String answer = raw("POST " + account("/Calls.json") + " HTTP/1.1\r\nHost: a\r\nAuthorization: "
                + basic(OURS, "to:ken") + "\r\nContent-Length: " + ((4 << 20) + 1) + "\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 413 "), answer);
        assertTrue(answer.contains("\"code\":20001") && answer.contains("\"status\":413"), answer);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "garbage\r\n\r\n", "GET /health HTTP/9.9\r\nHost: a\r\n\r\n", "GET /he alth HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /health HTTP/1.1\r\nHost: a\r\nBad Header\r\n\r\n", "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n"})
    void garbageIsAnsweredWithAnErrorNotA500(String bytes) throws Exception {
        String answer = raw(bytes);
        assertTrue(answer.matches("(?s)HTTP/1.1 (400|404|505) .*"), answer);
        assertTrue(metrics.text().contains("strowger_http_unhandled_total 0\n"));
    }

    @Test
    void endlessHeadersAreRefused() throws Exception {
        String answer = raw("GET /health HTTP/1.1\r\nHost: a\r\nX: " + "x".repeat(20_000) + "\r\n\r\n");
        assertTrue(answer.matches("(?s)HTTP/1.1 4\\d\\d .*"), answer);
        answer = raw("GET /" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
        assertTrue(answer.matches("(?s)HTTP/1.1 4\\d\\d .*"), answer);
    }

    private String raw(String bytes) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.address().port())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream().write(bytes.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void aClosedServerFreesItsPort() {
        HostPort address = server.address();
        server.close();
        server = HttpServer.open(world, new Metrics(), ApiSettings.at(address), Optional::empty);
        assertEquals(address, server.address());
    }
}
