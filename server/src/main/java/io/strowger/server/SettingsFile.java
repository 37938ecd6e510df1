package io.strowger.server;

import io.strowger.kernel.Settings.Given;
import io.strowger.kernel.Settings.Trouble;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * The {@code settings:} mapping of a configuration file, each value with its line. The rest of the file is provisioning
 * and is read elsewhere.
 *
 * @param given by key
 * @param troubles what is wrong with the file itself
 */
record SettingsFile(Map<String, Given> given, List<Trouble> troubles) {
    /** Larger files are refused: settings and provisioning of a large site take some hundred kilobytes. */
    static final int MAX_BYTES = 4 * 1024 * 1024;

    /** A start without a file. */
    static final SettingsFile NONE = new SettingsFile(Map.of(), List.of());

    /** Reads a file; whatever is wrong with it is a trouble, never thrown. */
    static SettingsFile read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                return broken(file.toString(), "is larger than " + MAX_BYTES + " bytes");
            }
            return parse(file.getFileName().toString(), Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException unreadable) {
            return broken(file.toString(), "cannot be read: " + unreadable);
        }
    }

    /** Reads text; {@code name} stands before line numbers. */
    static SettingsFile parse(String name, String text) {
        Optional<Node> root;
        try {
            root = new Compose(LoadSettings.builder().setLabel(name).setCodePointLimit(MAX_BYTES).build())
                    .composeString(text);
        } catch (MarkedYamlEngineException broken) {
            String place = broken.getProblemMark().map(mark -> at(name, mark)).orElse(name);
            return broken(place, "is not YAML: " + broken.getProblem());
        } catch (YamlEngineException broken) {
            return broken(name, "is not YAML: " + broken.getMessage());
        }
        if (root.isEmpty()) {
            return NONE;
        }
        if (!(root.get() instanceof MappingNode mapping)) {
            return broken(place(name, root.get()), "the file must be a mapping with keys such as 'settings:'");
        }
        for (NodeTuple entry : mapping.getValue()) {
            if (entry.getKeyNode() instanceof ScalarNode key && key.getValue().equals("settings")) {
                return settings(name, entry.getValueNode());
            }
        }
        return NONE;
    }

    private static SettingsFile settings(String name, Node node) {
        if (node instanceof ScalarNode scalar && scalar.getValue().isEmpty()) {
            return NONE;
        }
        if (!(node instanceof MappingNode mapping)) {
            return broken(place(name, node), "'settings:' must be a mapping of keys to values");
        }
        Map<String, Given> given = new LinkedHashMap<>();
        List<Trouble> troubles = new ArrayList<>();
        for (NodeTuple entry : mapping.getValue()) {
            String place = place(name, entry.getKeyNode());
            if (!(entry.getKeyNode() instanceof ScalarNode key)) {
                troubles.add(new Trouble(place, "a setting's key must be a word"));
                continue;
            }
            Optional<String> value = text(entry.getValueNode());
            if (value.isEmpty()) {
                troubles.add(new Trouble(place,
                        "setting '" + key.getValue() + "' must be a value or a list of values"));
            } else if (given.putIfAbsent(key.getValue(), new Given(value.get(), place)) != null) {
                troubles.add(new Trouble(place, "setting '" + key.getValue() + "' is given twice"));
            }
        }
        return new SettingsFile(given, troubles);
    }

    private static Optional<String> text(Node node) {
        if (node instanceof ScalarNode scalar) {
            return Optional.of(scalar.getValue());
        }
        if (node instanceof SequenceNode list && list.getValue().stream().allMatch(ScalarNode.class::isInstance)) {
            return Optional.of(String.join(",",
                    list.getValue().stream().map(item -> ((ScalarNode) item).getValue()).toList()));
        }
        return Optional.empty();
    }

    private static String place(String name, Node node) {
        return node.getStartMark().map(mark -> at(name, mark)).orElse(name);
    }

    private static String at(String name, Mark mark) {
        return name + ":" + (mark.getLine() + 1);
    }

    private static SettingsFile broken(String place, String sentence) {
        return new SettingsFile(Map.of(), List.of(new Trouble(place, sentence)));
    }
}
