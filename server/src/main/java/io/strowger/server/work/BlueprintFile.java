package io.strowger.server.work;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.kernel.BadSettings;
import io.strowger.kernel.Failure;
import io.strowger.kernel.Fetch;
import io.strowger.kernel.Settings.Trouble;
import io.strowger.server.store.YamlMap;
import io.strowger.server.work.Blueprint.Field;
import io.strowger.server.work.Blueprint.Item;
import io.strowger.server.work.Blueprint.Kind;
import io.strowger.server.work.Blueprint.Shape;
import io.strowger.work.core.Expr;
import io.strowger.work.core.Scope;
import io.strowger.work.core.WorkflowDocument;
import io.strowger.work.core.WorkflowError;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads a workspace's file, YAML or JSON, which is YAML too (docs/work-configuration.md). What can be known without the
 * workspace is judged here: keys, values, names given twice, expressions and documents. All troubles are told together,
 * each with its line. One strand, one use.
 */
final class BlueprintFile {
    /** A request holds 4 MiB, escapes included. */
    static final int MAX_CHARACTERS = 3 * 1024 * 1024;

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int MAX_DEPTH = 32;
    /** Of all documents together, aliases counted as often as they are used. */
    private static final int MAX_NODES = 1_000_000;
    private static final int MAX_NAME = 64;
    private static final int MAX_CAPACITY = 1_000;

    private final String name;
    private final List<Trouble> troubles = new ArrayList<>();
    private int nodes;

    private BlueprintFile(String name) {
        this.name = name;
    }

    /**
     * Reads a text.
     *
     * @param name stands before line numbers
     * @throws BadSettings with every trouble
     */
    static Blueprint parse(String name, String text) {
        BlueprintFile file = new BlueprintFile(name);
        Blueprint read = file.read(YamlMap.root(name, text, MAX_CHARACTERS)
                .orElseThrow(() -> new BadSettings(List.of(new Trouble(name, "is empty")))));
        if (!file.troubles.isEmpty()) {
            throw new BadSettings(file.troubles);
        }
        return read;
    }

