package io.strowger.server.work;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import io.strowger.server.work.Blueprint.Field;
import io.strowger.server.work.Blueprint.Item;
import io.strowger.server.work.Blueprint.Kind;
import io.strowger.server.work.Blueprint.Shape;
import io.strowger.server.work.BuildPlan.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What differs between a thing that is wanted and the one that is there, down to the parts of documents. Where the
 * paths of parts would be more text than anybody reads, a document is told as a whole. One strand, one plan.
 */
final class Comparison {
    /** Of one path. */
    static final int LONGEST_PATH = 1_024;
    /** Of the paths of all changes together. */
    static final int MOST_PATHS = 2 * 1_024 * 1_024;

    private int paths;

    /** Of all fields; for what is not there, those that are not as they would be anyway. */
    List<Change> changes(Item wanted, Optional<Item> present) {
        List<Change> changes = new ArrayList<>();
        for (Field field : wanted.kind().fields()) {
            JsonNode after = wanted.field(field.key());
            if (present.isEmpty()) {
                if (!after.equals(Blueprint.otherwise(wanted.kind(), field, wanted.name()))) {
                    changes.add(new Change(field.key(), NullNode.instance, after));
                }
            } else if (wanted.kind() != Kind.WORKER || !field.key().equals("activity")) { // that is only a beginning
                changes.addAll(changes(field, present.get().field(field.key()), after));
            }
        }
        return changes;
    }

    private List<Change> changes(Field field, JsonNode before, JsonNode after) {
        List<Change> parts = new ArrayList<>();
        if (field.shape() != Shape.DOCUMENT && field.shape() != Shape.SHARES) {
            if (!before.equals(after)) {
                parts.add(change(field.key(), before, after));
            }
        } else if (!compare(field.key(), before, after, parts)) {
            return List.of(change(field.key(), before, after));
        }
        return parts;
    }

    /** Down to the parts that differ; false when their paths are too much. */
    private boolean compare(String path, JsonNode before, JsonNode after, List<Change> parts) {
        if (before.equals(after)) {
            return true;
        }
        if (path.length() > LONGEST_PATH || paths > MOST_PATHS) {
            return false;
        }
        if (before.isObject() && after.isObject()) {
            Set<String> keys = new TreeSet<>();
            before.fieldNames().forEachRemaining(keys::add);
            after.fieldNames().forEachRemaining(keys::add);
            for (String key : keys) {
                if (!compare(path + "." + key, before.path(key), after.path(key), parts)) {
                    return false;
                }
            }
        } else if (before.isArray() && after.isArray()) {
            for (int i = 0; i < Math.max(before.size(), after.size()); i++) {
                if (!compare(path + "[" + i + "]", before.path(i), after.path(i), parts)) {
                    return false;
                }
            }
        } else {
            paths += path.length();
            parts.add(change(path, before, after));
        }
        return true;
    }

    private static Change change(String path, JsonNode before, JsonNode after) {
        return new Change(path, shown(before), shown(after));
    }

    private static JsonNode shown(JsonNode node) {
        return node instanceof MissingNode ? NullNode.instance : node;
    }
}
