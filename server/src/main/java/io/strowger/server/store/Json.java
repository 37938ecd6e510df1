package io.strowger.server.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ApplicationSid;
import io.strowger.kernel.FetchRequest.Header;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** The JSON of the store's columns, written and read by hand so that the stored form does not follow renamed fields. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException broken) {
            throw new StoreFailure("a JSON column does not hold JSON: " + broken.getOriginalMessage(), broken);
        }
    }

    static String voice(VoiceUrls voice) {
        ObjectNode node = object();
        voice.application().ifPresent(sid -> node.put("application", sid.value()));
        voice.primary().ifPresent(target -> node.set("primary", target(target)));
        if (!voice.secondaries().isEmpty()) {
            ArrayNode list = node.putArray("secondaries");
            voice.secondaries().forEach(target -> list.add(target(target)));
        }
        voice.statusCallback().ifPresent(target -> node.set("statusCallback", target(target)));
        if (!voice.statusEvents().isEmpty()) {
            node.set("statusEvents", strings(voice.statusEvents()));
        }
        return node.toString();
    }

    static VoiceUrls voice(String json) {
        JsonNode node = parse(json);
        List<WebTarget> secondaries = new ArrayList<>();
        node.path("secondaries").forEach(entry -> secondaries.add(target(entry)));
        return new VoiceUrls(
                Optional.of(node.path("application")).filter(JsonNode::isTextual)
                        .map(sid -> new ApplicationSid(sid.asText())),
                Optional.of(node.path("primary")).filter(JsonNode::isObject).map(Json::target),
                secondaries,
                Optional.of(node.path("statusCallback")).filter(JsonNode::isObject).map(Json::target),
                new TreeSet<>(strings(node.path("statusEvents"))));
    }

    /** Countries by ISO code, with the kinds of numbers that may be called there. */
    static String permissions(DialingPermissions permissions) {
        ObjectNode node = object();
        permissions.countries().forEach((iso, allowed) -> node.putObject(iso).put("low", allowed.low())
                .put("special", allowed.special()).put("tollFraud", allowed.tollFraud()));
        return node.toString();
    }

    static DialingPermissions permissions(AccountSid account, boolean inherits, String json) {
        SortedMap<String, DialingPermissions.Allowed> countries = new TreeMap<>();
        parse(json).properties().forEach(field -> countries.put(field.getKey(), new DialingPermissions.Allowed(
                field.getValue().path("low").asBoolean(), field.getValue().path("special").asBoolean(),
                field.getValue().path("tollFraud").asBoolean())));
        return new DialingPermissions(account, inherits, countries);
    }

    static ArrayNode strings(Iterable<String> values) {
        ArrayNode list = array();
        values.forEach(list::add);
        return list;
    }

    static List<String> strings(JsonNode list) {
        List<String> values = new ArrayList<>();
        list.forEach(entry -> values.add(entry.asText()));
        return values;
    }

    /** An object of texts, keys in order so that equal maps are equal text. */
    static String map(Map<String, String> values) {
        ObjectNode node = object();
        new TreeMap<>(values).forEach((key, value) -> node.put(key, clean(value)));
        return node.toString();
    }

    /** Text without NUL, which jsonb cannot hold. */
    static String clean(String text) {
        return text.replace('\0', '\uFFFD');
    }

    /** Form fields in their order, repeated ones included. */
    static ArrayNode headers(List<Header> fields) {
        ArrayNode list = array();
        fields.forEach(field -> list.addArray().add(clean(field.name())).add(clean(field.value())));
        return list;
    }

    static List<Header> headers(String json) {
        List<Header> fields = new ArrayList<>();
        parse(json).forEach(pair -> fields.add(new Header(pair.get(0).asText(), pair.get(1).asText())));
        return fields;
    }

    static ObjectNode target(WebTarget target) {
        return object().put("url", target.url()).put("method", target.method());
    }

    static WebTarget target(JsonNode node) {
        return new WebTarget(node.path("url").asText(), node.path("method").asText());
    }
}
