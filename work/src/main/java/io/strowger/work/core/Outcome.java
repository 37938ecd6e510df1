package io.strowger.work.core;

import java.util.List;
import java.util.Optional;

/**
 * What became of a command. The state has changed already; what it caused may be answered and sent once the events are
 * durable. A refused command may come with steps as well: timers that were due before it.
 *
 * @param steps everything that happened, in order; empty when the command asked for what was so already
 * @param refusal why the command was not done; absent when it was
 */
public record Outcome(List<Step> steps, Optional<Refusal> refusal) {
    public Outcome {
        steps = List.copyOf(steps);
    }

    /** True when the command was done. */
    public boolean isDone() {
        return refusal.isEmpty();
    }

    /** The events for the journal. */
    public List<Recorded> events() {
        return steps.stream().map(Step::recorded).toList();
    }

    /** What the shell has to do, in order. */
    public List<Decision> decisions() {
        return steps.stream().flatMap(step -> step.decisions().stream()).toList();
    }

    /**
     * An event and what follows from it for the world outside. (sequence, index) names a decision for good: a replay
     * gives the same decisions at the same places.
     */
    public record Step(Recorded recorded, List<Decision> decisions) {
        public Step {
            decisions = List.copyOf(decisions);
        }
    }
}
