package io.strowger.server.work;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.server.work.Blueprint.Kind;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names in place of sids: a target's {@code queue} is a name, and a sid inside an expression is written
 * {@code ${activity:Busy}}, as of a queue or task channel. A name with a closing brace cannot be written so: then the
 * sid stays. A name is at most 256 characters, so that a text without closing braces is not read again and again.
 */
final class References {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(activity|queue|channel):([^}]{0,256})}");
    private static final Pattern SID = Pattern.compile("(?:WA|WQ|TC)[0-9a-f]{32}");

    private References() {}

    /** Where something stands: finds the sid of a name, or complains and gives any. */
    @FunctionalInterface
    interface Finder {
        String sid(Kind kind, String name, Trail path);
    }

    /** What a sid is the name of. */
    record Named(Kind kind, String name) {}

    /** A text with names in place of the sids that are known. */
    static String named(String text, Function<String, Optional<Named>> names) {
        return SID.matcher(text).replaceAll(found -> Matcher.quoteReplacement(names.apply(found.group())
                .filter(named -> !named.name().contains("}"))
                .map(named -> "${" + word(named.kind()) + ":" + named.name() + "}").orElse(found.group())));
    }

    /** The opposite. */
    static String resolved(String text, Trail path, Finder finder) {
        return REFERENCE.matcher(text).replaceAll((MatchResult found) -> Matcher.quoteReplacement(
                finder.sid(kind(found.group(1)), found.group(2), path)));
    }

    private static String word(Kind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    private static Kind kind(String word) {
        return Kind.valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** A workflow's document with names. */
    static JsonNode named(JsonNode document, Function<String, Optional<Named>> names) {
        return walk(document, Trail.of(""), (path, queue) -> names.apply(queue).map(Named::name).orElse(queue),
                (path, text) -> named(text, names));
    }

    /** A workflow's document with sids; paths begin with that of the document. */
    static JsonNode resolved(JsonNode document, Trail path, Finder finder) {
        return walk(document, path, (at, queue) -> finder.sid(Kind.QUEUE, queue, at),
                (at, text) -> resolved(text, at, finder));
    }

    /** Queues where a document has them go one way, all other texts another. */
    private static JsonNode walk(JsonNode node, Trail path, BiFunction<Trail, String, String> queue,
            BiFunction<Trail, String, String> other) {
        JsonNode copy = node.deepCopy();
        replaceQueues(copy, path, queue);
        return texts(copy, path, other);
    }

    private static void replaceQueues(JsonNode document, Trail path, BiFunction<Trail, String, String> queue) {
        Trail routing = path.key("task_routing");
        JsonNode filters = document.at("/task_routing/filters");
        for (int i = 0; i < filters.size(); i++) {
            JsonNode targets = filters.path(i).path("targets");
            for (int k = 0; k < targets.size(); k++) {
                replace(targets.path(k), routing.key("filters").index(i).key("targets").index(k).key("queue"),
                        queue);
            }
        }
        replace(document.at("/task_routing/default_filter"), routing.key("default_filter").key("queue"), queue);
    }

    private static void replace(JsonNode target, Trail path, BiFunction<Trail, String, String> queue) {
        if (target instanceof ObjectNode object && object.path("queue").isTextual()
                && !object.path("queue").textValue().isBlank()) {
            object.put("queue", queue.apply(path, object.path("queue").textValue()));
        }
    }

    private static JsonNode texts(JsonNode node, Trail path, BiFunction<Trail, String, String> change) {
        if (node.isTextual()) {
            return JsonNodeFactory.instance.textNode(change.apply(path, node.textValue()));
        }
        if (node.isObject()) {
            ObjectNode copy = JsonNodeFactory.instance.objectNode();
            node.properties().forEach(field -> copy.set(field.getKey(), texts(field.getValue(),
                    path.key(field.getKey()), change)));
            return copy;
        }
        if (node.isArray()) {
            ArrayNode copy = JsonNodeFactory.instance.arrayNode();
            for (int i = 0; i < node.size(); i++) {
                copy.add(texts(node.get(i), path.index(i), change));
            }
            return copy;
        }
        return node;
    }
}
