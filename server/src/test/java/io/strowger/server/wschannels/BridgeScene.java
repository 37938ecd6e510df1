package io.strowger.server.wschannels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.FetchAnswer;
import io.strowger.kernel.FetchTrouble;
import io.strowger.kernel.Fetcher;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.KeySid;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.RequestSigner;
import io.strowger.kernel.Secret;
import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.WorkflowSid;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.kernel.World;
import io.strowger.server.api.TestApi;
import io.strowger.server.store.AccessTokens;
import io.strowger.server.store.Actor;
import io.strowger.server.store.ApiKey;
import io.strowger.server.store.Dates;
import io.strowger.server.store.Tables;
import io.strowger.server.store.WorkStore;
import io.strowger.work.Answer;
import io.strowger.work.WorkCallPort;
import io.strowger.work.WorkLimits;
import io.strowger.work.Workspaces;
import io.strowger.work.core.Command;
import io.strowger.work.core.QueueSettings;
import io.strowger.work.core.RoutingLimits;
import io.strowger.work.core.TaskOrder;
import io.strowger.work.core.WorkflowSettings;
import io.strowger.work.core.Workspace;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** A server with an event bridge, a workspace of Alice's with two workers in it, and tokens for them. */
final class BridgeScene implements AutoCloseable {
    static final ObjectMapper MAPPER = new ObjectMapper();
    static final KeySid KEY = new KeySid("SK" + "a".repeat(32));
    static final WorkerSid ADA = new WorkerSid("WK" + "a".repeat(32));
    static final WorkerSid BEN = new WorkerSid("WK" + "b".repeat(32));
    static final TaskQueueSid QUEUE = new TaskQueueSid("WQ" + "1".repeat(32));
    static final WorkflowSid WORKFLOW = new WorkflowSid("WW" + "1".repeat(32));
    private static final String SECRET = "the-secret-of-the-key-of-alice";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final TestApi api;
    final Metrics metrics = new Metrics();
    /** Whose lists were filtered by an expression. */
    final Queue<AccountSid> evaluated = new ConcurrentLinkedQueue<>();
    final Workspaces workspaces;
    final EventRoom room;
    final WorkspaceSid workspace;
    final HttpClient client = HttpClient.newHttpClient();
    private final WorkStore store;

    BridgeScene(Path folder, SocketLimits limits) {
        api = TestApi.open(folder, same -> List.of());
        api.resources().change(Actor.command("test"), change -> change.insert(Tables.KEYS, new ApiKey(KEY,
                TestApi.ALICE, "k", ApiKey.Kind.STANDARD, "{}", new Secret(SECRET), Dates.at(change.now()))));
        store = WorkStore.open(world(), api.store().database(), metrics);
        workspaces = Workspaces.open(world(), new Workspaces.Ports("test", store, store,
                new Fetcher(world(), request -> new FetchAnswer.Failed(FetchTrouble.CONNECT_FAILED, "no network here")),
                account -> RequestSigner.NONE, (account, code, message, url) -> { }, WorkCallPort.absent()),
                WorkLimits.DEFAULT, RoutingLimits.DEFAULT, metrics);
        room = EventRoom.open(world(), new AccessTokens(api.directory(), world().timeline()), workspaces,
                WorkCallPort.absent(), evaluated::add, limits, metrics);
        api.server().serve(room);
        workspace = done(workspaces.create(TestApi.ALICE, new Command.CreateWorkspace("Desk", Command.Template.NONE,
                true, TaskOrder.FIFO, Optional.empty(), Optional.empty()), Workspace::sid));
        tell(new Command.CreateWorker(ADA, "Ada", Optional.empty(), "{\"level\":3}"));
        tell(new Command.CreateWorker(BEN, "Ben", Optional.empty(), "{}"));
        tell(new Command.CreateTaskQueue(QUEUE, QueueSettings.named("All")));
        tell(new Command.CreateWorkflow(WORKFLOW, WorkflowSettings.of("Flow", """
                {"task_routing":{"filters":[],"default_filter":{"queue":"%s"}}}""".formatted(QUEUE))));
    }

    World world() {
        return api.store().world();
    }

    static <R> R done(Answer<R> answer) {
        if (answer instanceof Answer.Done<R>(R good)) {
            return good;
        }
        throw new AssertionError("not done: " + answer);
    }

    void tell(Command command) {
        done(workspaces.tell(TestApi.ALICE, workspace, command, state -> true));
    }

    <R> R ask(Function<Workspace, R> view) {
        return done(workspaces.ask(TestApi.ALICE, workspace, view));
    }

    ActivitySid activity(String name) {
        return ask(state -> state.activities().all().stream()
                .filter(one -> one.friendlyName().equals(name)).findFirst().orElseThrow().sid());
    }

    String activityOf(WorkerSid worker) {
        return ask(state -> state.worker(worker).orElseThrow().activity().friendlyName());
    }

    int version(WorkerSid worker) {
        return ask(state -> state.worker(worker).orElseThrow().version());
    }

    void move(WorkerSid worker, String activity) {
        tell(new Command.UpdateWorker(worker, OptionalInt.empty(), Optional.empty(), Optional.empty(),
                Optional.of(activity(activity)), false));
    }

