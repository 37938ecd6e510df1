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
import io.strowger.server.store.Troubles;
import io.strowger.server.store.YamlMap;
import io.strowger.server.work.Blueprint.Field;
import io.strowger.server.work.Blueprint.Item;
import io.strowger.server.work.Blueprint.Kind;
import io.strowger.server.work.Blueprint.Shape;
import io.strowger.work.core.Expr;
import io.strowger.work.core.Scope;
import io.strowger.work.core.WorkflowDocument;
import io.strowger.work.core.WorkflowError;
import java.util.EnumMap;
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
    /** Keys and values of the file; and values of all documents together, aliases counted as often as they are used. */
    static final int MAX_NODES = 200_000;
    private static final int MAX_KEY = 256;
    private static final int MAX_NAME = 64;
    private static final int MAX_CAPACITY = 1_000;

    private final String name;
    private final Troubles troubles;
    private int nodes;
    private int characters;

    private BlueprintFile(String name) {
        this.name = name;
        this.troubles = new Troubles(name);
    }

    /**
     * Reads a text.
     *
     * @param name stands before line numbers
     * @throws BadSettings with every trouble
     */
    static Blueprint parse(String name, String text) {
        BlueprintFile file = new BlueprintFile(name);
        Blueprint read = file.read(YamlMap.root(name, text, MAX_CHARACTERS, MAX_NODES)
                .orElseThrow(() -> new BadSettings(List.of(new Trouble(name, "is empty")))));
        file.troubles.end();
        return read;
    }

    private Blueprint read(Node root) {
        YamlMap map = new YamlMap(name, "the file", root, troubles);
        Item workspace = map.map(Kind.WORKSPACE.section()).map(one -> item(Kind.WORKSPACE, one)).orElseGet(() -> {
            troubles.add(new Trouble(map.place(), "the file: 'workspace' is missing"));
            return new Item(Kind.WORKSPACE, "", "", path -> map.place(), Map.of());
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
            count(YamlMap.place(name, node), 0);
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
        String given = map.required(kind.key());
        if (given.length() > MAX_NAME) {
            map.wrong(kind.key(), "is longer than " + MAX_NAME + " characters");
        }
        String title = given.substring(0, Math.min(given.length(), MAX_NAME));
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        for (Field field : kind.fields()) {
            if (map.has(field.key())) {
                fields.put(field.key(), value(field, map));
            } else {
                fields.put(field.key(), Blueprint.otherwise(kind, field, title));
            }
        }
        map.refuseOthers();
        Item item = new Item(kind, title, "", path -> place(map, path), fields);
        judge(item);
        return item;
    }

    private JsonNode value(Field field, YamlMap map) {
        return switch (field.shape()) {
            case FLAG -> JSON.booleanNode(map.flag(field.key()));
            case NUMBER -> JSON.numberNode(
                    map.number(field.key(), field.from(), field.to(), field.otherwise().intValue()));
            case ORDER -> JSON.textNode(map.word(field.key(), List.of("FIFO", "LIFO"), "FIFO"));
            case TEXT, URL, ACTIVITY -> text(field, map);
            case DOCUMENT -> map.node(field.key()).map(node -> document(field, map, node)).orElse(field.otherwise());
            case SHARES -> shares(field, map);
        };
    }

    private JsonNode text(Field field, YamlMap map) {
        String text = map.text(field.key()).orElse("");
        if (text.length() > field.to()) {
            map.wrong(field.key(), "is longer than " + field.to() + " characters");
            return field.otherwise();
        }
        count(map.place(field.key()), text.length());
        if (field.shape() == Shape.URL && !text.isBlank() && !Fetch.isUrl(text)) {
            map.wrong(field.key(), "('" + text + "') is no absolute http or https URL");
        }
        return text.isBlank() && field.otherwise().isNull() ? field.otherwise() : JSON.textNode(text);
    }

    /** A mapping, or JSON in a text. */
    private JsonNode document(Field field, YamlMap map, Node node) {
        JsonNode read = node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.STR)
                ? json(field, map, scalar.getValue()) : json(node, Trail.of(field.key()), 0);
        if (!read.isObject()) {
            map.wrong(field.key(), "is neither a mapping nor a JSON object in a text");
            return field.otherwise();
        }
        return read;
    }

    private JsonNode json(Field field, YamlMap map, String text) {
        try {
            count(map.place(field.key()), text.length());
            JsonNode read = MAPPER.readTree(text);
            judge(read, map.place(field.key()), Trail.of(field.key()), 0);
            return read;
        } catch (JsonProcessingException wrong) {
            map.wrong(field.key(), "is no JSON at its line " + wrong.getLocation().getLineNr() + ", column "
                    + wrong.getLocation().getColumnNr());
            return JSON.objectNode();
        }
    }

    private JsonNode json(Node node, Trail path, int depth) {
        String place = YamlMap.place(name, node);
        bound(place, path, depth);
        return switch (node) {
            case ScalarNode scalar -> scalar(scalar, path, place);
            case SequenceNode list -> {
                ArrayNode array = JSON.arrayNode();
                for (Node item : list.getValue()) {
                    array.add(json(item, path.index(array.size()), depth + 1));
                }
                yield array;
            }
            case MappingNode mapping -> {
                ObjectNode object = JSON.objectNode();
                for (NodeTuple entry : mapping.getValue()) {
                    String key = entry.getKeyNode() instanceof ScalarNode word ? word.getValue() : "";
                    String at = YamlMap.place(name, entry.getKeyNode());
                    boundKey(at, path, key);
                    if (!(entry.getKeyNode() instanceof ScalarNode) || object.has(key)) {
                        troubles.add(new Trouble(at, path.text() + ": the key '" + key
                                + "' is no word, or is given twice"));
                    }
                    object.set(key, json(entry.getValueNode(), path.key(key), depth + 1));
                }
                yield object;
            }
            default -> throw new IllegalStateException("no such node in YAML: " + node.getNodeType());
        };
    }

    private JsonNode scalar(ScalarNode scalar, Trail path, String place) {
        count(place, scalar.getValue().length());
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
            troubles.add(new Trouble(place, path.text() + ": '" + scalar.getValue()
                    + "' is no value of JSON; quote a text"));
            return NullNode.instance;
        }
    }

    /** What stood in a text is held to the same bounds. */
    private void judge(JsonNode node, String place, Trail path, int depth) {
        bound(place, path, depth);
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            judge(node.get(i), place, path.index(i), depth + 1);
        }
        node.properties().forEach(field -> {
            boundKey(place, path, field.getKey());
            judge(field.getValue(), place, path.key(field.getKey()), depth + 1);
        });
    }

    private void bound(String place, Trail path, int depth) {
        if (depth > MAX_DEPTH) {
            stop(place, path.text() + ": more than " + MAX_DEPTH + " levels deep");
        }
        count(place, 0);
    }

    private void boundKey(String place, Trail path, String key) {
        if (key.length() > MAX_KEY) {
            stop(place, path.text() + ": a key is longer than " + MAX_KEY + " characters");
        }
    }

    /** What aliases name is counted as often as it is used. */
    private void count(String place, int length) {
        characters += length;
        if (++nodes > MAX_NODES || characters > MAX_CHARACTERS) {
            stop(place, "more than " + MAX_NODES + " values, or more than " + MAX_CHARACTERS
                    + " characters in them, up to here; what an alias names counts as often as it is used");
        }
    }

    /** To go on could take for ever. */
    private void stop(String place, String sentence) {
        troubles.add(new Trouble(place, sentence));
        throw troubles.refusal();
    }

    /** The line of a key or of a path like {@code configuration.task_routing.filters[0]}; the nearest known. */
    private String place(YamlMap map, String path) {
        String key = path.replaceAll("(?s)[.\\[].*", "");
        String place = map.place(key);
        Optional<Node> at = map.node(key);
        String rest = path.substring(key.length());
        while (at.isPresent() && !rest.isEmpty()) {
            Optional<Below> below = below(at.get(), rest);
            place = below.map(Below::place).orElse(place);
            rest = below.map(Below::rest).orElse("");
            at = below.map(Below::node);
        }
        return place;
    }

    /** The next step of a path, and what is left of it. */
    private record Below(Node node, String place, String rest) {}

    private Optional<Below> below(Node node, String path) {
        if (node instanceof SequenceNode list && path.matches("(?s)\\[[0-9]{1,6}].*")) {
            int end = path.indexOf(']');
            int index = Integer.parseInt(path.substring(1, end));
            return index >= list.getValue().size() ? Optional.empty() : Optional.of(new Below(
                    list.getValue().get(index), YamlMap.place(name, list.getValue().get(index)),
                    path.substring(end + 1)));
        }
        Optional<Below> longest = Optional.empty();
        for (NodeTuple entry : node instanceof MappingNode mapping ? mapping.getValue() : List.<NodeTuple>of()) {
            String step = "." + (entry.getKeyNode() instanceof ScalarNode word ? word.getValue() : "");
            String rest = path.startsWith(step) ? path.substring(step.length()) : "none";
            boolean leads = (rest.startsWith(".") || rest.startsWith("["))
                    && !(entry.getValueNode() instanceof ScalarNode);
            if ((rest.isEmpty() || leads)
                    && longest.filter(found -> found.rest().length() <= rest.length()).isEmpty()) {
                longest = Optional.of(new Below(entry.getValueNode(), YamlMap.place(name, entry.getKeyNode()), rest));
            }
        }
        return longest;
    }

    /** By channel; one that is as it was made is left out. */
    private JsonNode shares(Field field, YamlMap map) {
        ObjectNode byChannel = JSON.objectNode();
        for (Node node : map.items(field.key(), false)) {
            count(YamlMap.place(name, node), 0);
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
                    Expr.parse(References.resolved(item.text("targetWorkers").orElse(""), Trail.of(""), ANYTHING),
                            Scope.QUEUE);
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
                    WorkflowDocument.parse(References.resolved(item.field("configuration"), Trail.of(""), ANYTHING)
                            .toString());
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
        String key = path.replaceAll("(?s)\\..*", "");
        troubles.add(new Trouble(item.place(path), item.title() + (key.isEmpty() ? "" : ", " + key) + ": "
                + Optional.ofNullable(sentence).orElse("is wrong")));
    }
}