    private Blueprint read(Node root) {
        YamlMap map = new YamlMap(name, "the file", root, troubles);
        Item workspace = map.map(Kind.WORKSPACE.section()).map(one -> item(Kind.WORKSPACE, one)).orElseGet(() -> {
            troubles.add(new Trouble(map.place(), "the file: 'workspace' is missing"));
            return new Item(Kind.WORKSPACE, "", "", Map.of(), Map.of());
        });
        Map<Kind, Map<String, Item>> items = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            if (kind != Kind.WORKSPACE && map.has(kind.section())) {
                items.put(kind, section(map, kind));
            }
        }
        map.refuseOthers();
        return new Blueprint(workspace, items);
    }

    private Map<String, Item> section(YamlMap map, Kind kind) {
        Map<String, Item> items = new LinkedHashMap<>();
        for (Node node : map.items(kind.section(), false)) {
            Item item = item(kind, new YamlMap(name, kind.word(), node, troubles));
            Item first = items.putIfAbsent(item.name(), item);
            if (first != null && !item.name().isEmpty()) {
                troubles.add(new Trouble(item.place(""),
                        item.title() + " is there already, at " + first.place("")));
            }
        }
        return items;
    }

    private Item item(Kind kind, YamlMap map) {
        String title = map.required(kind.key());
        if (title.length() > MAX_NAME) {
            map.wrong(kind.key(), "is longer than " + MAX_NAME + " characters");
        }
        Map<String, String> places = new HashMap<>(Map.of("", map.place()));
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        for (Field field : kind.fields()) {
            if (map.has(field.key())) {
                places.put(field.key(), map.place(field.key()));
                fields.put(field.key(), value(field, map, places));
            } else {
                fields.put(field.key(), Blueprint.otherwise(kind, field, title));
            }
        }
        map.refuseOthers();
        Item item = new Item(kind, title, "", places, fields);
        judge(item);
        return item;
    }

    private JsonNode value(Field field, YamlMap map, Map<String, String> places) {
        return switch (field.shape()) {
            case FLAG -> JSON.booleanNode(map.flag(field.key()));
            case NUMBER -> JSON.numberNode(
                    map.number(field.key(), field.from(), field.to(), field.otherwise().intValue()));
            case ORDER -> JSON.textNode(map.word(field.key(), List.of("FIFO", "LIFO"), "FIFO"));
            case TEXT, URL, ACTIVITY -> text(field, map);
            case DOCUMENT -> map.node(field.key()).map(node -> document(field, map, node, places))
                    .orElse(field.otherwise());
            case SHARES -> shares(field, map);
        };
    }

    private JsonNode text(Field field, YamlMap map) {
        String text = map.text(field.key()).orElse("");
        if (text.length() > field.to()) {
            map.wrong(field.key(), "is longer than " + field.to() + " characters");
        }
        if (field.shape() == Shape.URL && !text.isBlank() && !Fetch.isUrl(text)) {
            map.wrong(field.key(), "('" + text + "') is no absolute http or https URL");
        }
        return text.isBlank() && field.otherwise().isNull() ? field.otherwise() : JSON.textNode(text);
    }

    /** A mapping, or JSON in a text. */
    private JsonNode document(Field field, YamlMap map, Node node, Map<String, String> places) {
        JsonNode read = node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.STR)
                ? json(field, map, scalar.getValue()) : json(node, field.key(), places, 0);
        if (!read.isObject()) {
            map.wrong(field.key(), "is neither a mapping nor a JSON object in a text");
            return field.otherwise();
        }
        return read;
    }

    private static JsonNode json(Field field, YamlMap map, String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException wrong) {
            map.wrong(field.key(), "is no JSON at its line " + wrong.getLocation().getLineNr() + ", column "
                    + wrong.getLocation().getColumnNr());
            return JSON.objectNode();
        }
    }

    private JsonNode json(Node node, String path, Map<String, String> places, int depth) {
        String place = YamlMap.place(name, node);
        places.putIfAbsent(path, place);
        if (depth > MAX_DEPTH || ++nodes > MAX_NODES) {
            troubles.add(new Trouble(place, path + ": more than " + MAX_DEPTH + " levels deep, or more than "
                    + MAX_NODES + " values in the file"));
            throw new BadSettings(troubles); // to go on could take for ever
        }
        return switch (node) {
            case ScalarNode scalar -> scalar(scalar, path, place);
            case SequenceNode list -> {
                ArrayNode array = JSON.arrayNode();
                for (Node item : list.getValue()) {
                    array.add(json(item, path + "[" + array.size() + "]", places, depth + 1));
                }
                yield array;
            }
            case MappingNode mapping -> {
                ObjectNode object = JSON.objectNode();
                for (NodeTuple entry : mapping.getValue()) {
                    String key = entry.getKeyNode() instanceof ScalarNode word ? word.getValue() : "";
                    if (!(entry.getKeyNode() instanceof ScalarNode) || object.has(key)) {
                        troubles.add(new Trouble(YamlMap.place(name, entry.getKeyNode()),
                                path + ": the key '" + key + "' is no word, or is given twice"));
                    }
                    places.putIfAbsent(path + "." + key, YamlMap.place(name, entry.getKeyNode()));
                    object.set(key, json(entry.getValueNode(), path + "." + key, places, depth + 1));
                }
                yield object;
            }
            default -> throw new IllegalStateException("no such node in YAML: " + node.getNodeType());
        };
    }

    private JsonNode scalar(ScalarNode scalar, String path, String place) {
        Tag tag = scalar.getTag();
        if (tag.equals(Tag.NULL)) {
            return NullNode.instance;
        }
        if (!tag.equals(Tag.INT) && !tag.equals(Tag.FLOAT) && !tag.equals(Tag.BOOL)) {
            return JSON.textNode(scalar.getValue());
        }
        try {
            return MAPPER.readTree(scalar.getValue());
        } catch (JsonProcessingException notJson) {
            troubles.add(new Trouble(place, path + ": '" + scalar.getValue() + "' is no value of JSON; quote a text"));
            return NullNode.instance;
        }
    }

    /** By channel; one that is as it was made is left out. */
    private JsonNode shares(Field field, YamlMap map) {
        ObjectNode byChannel = JSON.objectNode();
        for (Node node : map.items(field.key(), false)) {
            YamlMap share = new YamlMap(name, "channel of a worker", node, troubles);
            String channel = share.required("channel");
            int capacity = share.number("capacity", 0, MAX_CAPACITY, 1);
            boolean available = !share.has("available") || share.flag("available");
            share.refuseOthers();
            if (byChannel.has(channel)) {
                share.wrong("channel", "('" + channel + "') is there already");
            }
            if (capacity != 1 || !available) {
                byChannel.set(channel, share(capacity, available));
            }
        }
        return byChannel;
    }

    static ObjectNode share(int capacity, boolean available) {
        ObjectNode share = JSON.objectNode();
        if (capacity != 1) {
            share.put("capacity", capacity);
        }
        if (!available) {
            share.put("available", false);
        }
        return share;
    }

    /** Expressions and documents; columns are those of the expression with sids in it. */
    private void judge(Item item) {
        switch (item.kind()) {
            case QUEUE -> {
                try {
                    Expr.parse(References.resolved(item.text("targetWorkers").orElse(""), "", ANYTHING), Scope.QUEUE);
                } catch (Failure wrong) {
                    trouble(item, "targetWorkers", wrong.getMessage());
                }
            }
            case WORKFLOW -> {
                if (item.field("configuration").isNull()) {
                    trouble(item, "", "'configuration' is missing");
                    return;
                }
                try {
                    WorkflowDocument.parse(References.resolved(item.field("configuration"), "", ANYTHING).toString());
                } catch (WorkflowError wrong) {
                    trouble(item, "configuration." + wrong.place().replaceAll(",.*", ""), wrong.getMessage());
                } catch (Failure wrong) {
                    trouble(item, "configuration", wrong.getMessage());
                }
            }
            case WORKSPACE, ACTIVITY, CHANNEL, WORKER -> { }
        }
    }

    /** Any sid of the kind, where only the form counts. */
    private static final References.Finder ANYTHING = (kind, name, path) -> switch (kind) {
        case ACTIVITY -> "WA" + "0".repeat(32);
        case QUEUE -> "WQ" + "0".repeat(32);
        case CHANNEL -> "TC" + "0".repeat(32);
        case WORKSPACE, WORKFLOW, WORKER -> throw new IllegalStateException("no reference leads to a " + kind.word());
    };

    private void trouble(Item item, String path, String sentence) {
        String key = path.replaceAll("\\..*", "");
        troubles.add(new Trouble(item.place(path), item.title() + (key.isEmpty() ? "" : ", " + key) + ": "
                + Optional.ofNullable(sentence).orElse("is wrong")));
    }
}
