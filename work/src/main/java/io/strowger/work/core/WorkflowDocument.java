package io.strowger.work.core;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A workflow's configuration, read and compiled (work-distribution-api section 3). The text that a client stored is
 * kept by whoever stores it. Any thread.
 *
 * @param filters top to bottom; the first whose expression matches takes the task
 * @param defaultFilter takes tasks that no filter took
 * @param live where each task's own document is fetched; the rest is for tasks for which none could be had
 * @param warnings what was skipped, each naming its place
 */
public record WorkflowDocument(List<Filter> filters, Optional<Target> defaultFilter, Optional<Live> live,
        List<String> warnings) {
    public WorkflowDocument {
        filters = List.copyOf(filters);
        warnings = List.copyOf(warnings);
    }

    /**
     * A document that is fetched for each task (requirement 2.16 (ii)).
     *
     * @param url asked first
     * @param fallbackUrl asked when that gives no document
     */
    public record Live(String url, Optional<String> fallbackUrl) {}

    /**
     * A filter.
     *
     * @param name {@code filter_friendly_name}; empty text when there is none
     * @param expression over the task
     * @param targets top to bottom, at least one
     */
    public record Filter(String name, Expr expression, List<Target> targets) {
        public Filter {
            targets = List.copyOf(targets);
        }
    }

    /**
     * A target.
     *
     * @param queue the task queue's sid, inherited from the target above when it names none; existence is not checked
     * @param priority 0 to 2147483647; none keeps the task's own
     * @param timeout seconds; none waits for the task's own timeout
     * @param expression over task and worker
     * @param orderBy which worker first; none prefers the longest idle
     * @param skipIf looked at on entry, when no reservation could be made at once
     * @param knownWorker the one worker it may go to
     */
    public record Target(String queue, OptionalInt priority, OptionalInt timeout, Optional<Expr> expression,
            Optional<OrderBy> orderBy, Optional<Expr> skipIf, Optional<KnownWorker> knownWorker) {}

    /**
     * One worker named by the task.
     *
     * @param bySid true for {@code known_worker_sid}, false for {@code known_worker_friendly_name}
     * @param path where the task names the worker
     */
    public record KnownWorker(boolean bySid, Path path) {
        /** The sid or friendly name; empty when the task names none. */
        public Optional<String> of(Facts facts) {
            return path.value(facts) instanceof Value.Text(String text) ? Optional.of(text) : Optional.empty();
        }
    }

    /**
     * Reads a document, with expressions within {@link ExprOptions#DEFAULT}.
     *
     * @throws WorkflowError with the place, when it is refused
     */
    public static WorkflowDocument parse(String json) {
        return parse(json, ExprOptions.DEFAULT);
    }

    /** As above, with other limits of expressions, or comparing less strictly. */
    public static WorkflowDocument parse(String json, ExprOptions options) {
        return new WorkflowReader(options).read(json);
    }

    /** Every task queue's sid that is named, each once, in order. */
    public List<String> queues() {
        Set<String> queues = new LinkedHashSet<>();
        filters.forEach(filter -> filter.targets().forEach(target -> queues.add(target.queue())));
        defaultFilter.ifPresent(target -> queues.add(target.queue()));
        return List.copyOf(queues);
    }

    /** The document as JSON, each target with its queue; reading it gives an equal document, but for the warnings. */
    public String toJson() {
        Fields.Builder routing = new Fields.Builder();
        live.ifPresent(at -> {
            routing.put("document_url", Value.text(at.url()));
            at.fallbackUrl().ifPresent(url -> routing.put("fallback_document_url", Value.text(url)));
        });
        routing.put("filters", new Value.Items(filters.stream().map(WorkflowDocument::json).toList()));
        defaultFilter.ifPresent(target -> routing.put("default_filter", json(target)));
        return new Fields.Builder().put("task_routing", routing.build()).build().toJson();
    }

    private static Value json(Filter filter) {
        Fields.Builder fields = new Fields.Builder();
        if (!filter.name().isEmpty()) {
            fields.put("filter_friendly_name", Value.text(filter.name()));
        }
        return fields.put("expression", Value.text(filter.expression().text()))
                .put("targets", new Value.Items(filter.targets().stream().map(WorkflowDocument::json).toList()))
                .build();
    }

    private static Value json(Target target) {
        Fields.Builder fields = new Fields.Builder().put("queue", Value.text(target.queue()));
        target.priority().ifPresent(priority -> fields.put("priority", Value.number((long) priority)));
        target.timeout().ifPresent(timeout -> fields.put("timeout", Value.number((long) timeout)));
        target.expression().ifPresent(expression -> fields.put("expression", Value.text(expression.text())));
        target.orderBy().ifPresent(order -> fields.put("order_by", Value.text(order.text())));
        target.skipIf().ifPresent(skip -> fields.put("skip_if", Value.text(skip.text())));
        target.knownWorker().ifPresent(known -> fields.put(
                known.bySid() ? "known_worker_sid" : "known_worker_friendly_name", Value.text(known.path().text())));
        return fields.build();
    }
}
