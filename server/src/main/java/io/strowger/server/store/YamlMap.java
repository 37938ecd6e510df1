package io.strowger.server.store;

import io.strowger.kernel.BadSettings;
import io.strowger.kernel.Settings.Trouble;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/**
 * A mapping of a declarative file (provisioning, a workspace's configuration), read key by key. What is wrong is added
 * to the troubles, with its line, and reading goes on with a harmless value, so that all errors are reported together.
 * One strand.
 */
public final class YamlMap {
    private static final int SHOWN = 200;

    private final String file;
    private final String thing;
    private final String place;
    private final List<Trouble> troubles;
    private final Map<String, NodeTuple> entries = new LinkedHashMap<>();
    private final TreeSet<String> known = new TreeSet<>();

    /** @param thing what it describes, for messages: {@code number '+4416...'} */
    public YamlMap(String file, String thing, Node node, List<Trouble> troubles) {
        this.file = file;
        this.thing = thing;
        this.place = place(file, node);
        this.troubles = troubles;
        if (!(node instanceof MappingNode mapping)) {
            trouble(place, "must be a mapping of keys to values");
            return;
        }
        for (NodeTuple entry : mapping.getValue()) {
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                trouble(place(file, entry.getKeyNode()), "a key must be a word");
            } else if (entries.putIfAbsent(key.getValue(), entry) != null) {
                trouble(place(file, key), "key '" + shown(key.getValue()) + "' is given twice");
            }
        }
    }

    /**
     * The root of a text in YAML; empty when there is nothing in it.
     *
     * @param name stands before line numbers
     * @param most characters that it may have
     * @param values that it may have, keys included
     * @throws BadSettings with name and line when it is no YAML, or too much of it
     */
    public static Optional<Node> root(String name, String text, int most, int values) {
        LoadSettings settings = LoadSettings.builder().setLabel(name).setCodePointLimit(most).build();
        try {
            return new Composer(settings, new YamlBounds(new ParserImpl(settings, new StreamReader(settings, text)),
                    name, values)).getSingleNode();
        } catch (MarkedYamlEngineException broken) {
            throw bad(broken.getProblemMark().map(mark -> name + ":" + (mark.getLine() + 1)).orElse(name),
                    "is not YAML: " + broken.getProblem());
        } catch (YamlEngineException broken) {
            throw bad(name, "is not YAML: " + broken.getMessage());
        }
    }

    private static BadSettings bad(String place, String sentence) {
        return new BadSettings(List.of(new Trouble(place, sentence)));
    }

    /** File and line of a node. */
    public static String place(String file, Node node) {
        return node.getStartMark().map(mark -> file + ":" + (mark.getLine() + 1)).orElse(file);
    }

    /** Where the mapping begins. */
    public String place() {
        return place;
    }

    /** Where a key stands; the mapping's own place when it is absent. */
    public String place(String key) {
        return entries.containsKey(key) ? place(file, entries.get(key).getKeyNode()) : place;
    }

    /** Reports something wrong with a key's value. */
    public void wrong(String key, String rule) {
        trouble(place(key), "'" + key + "' " + rule);
    }

    /** Enough of a text to find it. */
    private static String shown(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }

    private void trouble(String where, String sentence) {
        troubles.add(new Trouble(where, thing + ": " + sentence));
    }

    /** Whether the key is there. */
    public boolean has(String key) {
        known.add(key);
        return entries.containsKey(key);
    }

    /** The value of a key that may be left out. */
    public Optional<String> text(String key) {
        known.add(key);
        NodeTuple entry = entries.get(key);
        if (entry == null) {
            return Optional.empty();
        }
        if (!(entry.getValueNode() instanceof ScalarNode scalar)) {
            wrong(key, "must be one value");
            return Optional.empty();
        }
        return Optional.of(scalar.getValue());
    }

    /** The value of a key that must be there and not be empty. */
    public String required(String key) {
        Optional<String> value = text(key);
        if (value.isEmpty() && !entries.containsKey(key)) {
            trouble(place, "'" + key + "' is missing");
        } else if (value.filter(String::isBlank).isPresent()) {
            wrong(key, "is empty");
        }
        return value.orElse("");
    }

    /** True or false; false when the key is absent. */
    public boolean flag(String key) {
        Optional<String> value = text(key);
        if (value.isPresent() && !value.get().equals("true") && !value.get().equals("false")) {
            wrong(key, "is neither true nor false");
        }
        return value.filter("true"::equals).isPresent();
    }

    /** A whole number in a range. */
    public int number(String key, int from, int to, int otherwise) {
        Optional<String> value = text(key);
        if (value.isEmpty()) {
            return otherwise;
        }
        if (value.get().matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(value.get());
            if (number >= from && number <= to) {
                return number;
            }
        }
        wrong(key, "is not a whole number from " + from + " to " + to);
        return otherwise;
    }

    /** One of a few words. */
    public String word(String key, List<String> words, String otherwise) {
        Optional<String> value = text(key);
        if (value.isPresent() && !words.contains(value.get())) {
            wrong(key, "is '" + shown(value.get()) + "', not one of " + String.join(", ", words));
            return otherwise;
        }
        return value.orElse(otherwise);
    }

    /** What a parser makes of a value; its complaint becomes the trouble. */
    public <T> Optional<T> parsed(String key, Function<String, T> parser) {
        return text(key).flatMap(value -> {
            try {
                return Optional.of(parser.apply(value));
            } catch (IllegalArgumentException refusal) {
                wrong(key, "('" + shown(value) + "') " + refusal.getMessage());
                return Optional.empty();
            }
        });
    }

    /** A list of values, each made into something; one value alone counts as a list of one. */
    <T> List<T> texts(String key, Function<String, T> parser) {
        List<T> values = new ArrayList<>();
        for (Node item : items(key, true)) {
            if (item instanceof ScalarNode scalar) {
                try {
                    values.add(parser.apply(scalar.getValue()));
                } catch (IllegalArgumentException refusal) {
                    trouble(place(file, item), "'" + key + "' ('" + shown(scalar.getValue()) + "') "
                            + refusal.getMessage());
                }
            } else {
                trouble(place(file, item), "'" + key + "' must be a list of values");
            }
        }
        return values;
    }

    /** The elements of a list; none when the key is absent or empty. */
    public List<Node> items(String key, boolean orOne) {
        known.add(key);
        NodeTuple entry = entries.get(key);
        if (entry == null || entry.getValueNode() instanceof ScalarNode empty && empty.getValue().isEmpty()) {
            return List.of();
        }
        if (entry.getValueNode() instanceof SequenceNode list) {
            return list.getValue();
        }
        if (orOne) {
            return List.of(entry.getValueNode());
        }
        wrong(key, "must be a list (lines that begin with '-')");
        return List.of();
    }

    /** A mapping inside. */
    public Optional<YamlMap> map(String key) {
        known.add(key);
        return Optional.ofNullable(entries.get(key))
                .map(entry -> new YamlMap(file, thing + ", " + key, entry.getValueNode(), troubles));
    }

    /** The node of a key's value, for what is no mapping of known keys. */
    public Optional<Node> node(String key) {
        known.add(key);
        return Optional.ofNullable(entries.get(key)).map(NodeTuple::getValueNode);
    }

    /** Lets a key pass that is read elsewhere. */
    void ignore(String key) {
        known.add(key);
    }

    /** Reports every key that was never asked for. Called last. */
    public void refuseOthers() {
        entries.forEach((key, entry) -> {
            if (!known.contains(key)) {
                trouble(place(file, entry.getKeyNode()),
                        "unknown key '" + shown(key) + "'; known are " + String.join(", ", known));
            }
        });
    }
}
