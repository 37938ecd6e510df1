package io.strowger.server.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.FetchAnswer;
import io.strowger.kernel.FetchRequest;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.Fetcher;
import io.strowger.kernel.FormBody;
import io.strowger.kernel.HostPort;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.World;
import io.strowger.server.rest.ApiSettings;
import io.strowger.server.rest.Authenticator;
import io.strowger.server.rest.HttpServer;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.Principal;
import io.strowger.server.rest.RouteTable;
import io.strowger.server.store.TestStore;
import io.strowger.server.store.WorkHistory;
import io.strowger.server.store.WorkStore;
import io.strowger.call.TwilioSignature;
import io.strowger.work.JournalPort;
import io.strowger.work.LeasePort;
import io.strowger.work.WorkCallPort;
import io.strowger.work.WorkLimits;
import io.strowger.work.Workspaces;
import io.strowger.work.core.RoutingLimits;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** The API of work distribution over real sockets, on a real database, with an application that is made up. */
final class WorkApi implements AutoCloseable {
    static final AccountSid ACCOUNT = new AccountSid("AC" + "1".repeat(32));
    static final AccountSid OTHER = new AccountSid("AC" + "2".repeat(32));
    static final String TOKEN = "secret-of-the-account";
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(30);

    final World world = TestStore.WORLD;
    final ConcurrentLinkedQueue<FetchRequest> asked = new ConcurrentLinkedQueue<>();
    final ConcurrentLinkedQueue<String> alerts = new ConcurrentLinkedQueue<>();
    volatile Function<FetchRequest, FetchAnswer> application = request -> json("{}");
    private final Metrics metrics = new Metrics();
    private final WorkStore store;
    private final Workspaces node;
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();
    private Optional<TestStore> own = Optional.empty();
    String workspace = "";

    /** What came back. */
    record Reply(int status, JsonNode body, Optional<String> etag) {
        String text(String field) {
            return body.path(field).asText();
        }
    }

    WorkApi(TestStore database) {
        this(database, WorkCallPort.absent());
    }

    /** On a database of its own, which goes with it. */
    static WorkApi open() {
        return open(Integer.MAX_VALUE);
    }

    /** @param evaluations lists filtered by an expression that an account may ask for in an hour */
    static WorkApi open(int evaluations) {
        TestStore database = TestStore.open();
        WorkApi api = new WorkApi(database, WorkCallPort.absent(), evaluations);
        api.own = Optional.of(database);
        return api;
    }

    /** @param calls carry out the instructions */
    WorkApi(TestStore database, WorkCallPort calls) {
        this(database, calls, Integer.MAX_VALUE);
    }

    private WorkApi(TestStore database, WorkCallPort calls, int evaluations) {
        this(database, calls, evaluations, journal -> journal, leases -> leases, WorkRoom.Limits.DEFAULT);
    }

    /** @param journal what workspaces write to, made of the true one */
    WorkApi(TestStore database, UnaryOperator<JournalPort> journal, WorkRoom.Limits limits) {
        this(database, WorkCallPort.absent(), Integer.MAX_VALUE, journal, leases -> leases, limits);
    }

    /**
     * On a store that may stumble.
     *
     * @param journal what workspaces write to, made of the true one
     * @param leases where it is kept who owns them, made of the true one
     */
    WorkApi(TestStore database, UnaryOperator<JournalPort> journal, UnaryOperator<LeasePort> leases) {
        this(database, WorkCallPort.absent(), Integer.MAX_VALUE, journal, leases, WorkRoom.Limits.DEFAULT);
    }

