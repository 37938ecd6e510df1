package io.strowger.server.store;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.call.port.DialTarget.Credentials;
import io.strowger.call.port.MediaCommand;
import io.strowger.call.port.OutboundCall;
import io.strowger.call.port.OutboundRequest;
import io.strowger.call.port.RecordingOptions;
import io.strowger.call.port.VoiceBinding;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ApplicationSid;
import io.strowger.kernel.CallSid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;

/**
 * Calls of the API that wait for their turn, as the database keeps them: sealed whole, as a request holds passwords and
 * documents. Any thread may call it.
 */
public final class OutboundCalls {
    private final Database database;
    private final Secrets secrets;

    /** @param secrets seals */
    public OutboundCalls(Database database, Secrets secrets) {
        this.database = database;
        this.secrets = secrets;
    }

    /** Those that wait, oldest first. */
    public List<OutboundCall> waiting() {
        return database.read(connection -> new Sql(connection).list(
                "select call_sid, account_sid, request, created_at from outbound_calls order by call_sid",
                row -> {
                    String sid = row.getString(1);
                    String text = secrets.unseal(place(sid), row.getBytes(3)).value();
                    return new OutboundCall(new CallSid(sid),
                            request(new AccountSid(row.getString(2)), Json.parse(text)),
                            row.getTimestamp(4).toInstant());
                }));
    }

    /** A request as it is stored. */
    byte[] sealed(OutboundCall call) {
        return secrets.seal(place(call.sid().value()), json(call.request()).toString());
    }

    private static String place(String sid) {
        return "outbound_calls.request:" + sid;
    }

    static ObjectNode json(OutboundRequest request) {
        ObjectNode node = Json.object();
        node.put("to", request.to());
        node.put("from", request.from());
        node.put("callerName", request.callerName());
        VoiceBinding binding = request.binding();
        node.set("primary", Json.target(binding.primary()));
        binding.secondaries().forEach(one -> node.withArray("secondaries").add(Json.target(one)));
        binding.statusCallback().ifPresent(one -> node.set("statusCallback", Json.target(one)));
        node.set("statusEvents", Json.strings(binding.statusEvents()));
        binding.application().ifPresent(sid -> node.put("application", sid.value()));
        request.document().ifPresent(text -> node.put("document", text));
        node.put("ringingMillis", request.ringing().toMillis());
        request.sendDigits().ifPresent(digits -> node.put("sendDigits", digits));
        request.recording().ifPresent(options -> node.set("recording", json(options)));
        request.timeLimit().ifPresent(limit -> node.put("timeLimitMillis", limit.toMillis()));
        request.byocTrunk().ifPresent(trunk -> node.put("byocTrunk", trunk));
        request.credentials().ifPresent(one ->
                node.putObject("credentials").put("username", one.username()).put("password", one.password()));
        return node;
    }

    private static ObjectNode json(RecordingOptions options) {
        ObjectNode node = Json.object().put("channels", options.channels()).put("track", options.track().name())
                .put("trim", options.trim());
        options.callback().ifPresent(one -> node.set("callback", Json.target(one)));
        node.set("events", Json.strings(options.events()));
        return node;
    }

    static OutboundRequest request(AccountSid account, JsonNode node) {
        List<WebTarget> secondaries = new ArrayList<>();
        node.path("secondaries").forEach(one -> secondaries.add(Json.target(one)));
        VoiceBinding binding = new VoiceBinding(Json.target(node.path("primary")), secondaries,
                present(node, "statusCallback").map(Json::target),
                new LinkedHashSet<>(Json.strings(node.path("statusEvents"))),
                present(node, "application").map(sid -> new ApplicationSid(sid.asText())));
        return new OutboundRequest(account, node.path("to").asText(), node.path("from").asText(),
                node.path("callerName").asText(), binding, present(node, "document").map(JsonNode::asText),
                Duration.ofMillis(node.path("ringingMillis").asLong()),
                present(node, "sendDigits").map(JsonNode::asText),
                present(node, "recording").map(OutboundCalls::options),
                present(node, "timeLimitMillis").map(limit -> Duration.ofMillis(limit.asLong())),
                present(node, "byocTrunk").map(JsonNode::asText),
                present(node, "credentials").map(one ->
                        new Credentials(one.path("username").asText(), one.path("password").asText())));
    }

    private static RecordingOptions options(JsonNode node) {
        return new RecordingOptions(node.path("channels").asInt(),
                MediaCommand.Track.valueOf(node.path("track").asText()), node.path("trim").asBoolean(),
                present(node, "callback").map(Json::target),
                new LinkedHashSet<>(Json.strings(node.path("events"))));
    }

    private static Optional<JsonNode> present(JsonNode node, String field) {
        return Optional.of(node.path(field)).filter(value -> !value.isMissingNode());
    }
}
