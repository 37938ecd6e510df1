package io.strowger.work.core;

import io.strowger.work.core.Operator.Manner;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** An expression as it is written: what prints it and explains it. {@link Matcher} is made from it. */
sealed interface Syntax {
    /** True when one part is; two parts or more. */
    record Or(List<Syntax> parts) implements Syntax {}

    /** True when every part is; two parts or more. */
    record And(List<Syntax> parts) implements Syntax {}

    /** True when the part is not. */
    record Not(Syntax part) implements Syntax {}

    /** Two operands and what is asked of them. */
    record Comparison(Operand left, Operator operator, Operand right, Manner manner) implements Syntax {
        boolean isConstant() {
            return left instanceof Constant && right instanceof Constant;
        }
    }

    /** What stands on a side of a comparison. */
    sealed interface Operand {
        /** What it is worth. */
        Value value(Facts facts);
    }

    /** A text, number, truth, null, or a list of them. */
    record Constant(Value value) implements Operand {
        @Override
        public Value value(Facts facts) {
            return value;
        }
    }

    /** A name. */
    record Reading(Path path) implements Operand {
        @Override
        public Value value(Facts facts) {
            return path.value(facts);
        }
    }

    /** A list with a name in it. */
    record ListOf(List<Operand> elements) implements Operand {
        @Override
        public Value value(Facts facts) {
            return new Value.Items(elements.stream().map(element -> element.value(facts)).toList());
        }
    }

    /** The one way to write it; parsing that gives this again. */
    default String print() {
        return switch (this) {
            case Or(var parts) -> joined(parts, " OR ");
            case And(var parts) -> joined(parts, " AND ");
            case Not(var part) -> "NOT " + (part instanceof Comparison ? part.print() : "(" + part.print() + ")");
            case Comparison(var left, var operator, var right, var manner) ->
                    print(left) + " " + operator.shown() + " " + print(right);
        };
    }

    /** What was written without parentheses is one list of parts, so a list inside a list had them. */
    private static String joined(List<Syntax> parts, String word) {
        return parts.stream().map(part -> part instanceof Or || part instanceof And
                ? "(" + part.print() + ")" : part.print()).collect(Collectors.joining(word));
    }

    private static String print(Operand operand) {
        return switch (operand) {
            case Constant(var value) -> print(value);
            case Reading(var path) -> path.text();
            case ListOf(var elements) -> elements.stream().map(Syntax::print)
                    .collect(Collectors.joining(", ", "[", "]"));
        };
    }

    private static String print(Value value) {
        return switch (value) {
            case Value.Text(String text) -> "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
            case Value.Items(var items) -> items.stream().map(Syntax::print)
                    .collect(Collectors.joining(", ", "[", "]"));
            case Value.Null none -> "null";
            case Value.Bool truth -> truth.toJson();
            case Value.Num number -> number.toJson();
            case Fields fields -> throw new IllegalStateException("an expression holds no object");
        };
    }

    /** Visits every name from left to right. */
    default void eachPath(Consumer<Path> visitor) {
        switch (this) {
            case Or(var parts) -> parts.forEach(part -> part.eachPath(visitor));
            case And(var parts) -> parts.forEach(part -> part.eachPath(visitor));
            case Not(var part) -> part.eachPath(visitor);
            case Comparison comparison -> {
                eachPath(comparison.left(), visitor);
                eachPath(comparison.right(), visitor);
            }
        }
    }

    private static void eachPath(Operand operand, Consumer<Path> visitor) {
        switch (operand) {
            case Constant constant -> { }
            case Reading(var path) -> visitor.accept(path);
            case ListOf(var elements) -> elements.forEach(element -> eachPath(element, visitor));
        }
    }
}
