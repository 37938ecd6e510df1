package io.strowger.work.core;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A comparison without which an expression cannot hold, by which workers and waiting tasks are sorted beforehand: the
 * worker's value at a place equals a wanted value, or the worker's array there holds it. It never decides: whoever is
 * found by it is still asked the whole expression.
 *
 * @param place where to look at a worker
 * @param side what is wanted, read of the task or constant
 * @param whole the comparison is the whole expression
 */
record Probe(Place place, Side side, boolean whole) {
    /**
     * Where to look at a worker.
     *
     * @param path of the worker
     * @param member true: one of the array's elements; false: the value itself
     */
    record Place(Path path, boolean member) {
        private static final int KEPT = 1024;
        private static final Place[] KNOWN = new Place[KEPT];

        /**
         * This place, or an equal one that was met before: thousands of targets look at the same one, and a worker that
         * is freed looks for all of them. A cache of a fixed size; any thread, a race only forgets one.
         */
        Place shared() {
            int at = (path.hashCode() ^ path.hashCode() >>> 10) & KEPT - 1;
            Place known = KNOWN[at];
            if (known != null && known.equals(this)) {
                return known;
            }
            KNOWN[at] = this;
            return this;
        }

        /** The values under which a worker is found; one may be there twice. */
        List<Value> keys(Worker worker) {
            Value value = path.value(WorkerFacts.of(worker));
            if (!member) {
                return List.of(value);
            }
            return value instanceof Value.Items(List<Value> items) ? items : List.of();
        }
    }

    /** Where the wanted value comes from. */
    sealed interface Side {
        /** Always the same. */
        record Constant(Value value) implements Side {}

        /** The task's. */
        record OfTask(Path path) implements Side {}
    }

    /** The value that a worker must have. */
    Value wanted(TaskSide task) {
        return switch (side) {
            case Side.Constant(Value value) -> value;
            case Side.OfTask(Path path) -> path.value(new TaskOnly(task));
        };
    }

    /** The first such comparison of an expression. */
    static Optional<Probe> of(Expr expression) {
        List<Probe> found = new ArrayList<>();
        gather(expression.syntax(), expression.syntax() instanceof Syntax.Comparison, found);
        return found.stream().filter(probe -> probe.side instanceof Side.OfTask).findFirst()
                .or(() -> found.stream().findFirst());
    }

    private static void gather(Syntax syntax, boolean whole, List<Probe> found) {
        switch (syntax) {
            case Syntax.And(List<Syntax> parts) -> parts.forEach(part -> gather(part, false, found));
            case Syntax.Comparison comparison -> of(comparison, whole).ifPresent(found::add);
            case Syntax.Or or -> { }
            case Syntax.Not not -> { }
        }
    }

    private static Optional<Probe> of(Syntax.Comparison comparison, boolean whole) {
        if (!comparison.manner().equals(Operator.Manner.STRICT)) {
            return Optional.empty();
        }
        return switch (comparison.operator()) {
            case EQUAL -> of(comparison.left(), comparison.right(), false, whole)
                    .or(() -> of(comparison.right(), comparison.left(), false, whole));
            case HAS -> of(comparison.left(), comparison.right(), true, whole);
            case IN -> of(comparison.right(), comparison.left(), true, whole);
            case DIFFERENT, LESS, AT_MOST, GREATER, AT_LEAST, CONTAINS, NOT_IN -> Optional.empty();
        };
    }

    private static Optional<Probe> of(Syntax.Operand worker, Syntax.Operand other, boolean member, boolean whole) {
        if (!(worker instanceof Syntax.Reading(Path path)) || path.root() != Path.Root.WORKER) {
            return Optional.empty();
        }
        Place place = new Place(path, member).shared();
        return switch (other) {
            case Syntax.Constant(Value value) -> Optional.of(new Probe(place, new Side.Constant(value), whole));
            case Syntax.Reading(Path task) -> task.root() == Path.Root.WORKER ? Optional.empty()
                    : Optional.of(new Probe(place, new Side.OfTask(task), whole));
            case Syntax.ListOf list -> Optional.empty();
        };
    }

    private record TaskOnly(TaskSide side) implements Facts {
        @Override
        public Fields task() {
            return side.attributes();
        }

        @Override
        public Fields worker() {
            return Fields.NONE;
        }

        @Override
        public Value fact(Fact fact, String detail) {
            return side.facts().get(fact.name());
        }
    }
}
