package io.strowger.work.core;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A workflow's configuration, read and compiled (work-distribution-api section 3). The text that a client stored is
 * kept by whoever stores it. Any thread.
 *
 * @param filters top to bottom; the first whose expression matches takes the task
 * @param defaultFilter takes tasks that no filter took
 * @param warnings what was skipped, each naming its place
 */
public record WorkflowDocument(List<Filter> filters, Optional<Target> defaultFilter, List<String> warnings) {
    public WorkflowDocument {
        filters = List.copyOf(filters);
        warnings = List.copyOf(warnings);
    }

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
     * Reads a document.
     *
     * @throws WorkflowError with the place, when it is refused
     */
    public static WorkflowDocument parse(String json) {
        throw new UnsupportedOperationException("being written");
    }

    /** Every task queue's sid that is named, each once, in order. */
    public List<String> queues() {
        throw new UnsupportedOperationException("being written");
    }

    /** The document as JSON; reading it gives an equal document. */
    public String toJson() {
        throw new UnsupportedOperationException("being written");
    }
}
