package io.strowger.work.core;

import java.util.List;
import java.util.Optional;

/**
 * A name of an expression, taken apart once: where it begins, the steps down from there, and the fact it stands for, if
 * it names one. Any thread.
 */
public final class Path {
    /** Where a path begins. */
    public enum Root {
        /** A task's attributes and facts. */
        TASK,
        /** A worker's attributes and facts. */
        WORKER,
        /** The service's: clock and counters. */
        SERVICE
    }

    /** One step down. */
    public sealed interface Step {
        /** Into an object. */
        record Name(String name) implements Step {}

        /** Into an array, from 0. */
        record Index(int index) implements Step {}
    }

    private final String text;
    private final Root root;
    private final Step[] steps;
    private final Optional<Fact> fact;
    private final String detail;
    private final boolean attributeFirst;

    Path(String text, Root root, List<Step> steps, Optional<Fact> fact, String detail, boolean attributeFirst) {
        this.text = text;
        this.root = root;
        this.steps = steps.toArray(Step[]::new);
        this.fact = fact;
        this.detail = detail;
        this.attributeFirst = attributeFirst;
    }

    /** As written, without blanks. */
    public String text() {
        return text;
    }

    /** Where it begins. */
    public Root root() {
        return root;
    }

    /** The steps through the attributes; empty for the service's facts, which have none. */
    public List<Step> steps() {
        return List.of(steps);
    }

    /** The attribute at the top of the steps: when it does not change, what this path is worth does not either. */
    public Optional<String> attribute() {
        return steps.length > 0 && steps[0] instanceof Step.Name(String name) ? Optional.of(name) : Optional.empty();
    }

    /** The fact it stands for. */
    public Optional<Fact> fact() {
        return fact;
    }

    /** The channel or activity that the fact is about; empty text when it is about none. */
    public String detail() {
        return detail;
    }

    /** What it is worth; {@link Value#NULL} when it leads nowhere. */
    public Value value(Facts facts) {
        if (fact.isPresent() && !attributeFirst) {
            return facts.fact(fact.get(), detail);
        }
        Value value = walk(root == Root.TASK ? facts.task() : facts.worker());
        return fact.isPresent() && value == Value.NULL ? facts.fact(fact.get(), detail) : value;
    }

    private Value walk(Value from) {
        Value value = from;
        for (Step step : steps) {
            value = switch (step) {
                case Step.Name(String name) -> value instanceof Fields fields ? fields.get(name) : Value.NULL;
                case Step.Index(int index) -> value instanceof Value.Items(var items) && index < items.size()
                        ? items.get(index) : Value.NULL;
            };
            if (value == Value.NULL) {
                return Value.NULL;
            }
        }
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Path that && that.root == root && that.text.equals(text)
                && that.attributeFirst == attributeFirst;
    }

    @Override
    public int hashCode() {
        return text.hashCode() * 31 + root.ordinal();
    }

    @Override
    public String toString() {
        return text;
    }
}
