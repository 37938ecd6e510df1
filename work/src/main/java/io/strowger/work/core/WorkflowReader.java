package io.strowger.work.core;

import io.strowger.work.core.WorkflowDocument.Filter;
import io.strowger.work.core.WorkflowDocument.KnownWorker;
import io.strowger.work.core.WorkflowDocument.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;

/**
 * Reads a workflow's configuration (work-distribution-api section 3). A field that is null, and an optional one whose
 * text is blank, counts as absent. One strand, one use.
 */
final class WorkflowReader {
    /** 1 MB as documented, counted in characters. */
    private static final JsonLimits LIMITS = new JsonLimits(1_048_576, 16);
    private static final int MAX_FILTERS = 1000;
    private static final int MAX_TARGETS = 100;
    private static final int MAX_WARNINGS = 100;
    private static final int MAX_TIMEOUT = 1_209_600; // two weeks, the longest life of a task

    private static final int MAX_URL = 2_000;
    private static final int SHOWN = 40;

    private final ExprOptions options;
    private final List<String> warnings = new ArrayList<>();

    WorkflowReader(ExprOptions options) {
        this.options = options;
    }

    WorkflowDocument read(String json) {
        Value document;
        try {
            document = Value.parse(json, LIMITS);
        } catch (JsonError broken) {
            throw new WorkflowError("configuration", "is no JSON: " + broken.getMessage());
        }
        Fields root = object("configuration", document);
        known("configuration", root, List.of("task_routing"));
        Fields routing = object("task_routing", present(root, "task_routing")
                .orElseThrow(() -> new WorkflowError("task_routing", "is missing")));
        known("task_routing", routing, List.of("filters", "default_filter", "document_url", "fallback_document_url"));
        List<Filter> filters = filters(routing);
        Optional<Target> otherwise = present(routing, "default_filter").map(value -> target(
                "task_routing.default_filter", object("task_routing.default_filter", value), Optional.empty()));
        if (filters.isEmpty() && otherwise.isEmpty()) {
            warn("task_routing: there is neither a filter nor a default_filter, so every task is canceled");
        }
        return new WorkflowDocument(filters, otherwise, live(routing), warnings);
    }

    private static Optional<WorkflowDocument.Live> live(Fields routing) {
        Optional<String> url = url(routing, "document_url");
        Optional<String> fallback = url(routing, "fallback_document_url");
        if (url.isEmpty() && fallback.isPresent()) {
            throw new WorkflowError("task_routing.fallback_document_url", "stands without a document_url");
        }
        return url.map(first -> new WorkflowDocument.Live(first, fallback));
    }

    private static Optional<String> url(Fields routing, String name) {
        Optional<String> url = text("task_routing", routing, name);
        if (url.filter(text -> !text.matches("(?i)https?://\\S+") || text.length() > MAX_URL).isPresent()) {
            throw new WorkflowError("task_routing." + name, "found '" + url.get().substring(0,
                    Math.min(SHOWN, url.get().length())) + "', expected an absolute http or https URL of at most "
                    + MAX_URL + " characters");
        }
        return url;
    }

