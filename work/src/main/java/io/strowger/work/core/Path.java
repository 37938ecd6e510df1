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
    private final List<Step> steps;
    private final String[] names; // a step's name; empty for a place in an array
    private final int[] places; // a step's place; -1 for a name
    private final Optional<Fact> fact;
    private final String detail;
    private final boolean attributeFirst;

    Path(String text, Root root, List<Step> steps, Optional<Fact> fact, String detail, boolean attributeFirst) {
        this.text = text;
        this.root = root;
        this.steps = List.copyOf(steps);
        this.names = new String[steps.size()];
        this.places = new int[steps.size()];
        for (int i = 0; i < places.length; i++) {
            names[i] = steps.get(i) instanceof Step.Name(String name) ? name : "";
            places[i] = steps.get(i) instanceof Step.Index(int place) ? place : -1;
        }
        this.fact = fact;
        this.detail = detail;
        this.attributeFirst = attributeFirst || fact.isEmpty();
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
        return steps;
    }

    /**
     * The attribute at the top of the steps, unless a fact goes before it: while it and the fact do not change, what
     * this path is worth does not either.
     */
    public Optional<String> attribute() {
        return places.length > 0 && attributeFirst ? Optional.of(names[0]) : Optional.empty();
    }

    /** The fact it stands for, alone or where the attribute is missing. */
    public Optional<Fact> fact() {
        return fact;
    }

    /** The channel or activity that the fact is about; empty text when it is about none. */
    public String detail() {
        return detail;
    }

    /** What it is worth; {@link Value#NULL} when it leads nowhere. */
    public Value value(Facts facts) {
        if (!attributeFirst) {
            return facts.fact(fact.get(), detail);
        }
        Value value = walk(root == Root.TASK ? facts.task() : facts.worker());
        return fact.isPresent() && value == Value.NULL ? facts.fact(fact.get(), detail) : value;
    }

    private Value walk(Value from) {
        Value value = from;
        for (int i = 0; i < places.length && value != Value.NULL; i++) {
            if (places[i] < 0) {
                value = value instanceof Fields fields ? fields.get(names[i]) : Value.NULL;
            } else {
                value = value instanceof Value.Items(var items) && places[i] < items.size()
                        ? items.get(places[i]) : Value.NULL;
            }
        }
        return value;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Path that && that.root == root && that.steps.equals(steps) && that.fact.equals(fact)
                && that.detail.equals(detail) && that.attributeFirst == attributeFirst;
    }

    @Override
    public int hashCode() {
        return (steps.hashCode() * 31 + detail.hashCode()) * 31 + root.ordinal();
    }

    @Override
    public String toString() {
        return text;
    }
}
