package io.strowger.server.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpServer;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.FormBody;
import io.strowger.kernel.RealWorld;
import io.strowger.phone.Phone;
import io.strowger.phone.PhoneCall;
import io.strowger.phone.PhoneConfig;
import io.strowger.sip.SipTrace;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
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
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls as work over a {@code kill -9} (issue 4: nothing stays stuck after any crash). */
class CallsAsWorkCrashTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(50);
    private static final Pattern ACCOUNT = Pattern.compile("account (AC\\w+) \\(Crash\\) made; .*: (\\S+)");
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final RealWorld world = RealWorld.open();
    private final HttpClient client = HttpClient.newHttpClient();
    private volatile String document = "<Response/>";
    private Path scratch;
    private Path config;
    private HttpServer application;
    private Phone phone;
    private String login;
    private String http;
    private String workspace;

    @BeforeEach
    void open() throws IOException {
        scratch = Files.createTempDirectory("strowger-crash-");
        assertTrue(scratch.toFile().setExecutable(true, false), "the database user passes");
        application = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        application.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            byte[] body = document.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/xml");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        application.start();
        config = Files.writeString(scratch.resolve("crash.yaml"), """
                accounts:
                  - name: Crash
                    numbers:
                      - {number: "+15550100", voice: {url: "http://127.0.0.1:%d/voice"}}
                """.formatted(application.getAddress().getPort()));
        phone = Phone.open(world, PhoneConfig.of(InetAddress.getLoopbackAddress(), 25900, 25939, "caller"),
                SipTrace.NONE);
    }

    @AfterEach
    void close() throws IOException {
        phone.close();
        client.close();
        application.stop(0);
        world.close();
        try (Stream<Path> files = Files.walk(scratch)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }

    private ServerProcess start() throws IOException {
        ServerProcess server = ServerProcess.start(scratch.resolve("data"), config, "127.0.0.1:25940-25999");
        http = server.http();
        return server;
    }

    /** An error is answered like anything else: a workspace may be away for a moment. */
    private JsonNode send(String method, String path, String... fields) {
        List<Header> form = new ArrayList<>();
        for (int i = 0; i < fields.length; i += 2) {
            form.add(new Header(fields[i], fields[i + 1]));
        }
        try {
            return MAPPER.readTree(client.send(HttpRequest.newBuilder(URI.create(http + "/v1/Workspaces" + path))
                    .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(
                            login.getBytes(StandardCharsets.UTF_8)))
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .method(method, HttpRequest.BodyPublishers.ofString(FormBody.encode(form))).build(),
                    HttpResponse.BodyHandlers.ofString()).body());
        } catch (IOException | InterruptedException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private String make(String path, String... fields) {
        JsonNode made = send("POST", path, fields);
        assertTrue(made.has("sid"), made::toString);
        return made.path("sid").asText();
    }

    private boolean await(BooleanSupplier so) {
        Deadline over = Deadline.after(world.timeline(), SOON);
        while (!so.getAsBoolean() && !over.passed(world.timeline())) {
            world.timeline().<Object>inbox(1).await(Deadline.after(world.timeline(), LOOK));
        }
        return so.getAsBoolean();
    }

    /** Status and reason of every task. */
    private List<String> tasks() {
        List<String> all = new ArrayList<>();
        send("GET", "/" + workspace + "/Tasks").path("tasks").forEach(one ->
                all.add((one.path("assignment_status").asText() + " " + one.path("reason").asText("")).strip()));
        return all.stream().sorted().toList();
    }

    /** One more caller, whose reservation becomes this and then that. */
    private void calls(ServerProcess server, List<PhoneCall> calls, String... statuses) throws IOException {
        PhoneCall call = phone.call("sip:+15550100@" + server.sip());
        calls.add(call);
        assertTrue(call.awaitAnswer(SOON));
        assertTrue(await(() -> tasks().size() == calls.size()), () -> tasks().toString());
        for (String status : statuses) {
            assertTrue(await(() -> newest().contains("/Reservations/")), this::newest);
            make(newest(), "ReservationStatus", status);
        }
    }

    /** The path of the newest task's reservation. */
    private String newest() {
        String task = "/" + workspace + "/Tasks/" + send("GET", "/" + workspace + "/Tasks?Ordering=DateCreated:desc")
                .path("tasks").path(0).path("sid").asText();
        String sid = send("GET", task + "/Reservations").path("reservations").path(0).path("sid").asText();
        return sid.isEmpty() ? task + " is not offered" : task + "/Reservations/" + sid;
    }

    /** Also the one whose application took its call out of the attributes and moved it to another channel. */
    @Test
    void tasksOfCallsThatDiedWithTheServerEndAtTheNextStartButForThoseThatWrapUp() throws Exception {
        List<PhoneCall> calls = new ArrayList<>();
        try (ServerProcess server = start()) {
            Matcher account = server.line(ACCOUNT);
            login = account.group(1) + ":" + account.group(2);
            workspace = make("", "FriendlyName", "Desk");
            String available = send("GET", "/" + workspace + "/Activities?FriendlyName=Available").path("activities")
                    .path(0).path("sid").asText();
            for (String name : List.of("Ada", "Bob")) {
                make("/" + workspace + "/Workers", "FriendlyName", name, "ActivitySid", available);
            }
            String queue = make("/" + workspace + "/TaskQueues", "FriendlyName", "All");
            document = "<Response><Enqueue workflowSid=\"" + make("/" + workspace + "/Workflows", "FriendlyName",
                    "Calls", "Configuration", "{\"task_routing\":{\"filters\":[],\"default_filter\":{\"queue\":\""
                    + queue
                    + "\"}}}") + "\" waitUrl=\"\"/></Response>";
            calls(server, calls, "accepted");
            calls(server, calls, "accepted", "wrapping");
            calls(server, calls);
            calls(server, calls);
            make(newest().replace(" is not offered", ""), "Attributes", "{}", "TaskChannel", "chat");
            assertTrue(await(() -> tasks().equals(List.of("assigned", "pending", "reserved", "wrapping"))),
                    () -> tasks().toString());
            server.kill();
        }
        try (ServerProcess server = start()) {
            assertTrue(await(() -> tasks().equals(List.of("canceled hangup", "canceled hangup", "completed hangup",
                    "wrapping"))), () -> tasks().toString());
            server.terminate();
            assertEquals(0, server.exit());
        }
    }
}
