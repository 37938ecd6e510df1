package io.strowger.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.call.port.CallTimelineRecord;
import io.strowger.call.port.TimelineEntry;
import io.strowger.kernel.CallSid;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.Representation;
import io.strowger.server.rest.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A call's requests to its application: {@code ~/Calls/{CallSid}/Events} (rest-api section 2).
 */
public final class CallEventResources {
    private static final Pattern ANSWER = Pattern.compile("(\\d{3}), \\d+ bytes");

    /** One request to the application, with its place in the call's story. */
    record Webhook(int index, TimelineEntry entry) {}

    /** {@code account.call.call_event} (rest-api section 5.1). */
    static final Representation<Webhook> EVENT = Representation.<Webhook>v2010("CallEvent")
            .json("request", "object", CallEventResources::request)
            .json("response", "object", CallEventResources::response);

    private final CallReader reader;

    /** Reads by {@code reader}. */
    public CallEventResources(CallReader reader) {
        this.reader = reader;
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        return List.of(
                Operation.list("ListCallEvent", "~/Calls/{CallSid}/Events", "events", EVENT, this::events)
                        .summary("The call's requests to the application, oldest first, masked."));
    }

    /** The call that the path names, whose parts are asked for. */
    private CallSid known(ApiCall call) {
        CallSid sid = call.sid("CallSid", CallSid::new);
        reader.call(call.account(), sid).orElseThrow(call::notFound);
        return sid;
    }

    private Slice<Webhook> events(ApiCall call) {
        Optional<CallTimelineRecord> story = reader.timeline(call.account(), known(call));
        List<Webhook> all = new ArrayList<>();
        for (TimelineEntry entry : story.map(CallTimelineRecord::entries).orElse(List.of())) {
            if (entry.kind() == TimelineEntry.Kind.WEBHOOK && entry.data().containsKey("url")) {
                all.add(new Webhook(all.size(), entry));
            }
        }
        return call.page().cut(all, one -> Integer.toString(one.index()));
    }

    /** The parameters are not kept: a call's story holds nothing that a caller typed or said. */
    private static JsonNode request(Webhook webhook) {
        return JsonNodeFactory.instance.objectNode()
                .put("method", webhook.entry().data().getOrDefault("method", ""))
                .put("url", webhook.entry().data().getOrDefault("url", ""))
                .putNull("parameters");
    }

    /** The body is not kept; where there was no answer its place tells why. */
    private static JsonNode response(Webhook webhook) {
        String answer = webhook.entry().data().getOrDefault("answer", "");
        Matcher good = ANSWER.matcher(answer);
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        if (good.matches()) {
            node.put("response_code", Integer.parseInt(good.group(1))).putNull("response_body");
        } else {
            node.putNull("response_code").put("response_body", answer);
        }
        node.putNull("content_type").put("date_created", Representation.rfc2822(webhook.entry().at()));
        node.put("request_duration", Long.parseLong(webhook.entry().data().getOrDefault("millis", "0")));
        return node;
    }
}
