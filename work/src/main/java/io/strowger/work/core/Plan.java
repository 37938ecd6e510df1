package io.strowger.work.core;

import java.util.List;
import java.util.Optional;

/** One version of a workflow's document, or a document of tasks' own (number 0). */
final class Plan {
    /** This plan, as its tasks hold it: one for all of them. */
    final Optional<Plan> shared = Optional.of(this);
    final int number;
    final String configuration;
    final WorkflowDocument document;
    private final List<List<Ask>> asks;
    private final Optional<Ask> defaultAsk;
    /** Tasks that can be read and came this way. */
    int followers;
    /** Those of them that are not over. */
    int open;
    /** Tasks that brought it for themselves; {@link OwnPlans} counts. */
    int owners;

    Plan(int number, String configuration) {
        this.number = number;
        this.configuration = configuration;
        this.document = WorkflowDocument.parse(configuration);
        this.asks = document.filters().stream().map(filter -> filter.targets().stream().map(Ask::of).toList()).toList();
        this.defaultAsk = document.defaultFilter().map(Ask::of);
    }

    /** What the target at a place asks of a worker. */
    Ask ask(int filter, int target) {
        return filter == Task.DEFAULT_FILTER ? defaultAsk.orElseThrow() : asks.get(filter).get(target);
    }

    /** The target at a place. */
    WorkflowDocument.Target target(int filter, int target) {
        return filter == Task.DEFAULT_FILTER ? document.defaultFilter().orElseThrow()
                : document.filters().get(filter).targets().get(target);
    }
}
