package io.strowger.server.wschannels;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.World;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.EventBridge;
import io.strowger.server.store.AccessTokens;
import io.strowger.work.WorkCallPort;
import io.strowger.work.Workspaces;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/**
 * The worker SDK's side of work distribution: verifies tokens, answers requests, keeps sockets. Any thread.
 */
public final class EventRoom implements EventBridge, AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int LONGEST_PATH = 8;

    private final AccessTokens tokens;
    private final Workspaces workspaces;
    private final WorkerSockets sockets;
    private final BridgeRequests requests;
    private final Permits<AccountSid> permits;

    private EventRoom(World world, AccessTokens tokens, Workspaces workspaces, WorkCallPort calls,
            Consumer<AccountSid> evaluations, SocketLimits limits, Metrics metrics) {
        this.tokens = tokens;
        this.workspaces = workspaces;
        this.sockets = new WorkerSockets(world, workspaces, limits, metrics);
        this.requests = new BridgeRequests(world, new ReservationRequests(world, calls), evaluations);
        this.permits = new Permits<>("work-bridge-requests", limits.requests(), metrics.counter(
                "strowger_work_bridge_refused_total", "Requests of the event bridge that a limit refused."));
    }

    /**
     * Opens it; it sees the workspaces' events from now on.
     *
     * @param evaluations is told of each list that is filtered by an expression, and throws when it is one too many
     */
    public static EventRoom open(World world, AccessTokens tokens, Workspaces workspaces, WorkCallPort calls,
            Consumer<AccountSid> evaluations, SocketLimits limits, Metrics metrics) {
        EventRoom room = new EventRoom(world, tokens, workspaces, calls, evaluations, limits, metrics);
        workspaces.watch(room.sockets);
        return room;
    }

    @Override
    public ObjectNode answer(List<Header> headers, byte[] body) {
        JsonNode request = json(body);
        Caller caller = Caller.of(tokens, text(request, "token"));
        if (!permits.enter(caller.account())) {
            throw new ApiFailure(429, ErrorCode.TOO_MANY_REQUESTS, "More than " + permits.max()
                    + " requests of this account at once (limit " + permits.name() + ")",
                    List.of(new Header("Retry-After", "1")));
        }
        try {
            ObjectNode payload = requests.answer(call(caller, request, headers));
            return JsonNodeFactory.instance.objectNode().set("payload", payload);
        } finally {
            permits.leave(caller.account());
        }
    }

    private static JsonNode json(byte[] body) {
        try {
            JsonNode request = MAPPER.readTree(body);
            if (request != null && request.isObject()) {
                return request;
            }
        } catch (JsonProcessingException broken) {
            throw bad("The body is not JSON: " + broken.getOriginalMessage());
        } catch (IOException impossible) {
            throw new IllegalStateException("memory can be read", impossible);
        }
        throw bad("The body is not a JSON object with url, method, params and token");
    }

    private static ApiFailure bad(String sentence) {
        return new ApiFailure(400, ErrorCode.PARAMETER_INVALID, sentence);
    }

    private static String text(JsonNode request, String field) {
        if (!request.path(field).isTextual()) {
            throw bad("The body's " + field + " is missing or not a text");
        }
        return request.path(field).asText();
    }

    private BridgeCall call(Caller caller, JsonNode request, List<Header> headers) {
        String method = text(request, "method");
        if (!List.of("GET", "POST").contains(method)) {
            throw bad("The body's method is neither GET nor POST");
        }
        JsonNode params = request.path("params");
        if (!params.isObject() && !params.isNull() && !params.isMissingNode()) {
            throw bad("The body's params are not an object");
        }
        List<String> path = Arrays.stream(text(request, "url").split("/", LONGEST_PATH))
                .filter(part -> !part.isEmpty()).toList();
        if (path.size() < 3 || !path.getFirst().equals("Workspaces")) {
            throw new ApiFailure(404, ErrorCode.NOT_FOUND,
                    "The body's url leads nowhere: it begins with Workspaces/ and a sid");
        }
        if (!path.get(1).equals(caller.workspace().value())) {
            throw caller.forbidden("act in another workspace than its own");
        }
        Params given = new Params(params.isObject() ? params : JsonNodeFactory.instance.objectNode());
        caller.permits(method, path.subList(2, path.size()), given.all());
        return new BridgeCall(workspaces, caller, method, path.subList(2, path.size()), given, ifMatch(headers));
    }

    private static OptionalInt ifMatch(List<Header> headers) {
        Optional<String> tag = headers.stream().filter(header -> header.name().equalsIgnoreCase("If-Match"))
                .map(header -> header.value().replace("W/", "").replace("\"", "").strip())
                .filter(text -> !text.isEmpty() && !text.equals("*")).findFirst();
        if (tag.isEmpty()) {
            return OptionalInt.empty();
        }
        if (!tag.get().matches("[0-9]{1,9}")) {
            throw new ApiFailure(412, ErrorCode.PRECONDITION_FAILED,
                    "The header If-Match names no version that this API has given");
        }
        return OptionalInt.of(Integer.parseInt(tag.get()));
    }

    @Override
    public Guest admit(List<Header> query) {
        String token = value(query, "token").orElseThrow(() ->
                new ApiFailure(401, ErrorCode.TOKEN_INVALID, "The query has no token"));
        Caller caller = Caller.of(tokens, token);
        caller.listens();
        BridgeCall call = new BridgeCall(workspaces, caller, "GET", caller.worker().map(sid ->
                List.of("Workers", sid.value())).orElse(List.of("Workers")),
                new Params(JsonNodeFactory.instance.objectNode()), OptionalInt.empty());
        caller.worker().ifPresent(worker ->
                call.ask(state -> state.worker(worker).map(found -> true).orElseThrow(call::notFound)));
        return sockets.admit(caller, () -> !(tokens.verify(token) instanceof AccessTokens.Verdict.Invalid),
                value(query, "closeExistingSessions").filter("true"::equals).isPresent(),
                value(query, "setWorkerOfflineIfDisconnected").filter("false"::equals).isEmpty());
    }

    private static Optional<String> value(List<Header> query, String name) {
        return query.stream().filter(field -> field.name().equals(name)).map(Header::value).findFirst();
    }

    /** Asks the clients of all sockets to connect again. */
    @Override
    public void close() {
        sockets.close();
    }
}
