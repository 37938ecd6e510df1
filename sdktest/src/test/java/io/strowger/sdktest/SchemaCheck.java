package io.strowger.sdktest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * One JSON answer against one schema, strictly (sdk-compatibility section 7): every property of the schema is there, no
 * other is, types and formats fit, null only where nullable (and for every enum). What the schema leaves free is
 * compared with the examples: an object has the keys of one of them at least, and none that no example has.
 */
final class SchemaCheck {
    /** Free-form contents that differ from event to event or belong to the customer. */
    private static final Set<String> CUSTOMERS = Set.of("event_data", "encryption_details", "configuration");

    private final JsonNode document;
    private final List<String> violations = new ArrayList<>();

    SchemaCheck(JsonNode document) {
        this.document = document;
    }

    /** What is wrong; empty when nothing is. */
    static List<String> check(JsonNode document, JsonNode schema, List<JsonNode> examples, JsonNode answer) {
        SchemaCheck check = new SchemaCheck(document);
        check.value("", schema, examples, answer);
        return check.violations;
    }

    private void wrong(String where, String what) {
        violations.add((where.isEmpty() ? "the answer" : where) + ": " + what);
    }

    private JsonNode resolved(JsonNode schema) {
        JsonNode found = schema;
        while (found.has("$ref")) {
            found = document.at(found.get("$ref").asText().substring(1));
        }
        return found;
    }

    private void value(String where, JsonNode reference, List<JsonNode> examples, JsonNode value) {
        JsonNode schema = resolved(reference);
        if (value.isNull()) {
            if (!schema.path("nullable").asBoolean() && !schema.has("enum")) {
                wrong(where, "is null and may not be");
            }
            return;
        }
        switch (schema.path("type").asText()) {
            case "string" -> text(where, schema, value);
            case "integer" -> kind(where, value.isIntegralNumber(), "an integer", value);
            case "number" -> kind(where, value.isNumber(), "a number", value);
            case "boolean" -> kind(where, value.isBoolean(), "a boolean", value);
            case "array" -> array(where, schema, examples, value);
            case "object" -> object(where, schema, examples, value);
            default -> free(where, examples, value);
        }
    }

    private boolean kind(String where, boolean fits, String expected, JsonNode value) {
        if (!fits) {
            wrong(where, "is not " + expected + ": " + value);
        }
        return fits;
    }

    private void text(String where, JsonNode schema, JsonNode value) {
        if (!kind(where, value.isTextual(), "a string", value)) {
            return;
        }
        String text = value.asText();
        if (schema.has("enum")) {
            boolean known = false;
            for (JsonNode one : schema.get("enum")) {
                known |= one.asText().equals(text);
            }
            kind(where, known, "one of " + schema.get("enum"), value);
        }
        if (schema.has("format")) {
            String format = schema.get("format").asText();
            // A name that is a number, for people to read: the examples have "(808) 925-1571".
            boolean name = format.equals("phone-number") && where.endsWith("friendly_name");
            kind(where, name || WireFormat.fits(format, text), "of format " + format, value);
        }
        if (schema.has("pattern")) {
            // The prose beside this pattern allows an account, too.
            String described = schema.get("pattern").asText();
            String pattern = where.endsWith("actor_sid") && described.startsWith("^US")
                    ? "^(US|AC)[0-9a-f]{32}$" : described;
            kind(where, Pattern.compile(pattern).matcher(text).find(), "of pattern " + pattern, value);
        }
        kind(where, text.length() >= schema.path("minLength").asInt(0), "long enough", value);
        kind(where, text.length() <= schema.path("maxLength").asInt(Integer.MAX_VALUE), "short enough", value);
    }

    private void array(String where, JsonNode schema, List<JsonNode> examples, JsonNode value) {
        if (!kind(where, value.isArray(), "an array", value)) {
            return;
        }
        List<JsonNode> inside = elements(examples);
        for (int i = 0; i < value.size(); i++) {
            value(where + "[" + i + "]", schema.path("items"), inside, value.get(i));
        }
    }

