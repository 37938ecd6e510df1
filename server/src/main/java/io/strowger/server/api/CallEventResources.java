package io.strowger.server.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.call.port.CallTimelineRecord;
import io.strowger.call.port.Notification;
import io.strowger.call.port.TimelineEntry;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.NotificationSid;
import io.strowger.kernel.Severity;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.DateFilter;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.PageRequest;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Representation;
import io.strowger.server.rest.Slice;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What happened to a call: its requests to the application ({@code Events}) and its errors and warnings
 * ({@code Notifications}); rest-api sections 2 and 4.1.
 */
public final class CallEventResources {
    private static final Pattern ANSWER = Pattern.compile("(\\d{3}), (\\d+) bytes");
    private static final Param<Integer> LOG = Param.integer("Log", 0, 1);
    private static final DateFilter MESSAGE_DATE = DateFilter.of("MessageDate");

    /** One request to the application, with its place in the call's story. */
    record Webhook(int index, TimelineEntry entry) {}

    /** {@code account.call.call_event} (rest-api section 5.1). */
    static final Representation<Webhook> EVENT = Representation.<Webhook>v2010("CallEvent")
            .json("request", "object", CallEventResources::request)
            .json("response", "object", CallEventResources::response);

    /** {@code account.call.call_notification} (rest-api section 5.1). */
    static final Representation<Notification> NOTIFICATION = shown("CallNotification");
    /** {@code account.call.call_notification-instance}. */
    static final Representation<Notification> WHOLE = shown("CallNotificationInstance")
            .text("request_variables", Notification::requestVariables)
            .text("response_body", Notification::responseBody)
            .text("response_headers", Notification::responseHeaders);

    private final CallReader reader;

    /** Reads by {@code reader}. */
    public CallEventResources(CallReader reader) {
        this.reader = reader;
    }

    private static Representation<Notification> shown(String name) {
        return Representation.<Notification>v2010(name)
                .sid("account_sid", Notification::account)
                .constant("api_version", Wire.VERSION)
                .sidOr("call_sid", Notification::call)
                .date("date_created", Notification::at)
                .date("date_updated", Notification::at)
                .text("error_code", one -> Integer.toString(one.code().number()))
                .text("log", one -> one.code().severity() == Severity.ERROR ? "0" : "1")
                .date("message_date", Notification::at)
                .text("message_text", one -> "Msg=" + java.net.URLEncoder.encode(
                        one.message(), java.nio.charset.StandardCharsets.UTF_8))
                .absolute("more_info", one -> "/errors/" + one.code().number())
                .textOr("request_method", one -> Optional.of(one.method()).filter(text -> !text.isEmpty()))
                .text("request_url", Notification::url)
                .sid("sid", Notification::sid)
                .uri(one -> Wire.account(one.account()) + "/Calls/" + one.call().orElseThrow() + "/Notifications/"
                        + one.sid());
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        return List.of(
                Operation.list("ListCallEvent", "~/Calls/{CallSid}/Events", "events", EVENT, this::events)
                        .summary("The call's requests to the application, oldest first, masked."),
                Operation.list("ListCallNotification", "~/Calls/{CallSid}/Notifications", "notifications",
                        NOTIFICATION, this::notifications).with(LOG).with(MESSAGE_DATE),
                Operation.fetch("FetchCallNotification", "~/Calls/{CallSid}/Notifications/{Sid}", WHOLE,
                        this::notification));
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

    private Slice<Notification> notifications(ApiCall call) {
        PageRequest page = call.page();
        NotificationFilter filter = new NotificationFilter(Optional.of(known(call)),
                call.get(LOG).map(log -> log == 0 ? Severity.ERROR : Severity.WARNING), call.dates(MESSAGE_DATE));
        return page.slice(reader.notifications(call.account(), filter, page), one -> one.sid().value());
    }

    private Optional<Notification> notification(ApiCall call) {
        CallSid owner = known(call);
        return reader.notification(call.account(), call.sid("Sid", NotificationSid::new))
                .filter(one -> one.call().equals(Optional.of(owner)));
    }

    private static JsonNode request(Webhook webhook) {
        return JsonNodeFactory.instance.objectNode()
                .put("method", webhook.entry().data().getOrDefault("method", ""))
                .put("url", webhook.entry().data().getOrDefault("url", ""));
    }

    private static JsonNode response(Webhook webhook) {
        String answer = webhook.entry().data().getOrDefault("answer", "");
        Matcher good = ANSWER.matcher(answer);
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        if (good.matches()) {
            node.put("response_code", Integer.parseInt(good.group(1)));
            node.put("response_bytes", Long.parseLong(good.group(2)));
        } else {
            node.putNull("response_code");
            node.put("error", answer);
        }
        node.put("date_created", webhook.entry().at().toString());
        node.put("request_duration", Long.parseLong(webhook.entry().data().getOrDefault("millis", "0")));
        return node;
    }
}
