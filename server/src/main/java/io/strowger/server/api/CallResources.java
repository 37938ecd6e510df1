package io.strowger.server.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.call.port.CallRecord;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.CallTimelineRecord;
import io.strowger.call.port.TimelineEntry;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.Sid;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.DateFilter;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.PageRequest;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Representation;
import io.strowger.server.rest.Slice;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Calls and their stories: {@code ~/Calls} (requirement B9) and our own {@code /strowger/v1/Calls}. */
public final class CallResources {
    private static final Param<String> TO = Param.text("To");
    private static final Param<String> FROM = Param.text("From");
    private static final Param<CallSid> PARENT = Param.sid("ParentCallSid", "CA", CallSid::new);
    private static final Param<String> STATUS = Param.oneOf("Status", "queued", "ringing", "in-progress", "completed",
            "busy", "failed", "no-answer", "canceled");
    private static final DateFilter START_TIME = DateFilter.of("StartTime");
    private static final DateFilter END_TIME = DateFilter.of("EndTime");

    private static final List<String> PARTS = List.of("events", "notifications", "payments", "recordings", "siprec",
            "streams", "transcriptions", "user_defined_message_subscriptions", "user_defined_messages");

    /** {@code account.call} (rest-api section 5.1). */
    static final Representation<CallRecord> CALL = Representation.<CallRecord>v2010("Call")
            .sid("sid", CallRecord::sid)
            .date("date_created", CallRecord::created)
            .date("date_updated", call -> call.ended().or(call::answered).orElse(call.created()))
            .sidOr("parent_call_sid", CallRecord::parent)
            .sid("account_sid", CallRecord::account)
            .text("to", CallRecord::to)
            .text("to_formatted", call -> Wire.national(call.to()))
            .text("from", CallRecord::from)
            .text("from_formatted", call -> Wire.national(call.from()))
            .sidOr("phone_number_sid", call -> call.particulars().number())
            .text("status", call -> CallCreation.shown(call.status()))
            .dateOr("start_time", call -> call.particulars().started())
            .dateOr("end_time", CallRecord::ended)
            .textOr("duration", call -> call.ended().map(end -> Wire.startedSeconds(call.duration())))
            .nothing("price")
            .constant("price_unit", "USD")
            .text("direction", call -> call.direction().wire())
            .nothing("answered_by")
            .constant("api_version", Wire.VERSION)
            .textOr("forwarded_from", call -> filled(call.particulars().forwardedFrom()))
            .nothing("group_sid")
            .textOr("caller_name", call -> filled(call.particulars().callerName()))
            .text("queue_time", call -> Long.toString(call.particulars().queued().toMillis()))
            .textOr("trunk_sid", call -> Optional.of(call.particulars().trunk())
                    .filter(trunk -> trunk.startsWith("TK") && Sid.SHAPE.matcher(trunk).matches()))
            .uri(CallResources::uri)
            .subresources(CallResources::parts);

    /** Our own resource: a call's story. */
    static final Representation<CallTimelineRecord> TIMELINE = Representation.<CallTimelineRecord>v1("CallTimeline")
            .sid("call_sid", CallTimelineRecord::call)
            .sid("account_sid", CallTimelineRecord::account)
            .integer("dropped", timeline -> (long) timeline.dropped())
            .json("entries", "array", CallResources::entries);

    private final CallReader reader;

    /** Reads by {@code reader}. */
    public CallResources(CallReader reader) {
        this.reader = reader;
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        return List.of(
                Operation.list("ListCall", "~/Calls", "calls", CALL, this::list)
                        .with(TO, FROM, PARENT, STATUS).with(START_TIME, END_TIME),
                Operation.fetch("FetchCall", "~/Calls/{Sid}", CALL,
                        call -> reader.call(call.account(), call.sid("Sid", CallSid::new))),
                Operation.fetch("FetchCallTimeline", "/strowger/v1/Calls/{CallSid}/Timeline", TIMELINE,
                        call -> reader.timeline(call.account(), call.sid("CallSid", CallSid::new)))
                        .summary("The call's story: SIP messages, webhooks, verbs, digits, media quality."));
    }

    private Slice<CallRecord> list(ApiCall call) {
        Set<CallStatus> statuses = call.get(STATUS).map(CallResources::statuses).orElse(Set.of());
        CallFilter filter = new CallFilter(call.get(TO), call.get(FROM), call.get(PARENT), statuses,
                call.dates(START_TIME), call.dates(END_TIME));
        PageRequest page = call.page();
        return page.slice(reader.calls(call.account(), filter, page), record -> record.sid().value());
    }

    /** Every state that is shown so. */
    private static Set<CallStatus> statuses(String shown) {
        Set<CallStatus> all = EnumSet.noneOf(CallStatus.class);
        Arrays.stream(CallStatus.values()).filter(one -> CallCreation.shown(one).equals(shown)).forEach(all::add);
        return all;
    }

    private static Optional<String> filled(String text) {
        return Optional.of(text).filter(one -> !one.isEmpty());
    }

    private static String uri(CallRecord call) {
        return Wire.account(call.account()) + "/Calls/" + call.sid();
    }

    private static Map<String, String> parts(CallRecord call) {
        Map<String, String> paths = new LinkedHashMap<>();
        PARTS.forEach(part -> paths.put(part, uri(call) + "/" + Wire.pascal(part)));
        return paths;
    }

    private static ArrayNode entries(CallTimelineRecord timeline) {
        ArrayNode entries = JsonNodeFactory.instance.arrayNode();
        for (TimelineEntry entry : timeline.entries()) {
            ObjectNode line = entries.addObject();
            line.put("at", entry.at().toString());
            line.put("since_start_ms", entry.sinceStart().toNanos() / 1e6);
            line.put("kind", entry.kind().name().toLowerCase(Locale.ROOT));
            line.put("leg", entry.leg());
            line.put("text", entry.text());
            ObjectNode data = line.putObject("data");
            entry.data().forEach(data::put);
        }
        return entries;
    }
}
