package io.strowger.server.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.RealWorld;
import io.strowger.phone.Phone;
import io.strowger.phone.PhoneCall;
import io.strowger.phone.PhoneConfig;
import io.strowger.sip.SipTrace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Rulings part 2, "Crash and deploy", in small: {@code ./strowger soak kill} and {@code soak stop} do the same by the
 * hundred.
 */
class CrashTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Pattern ACCOUNT = Pattern.compile("account (AC\\w+) \\(Crash\\) made; .*: (\\S+)");
    private static final Pattern CALL = Pattern.compile("\\{\"sid\":\"(CA\\w+)\".*?\"status\":\"([a-z-]+)\"");

    private final RealWorld world = RealWorld.open();
    private final Inbox<Told> told = world.timeline().inbox(100);
    private final ConcurrentLinkedQueue<Told> all = new ConcurrentLinkedQueue<>();
    private Path scratch;
    private Path config;
    private HttpServer application;
    private Phone phone;

    /** A status callback. */
    private record Told(String call, String status, String id) {}

    @BeforeEach
    void open() throws IOException {
        scratch = Files.createTempDirectory("strowger-crash-");
        assertTrue(scratch.toFile().setExecutable(true, false), "the database user passes");
        application = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        String base = "http://127.0.0.1:" + application.getAddress().getPort();
        application.createContext("/status", this::status);
        application.createContext("/gather", exchange -> answer(exchange,
                "<Response><Gather timeout=\"600\"/></Response>"));
        application.start();
        config = Files.writeString(scratch.resolve("crash.yaml"), """
                accounts:
                  - name: Crash
                    numbers:
                      - number: "+15550100"
                        voice:
                          url: "%1$s/gather"
                          statusCallback: "%1$s/status"
                          statusEvents: [answered, completed]
                """.formatted(base));
        phone = Phone.open(world, PhoneConfig.of(InetAddress.getLoopbackAddress(), 25720, 25759, "caller"),
                SipTrace.NONE);
    }

    @AfterEach
    void close() throws IOException {
        phone.close();
        application.stop(0);
        world.close();
        try (Stream<Path> files = Files.walk(scratch)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }

    private void status(HttpExchange exchange) throws IOException {
        Map<String, String> form = new HashMap<>();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        for (String pair : body.split("&")) {
            String[] halves = pair.split("=", 2);
            form.put(halves[0], URLDecoder.decode(halves[1], StandardCharsets.UTF_8));
        }
        Told one = new Told(form.get("CallSid"), form.get("CallStatus"),
                exchange.getRequestHeaders().getFirst("I-Twilio-Idempotency-Token"));
        if (all.stream().noneMatch(one::equals)) { // at least once, and repeats have the same id
            told.post(one);
        }
        all.add(one);
        answer(exchange, "");
    }

    private static void answer(HttpExchange exchange, String body) throws IOException {
        exchange.getRequestBody().readAllBytes();
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/xml");
        exchange.sendResponseHeaders(200, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private ServerProcess start() throws IOException {
        return ServerProcess.start(scratch.resolve("data"), config, "127.0.0.1:25760-25799");
    }

    /** Places a call and waits until the application was told of its answer; its sid. */
    private String answered(ServerProcess server, List<PhoneCall> calls) throws IOException {
        PhoneCall call = phone.call("sip:+15550100@" + server.sip());
        calls.add(call);
        assertTrue(call.awaitAnswer(SOON));
        return next("in-progress").call();
    }

    private Told next(String status) {
        Told next = told.await(Deadline.after(world.timeline(), SOON)).orElseThrow();
        assertEquals(status, next.status());
        return next;
    }

    private Map<String, String> records(ServerProcess server, Matcher account) throws Exception {
        String pair = Base64.getEncoder().encodeToString(
                (account.group(1) + ":" + account.group(2)).getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> answer = HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create(
                server.http() + "/2010-04-01/Accounts/" + account.group(1) + "/Calls.json"))
                .header("Authorization", "Basic " + pair).build(), HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode());
        Map<String, String> statuses = new HashMap<>();
        Matcher call = CALL.matcher(answer.body());
        while (call.find()) {
            statuses.put(call.group(1), call.group(2));
        }
        return statuses;
    }

    @Test
    void callsOfAKilledServerAreEndedAndToldAtTheNextStart() throws Exception {
        List<PhoneCall> calls = new ArrayList<>();
        TreeSet<String> open = new TreeSet<>();
        String over;
        Matcher account;
        try (ServerProcess server = start()) {
            account = server.line(ACCOUNT);
            over = answered(server, calls);
            calls.getFirst().hangUp();
            assertEquals(over, next("completed").call());
            for (int i = 0; i < 3; i++) {
                open.add(answered(server, calls));
            }
            server.kill();
        }
        try (ServerProcess server = start()) {
            TreeSet<String> ended = new TreeSet<>();
            for (int i = 0; i < 3; i++) {
                ended.add(next("completed").call());
            }
            assertEquals(open, ended);
            open.add(over);
            Map<String, String> records = records(server, account);
            assertEquals(open, new TreeSet<>(records.keySet()));
            assertEquals(List.of("completed"), records.values().stream().distinct().toList());
            server.terminate();
            assertEquals(0, server.exit());
            assertEquals(List.of(), server.databaseProcesses());
        }
        assertEquals(4, all.stream().filter(one -> one.status().equals("completed")).map(Told::id).distinct().count(),
                all.toString());
    }

    @Test
    void firstSignalRefusesNewCallsAndTheSecondHangsUp() throws Exception {
        List<PhoneCall> calls = new ArrayList<>();
        try (ServerProcess server = start()) {
            String sid = answered(server, calls);
            server.terminate();
            server.line(Pattern.compile("draining: .*"));
            PhoneCall late = phone.call("sip:+15550100@" + server.sip());
            assertTrue(late.awaitEnd(SOON));
            assertEquals(503, late.refusal());
            assertTrue(!calls.getFirst().over(), "the running call goes on");
            server.terminate();
            assertTrue(calls.getFirst().awaitEnd(SOON), "the BYE came");
            assertEquals(sid, next("completed").call());
            server.line(Pattern.compile("stopped"));
            assertEquals(0, server.exit());
            assertEquals(List.of(), server.databaseProcesses());
        }
    }
}
