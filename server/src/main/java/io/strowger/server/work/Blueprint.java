package io.strowger.server.work;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What a workspace is made of, by names and without sids, so that it can be written into a file and built elsewhere
 * (docs/work-configuration.md). Queues in workflow documents and activities of queues are named; a field that is left
 * out of the file stands here with its default, so that two blueprints can be compared field by field.
 *
 * @param workspace the workspace itself
 * @param items things by name, in the order of the file; a kind that is absent is not the file's business
 */
record Blueprint(Item workspace, Map<Kind, Map<String, Item>> items) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** How a field is written. */
    enum Shape {
        /** Any text. */
        TEXT,
        /** An http or https URL. */
        URL,
        /** True or false. */
        FLAG,
        /** A whole number in a range. */
        NUMBER,
        /** FIFO or LIFO. */
        ORDER,
        /** The name of an activity. */
        ACTIVITY,
        /** A JSON object: a mapping, or JSON in a text. */
        DOCUMENT,
        /** A worker's channels that are not as they were made. */
        SHARES
    }

    /**
     * A field of a kind.
     *
     * @param otherwise its value when it is left out
     * @param from for a number: the least
     * @param to for a number: the most; for a text: characters
     */
    record Field(String key, Shape shape, JsonNode otherwise, int from, int to) {
        Field(String key, Shape shape, JsonNode otherwise) {
            this(key, shape, otherwise, 0, 2_000);
        }
    }

    /** Kinds of things, in the order in which they are made: each names only what stands before it. */
    enum Kind {
        WORKSPACE("workspace", "workspace", "name", List.of(
                new Field("multiTaskEnabled", Shape.FLAG, JSON.booleanNode(true)),
                new Field("prioritizeQueueOrder", Shape.ORDER, JSON.textNode("FIFO")),
                new Field("eventCallbackUrl", Shape.URL, NullNode.instance),
                new Field("eventsFilter", Shape.TEXT, NullNode.instance),
                new Field("defaultActivity", Shape.ACTIVITY, JSON.textNode("Offline")),
                new Field("timeoutActivity", Shape.ACTIVITY, JSON.textNode("Offline")))),
        ACTIVITY("activity", "activities", "name", List.of(
                new Field("available", Shape.FLAG, JSON.booleanNode(false)))),
        CHANNEL("task channel", "channels", "uniqueName", List.of(
                new Field("name", Shape.TEXT, NullNode.instance, 0, 64),
                new Field("channelOptimizedRouting", Shape.FLAG, JSON.booleanNode(false)))),
        QUEUE("task queue", "queues", "name", List.of(
                new Field("targetWorkers", Shape.TEXT, JSON.textNode("1==1"), 0, 16_384),
                new Field("maxReservedWorkers", Shape.NUMBER, JSON.numberNode(1), 1, 50),
                new Field("taskOrder", Shape.ORDER, JSON.textNode("FIFO")),
                new Field("reservationActivity", Shape.ACTIVITY, NullNode.instance),
                new Field("assignmentActivity", Shape.ACTIVITY, NullNode.instance))),
        WORKFLOW("workflow", "workflows", "name", List.of(
                new Field("assignmentCallbackUrl", Shape.URL, NullNode.instance),
                new Field("fallbackAssignmentCallbackUrl", Shape.URL, NullNode.instance),
                new Field("taskReservationTimeout", Shape.NUMBER, JSON.numberNode(120), 1, 86_400),
                new Field("configuration", Shape.DOCUMENT, NullNode.instance))),
        WORKER("worker", "workers", "name", List.of(
                new Field("activity", Shape.ACTIVITY, NullNode.instance),
                new Field("attributes", Shape.DOCUMENT, JSON.objectNode()),
                new Field("channels", Shape.SHARES, JSON.objectNode())));

        private final String word;
        private final String section;
        private final String key;
        private final List<Field> fields;

        Kind(String word, String section, String key, List<Field> fields) {
            this.word = word;
            this.section = section;
            this.key = key;
            this.fields = fields;
        }

        /** For messages. */
        String word() {
            return word;
        }

        /** The key of the file under which its things stand. */
        String section() {
            return section;
        }

        /** The key of the name that finds a thing. */
        String key() {
            return key;
        }

        List<Field> fields() {
            return fields;
        }
    }

    /**
     * A thing.
     *
     * @param name finds it among those of its kind
     * @param sid empty text in a file
     * @param places file and line of a key, or of a path inside a document; empty text for what is no file's
     * @param fields by key, complete
     */
    record Item(Kind kind, String name, String sid, UnaryOperator<String> places, Map<String, JsonNode> fields) {
        /** The line of a key or of a path like {@code configuration.task_routing.filters[0]}; the nearest known. */
        String place(String path) {
            return places.apply(path);
        }

        JsonNode field(String key) {
            return fields.getOrDefault(key, NullNode.instance);
        }

        /** A text that may be null. */
        Optional<String> text(String key) {
            return Optional.of(field(key)).filter(JsonNode::isTextual).map(JsonNode::textValue);
        }

        String title() {
            return kind.word() + " '" + name + "'";
        }

        private ObjectNode json() {
            ObjectNode node = JSON.objectNode().put(kind.key(), name);
            for (Field field : kind.fields()) {
                JsonNode value = field(field.key());
                if (!value.equals(otherwise(kind, field, name))) {
                    node.set(field.key(), field.shape() == Shape.SHARES ? shares(value) : value);
                }
            }
            return node;
        }
    }

    /** A field's value when a file leaves it out. */
    static JsonNode otherwise(Kind kind, Field field, String name) {
        return kind == Kind.CHANNEL && field.key().equals("name") && !name.isEmpty()
                ? JSON.textNode(Character.toUpperCase(name.charAt(0)) + name.substring(1)) : field.otherwise();
    }

    /** The things of a kind; none when the kind is absent. */
    Map<String, Item> of(Kind kind) {
        return items.getOrDefault(kind, Map.of());
    }

    /** The same without a kind. */
    Blueprint without(Kind kind) {
        Map<Kind, Map<String, Item>> rest = new LinkedHashMap<>(items);
        rest.remove(kind);
        return new Blueprint(workspace, rest);
    }

    /** What a file that says this holds; fields with their default are left out. */
    ObjectNode json() {
        ObjectNode root = JSON.objectNode();
        root.set(Kind.WORKSPACE.section(), workspace.json());
        for (Kind kind : Kind.values()) {
            if (items.containsKey(kind)) {
                ArrayNode all = root.putArray(kind.section());
                of(kind).values().forEach(item -> all.add(item.json()));
            }
        }
        return root;
    }

    private static ArrayNode shares(JsonNode byChannel) {
        ArrayNode all = JSON.arrayNode();
        byChannel.properties().forEach(share -> {
            ObjectNode one = all.addObject().put("channel", share.getKey());
            one.setAll((ObjectNode) share.getValue());
        });
        return all;
    }
}