    private WorkApi(TestStore database, WorkCallPort calls, int evaluations, UnaryOperator<JournalPort> journal,
            UnaryOperator<LeasePort> leases, WorkRoom.Limits limits) {
        store = WorkStore.open(world, database.database(), metrics);
        Fetcher web = new Fetcher(world, request -> {
            asked.add(request);
            return application.apply(request);
        });
        node = Workspaces.open(world, new Workspaces.Ports("node", journal.apply(store), leases.apply(store), web,
                account -> new TwilioSignature(TOKEN), (account, code, message, url) ->
                        alerts.add(code.number() + " " + message), calls), limits.node(), limits.routing(), metrics);
        server = HttpServer.open(world, metrics, new ApiSettings(new HostPort("127.0.0.1", 0), Optional.empty(), 64,
                1 << 20, 16, Optional.empty()), Optional::empty);
        server.serve(new RouteTable(WorkRoom.operations(world, new WorkDesk(node,
                new EvaluationRate(world.timeline(), evaluations, Duration.ofHours(1), metrics)),
                store.history(), calls, RoutingLimits.DEFAULT)),
                new Doorkeeper());
    }

    static FetchAnswer json(String body) {
        return new FetchAnswer.Answered(200, List.of(new Header("Content-Type", "application/json")),
                body.getBytes(StandardCharsets.UTF_8));
    }

    private static final class Doorkeeper implements Authenticator {
        @Override
        public Optional<Principal> authenticate(String user, String password) {
            return Optional.of(new Principal(new AccountSid(user), user, Principal.Kind.TOKEN,
                    Principal.Standing.ACTIVE));
        }

        @Override
        public boolean reaches(Principal principal, AccountSid account) {
            return principal.account().equals(account);
        }

        @Override
        public boolean permits(Principal principal, Operation operation) {
            return true;
        }
    }

    Workspaces node() {
        return node;
    }

    /** Another node on the same store, for a test that has closed the first; closed by the caller. */
    Workspaces nextNode(WorkCallPort calls) {
        return Workspaces.open(world, new Workspaces.Ports("next node", store, store,
                new Fetcher(world, request -> json("{}")), account -> new TwilioSignature(TOKEN),
                (account, code, message, url) -> { }, calls), WorkLimits.DEFAULT, RoutingLimits.DEFAULT,
                new Metrics());
    }

    WorkHistory history() {
        return store.history();
    }

    /** A request to operations that are served beside the others for it alone: a POST, without fields a GET. */
    Reply through(Function<WorkDesk, List<Operation>> operations, String path, String... fields) {
        try (HttpServer beside = HttpServer.open(world, new Metrics(), new ApiSettings(new HostPort("127.0.0.1", 0),
                Optional.empty(), 64, 1 << 20, 16, Optional.empty()), Optional::empty)) {
            WorkDesk desk = new WorkDesk(node, new EvaluationRate(world.timeline(), 1, Duration.ofHours(1), metrics));
            beside.serve(new RouteTable(operations.apply(desk)), new Doorkeeper());
            return send(ACCOUNT, fields.length > 0 ? "POST" : "GET",
                    "http://127.0.0.1:" + beside.address().port() + path, Optional.empty(),
                    "application/x-www-form-urlencoded", form(fields));
        }
    }

    /** Fails unless it is this error, whose message holds these words. */
    static void refused(Reply reply, int status, int code, String words) {
        assertEquals(status, reply.status(), reply.body().toString());
        assertEquals(code, reply.body().path("code").asInt(), reply.body().toString());
        assertTrue(reply.text("message").contains(words), reply.text("message"));
    }

    /** The first line of the metrics that begins so. */
    String metric(String begin) {
        return metrics.text().lines().filter(line -> line.startsWith(begin)).findFirst().orElse("none");
    }

