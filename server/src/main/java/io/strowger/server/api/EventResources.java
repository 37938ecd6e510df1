package io.strowger.server.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.strowger.kernel.Sid;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Representation;
import io.strowger.server.rest.Slice;
import io.strowger.server.store.AuditEvent;
import io.strowger.server.store.LogTables;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who changed what: {@code /v1/Events} of the monitor (rest-api section 4.3). */
public final class EventResources {
    private static final Param<String> ACTOR = Param.text("ActorSid", 34);
    private static final Param<String> TYPE = Param.text("EventType", 100);
    private static final Param<String> RESOURCE = Param.text("ResourceSid", 34);
    private static final Param<String> ADDRESS = Param.text("SourceIpAddress", 45);
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private static final Representation<AuditEvent> EVENT = Representation.<AuditEvent>v1("Event")
            .sid("sid", AuditEvent::sid)
            .sid("account_sid", AuditEvent::account)
            .textOr("actor_sid", AuditEvent::actorSid)
            .text("actor_type", event -> event.actorSid().map(sid -> sid.startsWith("SK") ? "key" : "account")
                    .orElse("command"))
            .text("description", AuditEvent::actor)
            .json("event_data", "object", event -> json(event.detail()))
            .date("event_date", AuditEvent::at)
            .text("event_type", event -> type(event.action()))
            .textOr("resource_sid", event -> Optional.of(event.subject())
                    .filter(subject -> Sid.SHAPE.matcher(subject).matches()))
            .text("resource_type", event -> event.action().replaceAll("\\..*", ""))
            .text("source", AuditEvent::source)
            .textOr("source_ip_address", AuditEvent::address)
            .url(event -> "/v1/Events/" + event.sid())
            .links(event -> Map.of("actor", Wire.account(event.account()) + ".json",
                    "resource", Wire.account(event.account()) + ".json"));

    private final StoredResources stored;

    /** Kept there. */
    public EventResources(StoredResources stored) {
        this.stored = stored;
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        return List.of(
                Operation.list("ListEvent", "/v1/Events", "events", EVENT, this::list)
                        .with(ACTOR, TYPE, RESOURCE, ADDRESS, Wire.START_DATE, Wire.END_DATE).mainKeysOnly(),
                Operation.fetch("FetchEvent", "/v1/Events/{Sid}", EVENT,
                        call -> stored.fetch(call, LogTables.AUDIT, "Sid")).mainKeysOnly());
    }

    private Slice<AuditEvent> list(ApiCall call) {
        Map<String, Object> filters = new LinkedHashMap<>();
        call.get(ACTOR).ifPresent(sid -> filters.put("ActorSid", sid));
        call.get(TYPE).ifPresent(type -> filters.put("Action", action(type)));
        call.get(RESOURCE).ifPresent(sid -> filters.put("Subject", sid));
        call.get(ADDRESS).ifPresent(address -> filters.put("Address", address));
        NotificationResources.between(filters, call.get(Wire.START_DATE), call.get(Wire.END_DATE));
        return stored.list(call, LogTables.AUDIT, filters);
    }

    /** The original's words for what we call changed and removed. */
    private static String type(String action) {
        return action.replaceAll("\\.changed$", ".updated").replaceAll("\\.removed$", ".deleted");
    }

    private static String action(String type) {
        return type.replaceAll("\\.updated$", ".changed").replaceAll("\\.deleted$", ".removed");
    }

    private static JsonNode json(String detail) {
        try {
            return MAPPER.readTree(detail);
        } catch (JsonProcessingException broken) {
            throw new IllegalStateException("an audit row does not hold JSON", broken);
        }
    }
}