    private void object(String where, JsonNode schema, List<JsonNode> examples, JsonNode value) {
        if (!kind(where, value.isObject(), "an object", value)) {
            return;
        }
        JsonNode properties = schema.path("properties");
        if (schema.path("format").asText().equals("uri-map")) {
            keys(where, examples, value, true);
            value.properties().forEach(entry -> kind(where + "." + entry.getKey(),
                    entry.getValue().isTextual() && WireFormat.fits("uri", entry.getValue().asText()), "a URI",
                    entry.getValue()));
        } else if (properties.isEmpty()) {
            free(where, examples, value);
        } else {
            for (Map.Entry<String, JsonNode> property : properties.properties()) {
                String name = property.getKey();
                if (value.has(name)) {
                    value(where.isEmpty() ? name : where + "." + name, property.getValue(),
                            name.equals("links") ? unlinked(value, members(examples, name)) : members(examples, name),
                            value.get(name));
                } else {
                    wrong(where, "lacks '" + name + "'");
                }
            }
            value.fieldNames().forEachRemaining(name -> {
                if (!properties.has(name)) {
                    wrong(where, "has '" + name + "', which the schema does not know");
                }
            });
        }
    }

    /** A thing that is not there has no link: {@code reservation_activity} with a null {@code ..._sid} beside. */
    private static List<JsonNode> unlinked(JsonNode value, List<JsonNode> examples) {
        List<JsonNode> kept = new ArrayList<>();
        for (JsonNode example : examples) {
            ObjectNode one = example.deepCopy();
            names(example).stream().filter(name -> value.path(name + "_sid").isNull()).forEach(one::remove);
            kept.add(one);
        }
        return kept;
    }

    /**
     * Statistics in one answer have what the resources of their halves have; the examples are older than these.
     *
     * @param where ends with {@code cumulative} or {@code realtime}
     */
    private List<String> halves(String where) {
        String ending = where.endsWith("cumulative") ? "cumulative_statistics"
                : where.endsWith("realtime") ? "real_time_statistics" : "(none)";
        List<String> names = new ArrayList<>();
        document.path("components").path("schemas").properties().forEach(schema -> {
            if (schema.getKey().endsWith(ending)) {
                names.addAll(names(schema.getValue().path("properties")));
            }
        });
        return names;
    }

    /** What no schema describes: like one of the examples, where these show an object. */
    private void free(String where, List<JsonNode> examples, JsonNode value) {
        if (CUSTOMERS.contains(where.substring(where.lastIndexOf('.') + 1))) {
            return;
        }
        if (value.isArray()) {
            value.forEach(element -> free(where + "[]", elements(examples), element));
        } else if (value.isObject() && keys(where, examples, value, false)) {
            value.properties().forEach(entry ->
                    free(where + "." + entry.getKey(), members(examples, entry.getKey()), entry.getValue()));
        }
    }

    /**
     * Whether keys are worth a look below; numbers as keys make a map, whose keys are free.
     *
     * @param open whether there may be keys that no example has
     */
    private boolean keys(String where, List<JsonNode> examples, JsonNode value, boolean open) {
        List<Set<String>> known = examples.stream().filter(JsonNode::isObject).map(SchemaCheck::names)
                .filter(names -> !names.isEmpty()).toList();
        Set<String> all = new TreeSet<>();
        known.forEach(all::addAll);
        if (all.isEmpty() || all.stream().allMatch(name -> name.matches("[0-9]+"))) {
            return false;
        }
        Set<String> names = names(value);
        Set<String> more = new TreeSet<>(names);
        more.removeAll(all);
        halves(where).forEach(more::remove);
        if (!more.isEmpty() && !open) {
            wrong(where, "has " + more + ", which no example has");
        }
        if (known.stream().noneMatch(names::containsAll)) {
            Set<String> missing = new TreeSet<>(known.getLast());
            missing.removeAll(names);
            wrong(where, "lacks " + missing + " of the examples");
        }
        return true;
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new HashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static List<JsonNode> members(List<JsonNode> examples, String name) {
        return examples.stream().filter(example -> example.has(name)).map(example -> example.get(name)).toList();
    }

    private static List<JsonNode> elements(List<JsonNode> examples) {
        List<JsonNode> elements = new ArrayList<>();
        examples.stream().filter(JsonNode::isArray).forEach(array -> array.forEach(elements::add));
        return elements;
    }
}