    private List<Filter> filters(Fields routing) {
        List<Value> written = list("task_routing.filters", routing, "filters", MAX_FILTERS);
        List<Filter> filters = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            String place = "task_routing.filters[" + i + "]";
            filters.add(filter(place, object(place, written.get(i))));
        }
        return filters;
    }

    private Filter filter(String place, Fields fields) {
        known(place, fields, List.of("filter_friendly_name", "friendly_name", "expression", "targets"));
        String name = text(place, fields, "filter_friendly_name").or(() -> text(place, fields, "friendly_name"))
                .orElse("");
        String at = place + ".expression";
        String expression = text(place, fields, "expression")
                .orElseThrow(() -> new WorkflowError(at, "is missing"));
        Expr compiled = at(at, () -> Expr.parse(expression, Scope.TASK_FILTER, options));
        compiled.reads().stream().filter(path -> path.attribute().filter("worker"::equals).isPresent()).findFirst()
                .ifPresent(path -> warn(at + ": '" + path.text() + "' reads the task's attribute 'worker';"
                        + " a filter sees no worker, only a target does"));
        List<Value> written = list(place + ".targets", fields, "targets", MAX_TARGETS);
        if (written.isEmpty()) {
            throw new WorkflowError(place + ".targets", "is missing or empty; a filter has at least one target");
        }
        List<Target> targets = new ArrayList<>();
        for (int i = 0; i < written.size(); i++) {
            String where = place + ".targets[" + i + "]";
            Optional<String> queue = targets.isEmpty() ? Optional.empty() : Optional.of(targets.getLast().queue());
            targets.add(target(where, object(where, written.get(i)), queue));
        }
        return new Filter(name, compiled, targets);
    }

    /** A target; the queue above is the one it inherits. */
    private Target target(String place, Fields fields, Optional<String> above) {
        known(place, fields, List.of("queue", "priority", "timeout", "expression", "order_by", "skip_if",
                "known_worker_sid", "known_worker_friendly_name"));
        String queue = text(place, fields, "queue").or(() -> above).orElseThrow(() ->
                new WorkflowError(place + ".queue", "is missing; a first target and a default_filter name one"));
        return new Target(queue, number(place, fields, "priority", Integer.MAX_VALUE),
                number(place, fields, "timeout", MAX_TIMEOUT),
                text(place, fields, "expression").map(text -> at(place + ".expression",
                        () -> Expr.parse(text, Scope.TARGET, options))),
                text(place, fields, "order_by").map(text -> at(place + ".order_by", () -> OrderBy.parse(text))),
                text(place, fields, "skip_if").map(text -> at(place + ".skip_if",
                        () -> Expr.parse(text, Scope.SKIP, options))),
                knownWorker(place, fields));
    }

    private Optional<KnownWorker> knownWorker(String place, Fields fields) {
        Optional<KnownWorker> bySid = text(place, fields, "known_worker_sid").map(text -> new KnownWorker(true,
                knownPath(place + ".known_worker_sid", text)));
        Optional<KnownWorker> byName = text(place, fields, "known_worker_friendly_name").map(text ->
                new KnownWorker(false, knownPath(place + ".known_worker_friendly_name", text)));
        if (bySid.isPresent() && byName.isPresent()) {
            throw new WorkflowError(place + ".known_worker_friendly_name",
                    "stands beside known_worker_sid; a target names its worker in one way");
        }
        return bySid.or(() -> byName);
    }

    private Path knownPath(String place, String text) {
        Path path = at(place, () -> new Parser(text, Scope.TARGET, options).pathAlone());
        if (path.root() != Path.Root.TASK) {
            throw new WorkflowError(place, "found '" + text + "', expected a name that begins with task.");
        }
        return path;
    }

    private static <T> T at(String place, Supplier<T> parse) {
        try {
            return parse.get();
        } catch (ExpressionError error) {
            throw new WorkflowError(place + ", column " + error.column(), error.trouble());
        }
    }

    private void known(String place, Fields fields, List<String> names) {
        for (String name : fields.names()) {
            if (!names.contains(name)) {
                warn(place + "." + name + ": no such field; it was skipped");
            }
        }
    }

    private void warn(String warning) {
        if (warnings.size() < MAX_WARNINGS) {
            warnings.add(warning);
        } else if (warnings.size() == MAX_WARNINGS) {
            warnings.add("and more, which are not listed");
        }
    }

    private static Fields object(String place, Value value) {
        if (value instanceof Fields fields) {
            return fields;
        }
        throw wrong(place, value, "an object");
    }

    private static List<Value> list(String place, Fields fields, String name, int most) {
        Optional<Value> written = present(fields, name);
        if (written.isPresent() && !(written.get() instanceof Value.Items)) {
            throw wrong(place, written.get(), "an array");
        }
        List<Value> items = written.map(value -> ((Value.Items) value).items()).orElse(List.of());
        if (items.size() > most) {
            throw new WorkflowError(place, "has " + items.size() + " elements, " + most + " are allowed");
        }
        return items;
    }

    private static Optional<String> text(String place, Fields fields, String name) {
        Optional<Value> written = present(fields, name);
        if (written.isPresent() && !(written.get() instanceof Value.Text)) {
            throw wrong(place + "." + name, written.get(), "a text");
        }
        return written.map(value -> ((Value.Text) value).value()).filter(text -> !text.isBlank());
    }

    /** A whole number from 0, as a number or as a text. */
    private static OptionalInt number(String place, Fields fields, String name, int most) {
        Optional<Value> written = present(fields, name)
                .filter(value -> !(value instanceof Value.Text(String text) && text.isBlank()));
        if (written.isEmpty()) {
            return OptionalInt.empty();
        }
        Value number = written.get() instanceof Value.Text(String text) && text.strip().matches("-?[0-9]{1,18}")
                ? Value.number(Long.parseLong(text.strip())) : written.get();
        if (number instanceof Value.Whole(long value) && value >= 0 && value <= most) {
            return OptionalInt.of((int) value);
        }
        throw wrong(place + "." + name, written.get(), "a whole number from 0 to " + most);
    }

    private static Optional<Value> present(Fields fields, String name) {
        return fields.field(name).filter(value -> value != Value.NULL);
    }

    private static WorkflowError wrong(String place, Value found, String expected) {
        String shown = switch (found) {
            case Value.Text(String text) -> "the text '" + text.substring(0, Math.min(SHOWN, text.length()))
                    + (text.length() > SHOWN ? "..." : "") + "'";
            case Value.Num number -> "the number " + number.toJson();
            case Value.Bool truth -> truth.toJson();
            case Value.Null none -> "null";
            case Value.Items items -> "an array";
            case Fields fields -> "an object";
        };
        return new WorkflowError(place, "found " + shown + ", expected " + expected);
    }
}
