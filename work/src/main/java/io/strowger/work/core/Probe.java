package io.strowger.work.core;

import java.util.List;
import java.util.Optional;

/**
 * A comparison without which an expression cannot hold, by which workers and waiting tasks are sorted beforehand: the
 * worker's value at a place equals a wanted value, or the worker's array there holds it. It never decides: whoever is
 * found by it is still asked the whole expression.
 *
 * @param place where to look at a worker
 * @param side what is wanted, read of the task or constant
 */
record Probe(Place place, Side side) {
    /**
     * Where to look at a worker.
     *
     * @param path of the worker
     * @param member true: one of the array's elements; false: the value itself
     */
    record Place(Path path, boolean member) {
        /** The values under which a worker is found. */
        List<Value> keys(Worker worker) {
            Value value = path.value(WorkerFacts.of(worker));
            if (!member) {
                return List.of(value);
            }
            return value instanceof Value.Items(List<Value> items) ? items.stream().distinct().toList() : List.of();
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
        return Optional.empty();
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