    /** A task that goes to whoever is available. */
    TaskSid task(int number) {
        TaskSid sid = new TaskSid("WT%032d".formatted(number));
        tell(Command.CreateTask.of(sid, WORKFLOW, "{\"n\":" + number + "}"));
        return sid;
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    String worker(WorkerSid sid) {
        return token("worker", Optional.of(sid), 3600);
    }

    String supervisor() {
        return token("supervisor", Optional.of(BEN), 3600);
    }

    String token(String role, Optional<WorkerSid> worker, int seconds) {
        return signed(seconds, "{\"identity\":\"i\",\"task_router\":{\"workspace_sid\":\"" + workspace + "\","
                + worker.map(sid -> "\"worker_sid\":\"" + sid + "\",").orElse("") + "\"role\":\"" + role + "\"}}");
    }

    String signed(int seconds, String grants) {
        long now = world().timeline().now().getEpochSecond();
        String payload = "{\"jti\":\"1\",\"iss\":\"" + KEY + "\",\"sub\":\"" + TestApi.ALICE + "\",\"exp\":"
                + (now + seconds) + ",\"grants\":" + grants + "}";
        return signed("{\"typ\":\"JWT\",\"alg\":\"HS256\",\"cty\":\"twilio-fpa;v=1\"}", payload, SECRET);
    }

    /**
     * A token of the older kind.
     *
     * @param policies each a method, a blank and a path behind the workspace, or behind {@code //} a whole one
     */
    String capability(String channel, String... policies) {
        String list = Arrays.stream(policies).map(policy -> policy.split(" ", 2)).map(policy -> "{\"url\":\""
                + (policy[1].startsWith("//") ? "https:" + policy[1]
                        : "https://taskrouter.twilio.com/v1/Workspaces/" + workspace + policy[1])
                + "\",\"method\":\"" + policy[0] + "\",\"allow\":true}").collect(Collectors.joining(","));
        String payload = "{\"iss\":\"" + TestApi.ALICE + "\",\"exp\":"
                + (world().timeline().now().getEpochSecond() + 600) + ",\"workspace_sid\":\"" + workspace
                + "\",\"channel\":\"" + channel + "\",\"policies\":[" + list + "]}";
        return signed("{\"typ\":\"JWT\",\"alg\":\"HS256\"}", payload, api.directory().inventory()
                .account(TestApi.ALICE).orElseThrow().authToken().value());
    }

    private static String signed(String header, String payload, String secret) {
        String head = base64(header.getBytes(StandardCharsets.UTF_8)) + "."
                + base64(payload.getBytes(StandardCharsets.UTF_8));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return head + "." + base64(mac.doFinal(head.getBytes(StandardCharsets.US_ASCII)));
        } catch (GeneralSecurityException mistake) {
            throw new IllegalStateException(mistake);
        }
    }

    URI url(String scheme, String query) {
        return URI.create(scheme + "://" + api.address() + "/v1/wschannels" + query);
    }

    /** An answer of the bridge. */
    record Told(int status, JsonNode body) {
        JsonNode payload() {
            assertEquals(200, status, body.toString());
            return body.path("payload");
        }

        void refused(int wanted, int code) {
            assertEquals(wanted + " " + code, status + " " + body.path("code").asInt(), body.toString());
            assertEquals(false, body.path("message").asText().isBlank(), body.toString());
        }
    }

    /** A request as the SDK makes it; params are JSON. */
    Told request(String token, String method, String path, String params, String... headers) {
        try {
            ObjectNode body = MAPPER.createObjectNode().put("url", "Workspaces/" + workspace + "/" + path)
                    .put("method", method).put("token", token);
            body.set("params", MAPPER.readTree(params));
            return raw(body.toString(), "text/plain;charset=UTF-8", headers);
        } catch (IOException wrong) {
            throw new IllegalStateException(wrong);
        }
    }

    Told raw(String body, String type, String... headers) {
        try {
            HttpRequest.Builder request = HttpRequest.newBuilder(url("http", ""))
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .header("Content-Type", type).header("apiVersion", "v1").header("clientVersion", "2.1.1");
            if (headers.length > 0) {
                request.headers(headers);
            }
            HttpResponse<String> answer = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Told(answer.statusCode(), MAPPER.readTree(answer.body()));
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    Listener listen(String token, String more) {
        return Listener.open(this, "?token=" + token + "&closeExistingSessions=false&clientVersion=2.1.1" + more);
    }

    /** Looks again and again until something is so. */
    void await(String what, BooleanSupplier so) {
        Inbox<Object> nobodyWrites = world().timeline().inbox(1);
        Deadline over = Deadline.after(world().timeline(), PATIENCE);
        while (!so.getAsBoolean()) {
            if (over.passed(world().timeline())) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            nobodyWrites.await(Deadline.after(world().timeline(), Duration.ofMillis(10)));
        }
    }

    long counted(String metric) {
        return metrics.text().lines().filter(line -> line.startsWith(metric + " ")).findFirst()
                .map(line -> Long.parseLong(line.substring(line.lastIndexOf(' ') + 1))).orElse(0L);
    }

    AccountSid account() {
        return TestApi.ALICE;
    }

    @Override
    public void close() {
        room.close();
        client.close();
        workspaces.close();
        store.close();
        api.close();
    }
}