    Reply send(AccountSid as, String method, String path, Optional<String> ifMatch, String type, String body) {
        String url = path.startsWith("http") ? path : "http://127.0.0.1:" + server.address().port() + path;
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Basic " + Base64.getEncoder().encodeToString(
                        (as + ":x").getBytes(StandardCharsets.UTF_8)));
        ifMatch.ifPresent(version -> request.header("If-Match", version));
        if (method.equals("POST")) {
            request.header("Content-Type", type).POST(HttpRequest.BodyPublishers.ofString(body));
        } else {
            request.method(method, HttpRequest.BodyPublishers.noBody());
        }
        try {
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Reply(answer.statusCode(), answer.body().isEmpty() ? MAPPER.createObjectNode()
                    : MAPPER.readTree(answer.body()), answer.headers().firstValue("ETag"));
        } catch (IOException broken) {
            throw new AssertionError(method + " " + path, broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new AssertionError(stopped);
        }
    }

    Reply post(String path, String... fields) {
        return send(ACCOUNT, "POST", path, Optional.empty(), "application/x-www-form-urlencoded", form(fields));
    }

    static String form(String... fields) {
        List<Header> form = new ArrayList<>();
        for (int i = 0; i < fields.length; i += 2) {
            form.add(new Header(fields[i], fields[i + 1]));
        }
        return FormBody.encode(form);
    }

    Reply get(String path) {
        return send(ACCOUNT, "GET", path, Optional.empty(), "", "");
    }

    Reply delete(String path) {
        return send(ACCOUNT, "DELETE", path, Optional.empty(), "", "");
    }

    /** A path in the workspace. */
    String in(String path) {
        return "/v1/Workspaces/" + workspace + path;
    }

    /** Makes something; its sid. */
    String make(String path, String... fields) {
        Reply made = post(path, fields);
        assertEquals(201, made.status(), made.body().toString());
        return made.text("sid");
    }

    void openWorkspace(String... more) {
        List<String> fields = new ArrayList<>(List.of("FriendlyName", "Desk"));
        fields.addAll(List.of(more));
        workspace = make("/v1/Workspaces", fields.toArray(String[]::new));
    }

    String activity(String name) {
        JsonNode all = get(in("/Activities?FriendlyName=" + name)).body().path("activities");
        return all.path(0).path("sid").asText();
    }

    /** A workflow into the queue, for everything. */
    String workflowInto(String queue, String... more) {
        List<String> fields = new ArrayList<>(List.of("FriendlyName", "Flow", "Configuration",
                "{\"task_routing\":{\"filters\":[],\"default_filter\":{\"queue\":\"" + queue + "\"}}}"));
        fields.addAll(List.of(more));
        return make(in("/Workflows"), fields.toArray(String[]::new));
    }

    String availableWorker(String name, String attributes) {
        return make(in("/Workers"), "FriendlyName", name, "Attributes", attributes, "ActivitySid",
                activity("Available"));
    }

    Reply await(String path, Predicate<JsonNode> wanted) {
        Deadline deadline = Deadline.after(world.timeline(), SOON);
        Reply reply = get(path);
        while (!wanted.test(reply.body())) {
            assertTrue(!deadline.passed(world.timeline()), () -> "still " + get(path).body() + " " + alerts);
            world.timeline().<Object>inbox(1).await(Deadline.after(world.timeline(), Duration.ofMillis(10)));
            reply = get(path);
        }
        return reply;
    }

    FetchRequest awaitAsked(Predicate<FetchRequest> wanted) {
        Deadline deadline = Deadline.after(world.timeline(), SOON);
        Optional<FetchRequest> found = asked.stream().filter(wanted).findFirst();
        while (found.isEmpty()) {
            assertTrue(!deadline.passed(world.timeline()), asked + " " + alerts);
            world.timeline().<Object>inbox(1).await(Deadline.after(world.timeline(), Duration.ofMillis(10)));
            found = asked.stream().filter(wanted).findFirst();
        }
        return found.get();
    }

    static Map<String, String> form(FetchRequest request) {
        Map<String, String> form = new TreeMap<>();
        for (String pair : new String(request.body(), StandardCharsets.UTF_8).split("&")) {
            String[] halves = pair.split("=", 2);
            form.put(halves[0], java.net.URLDecoder.decode(halves[1], StandardCharsets.UTF_8));
        }
        return form;
    }

    /** Fails when something was answered by the catch-all. */
    @Override
    public void close() {
        server.close();
        node.close();
        store.close();
        client.close();
        own.ifPresent(TestStore::close);
        assertEquals("strowger_http_unhandled_total 0", metric("strowger_http_unhandled_total"));
    }
}
