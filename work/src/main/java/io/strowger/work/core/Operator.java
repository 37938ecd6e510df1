package io.strowger.work.core;

import java.util.List;

/** The comparisons, and what they mean for every pair of values (work-distribution-api section 2). */
enum Operator {
    EQUAL("=="), DIFFERENT("!="), LESS("<"), AT_MOST("<="), GREATER(">"), AT_LEAST(">="),
    CONTAINS("CONTAINS"), HAS("HAS"), IN("IN"), NOT_IN("NOT IN");

    private final String shown;

    Operator(String shown) {
        this.shown = shown;
    }

    String shown() {
        return shown;
    }

    /**
     * How texts and numbers meet.
     *
     * @param lenientNumbers true when a text that spells a number meets a number as a number
     * @param ignoreCase true when texts are equal without regard to case (days of the week)
     */
    record Manner(boolean lenientNumbers, boolean ignoreCase) {
        static final Manner STRICT = new Manner(false, false);
    }

    /** What the comparison is worth. */
    boolean holds(Value left, Value right, Manner manner) {
        boolean leftList = left instanceof Value.Items;
        boolean rightList = right instanceof Value.Items;
        return switch (this) {
            case HAS -> left instanceof Value.Items(var items) && !rightList && among(right, items, manner);
            case IN -> !leftList && right instanceof Value.Items(var items) && among(left, items, manner);
            case NOT_IN -> !leftList && right instanceof Value.Items(var items) && !among(left, items, manner);
            case EQUAL -> !leftList && !rightList && equal(left, right, manner);
            case DIFFERENT -> !leftList && !rightList && !equal(left, right, manner);
            case CONTAINS -> contains(left, right, manner);
            case LESS, AT_MOST, GREATER, AT_LEAST -> ordered(left, right, manner);
        };
    }

    private static boolean among(Value wanted, List<Value> items, Manner manner) {
        for (int i = 0; i < items.size(); i++) {
            if (!(items.get(i) instanceof Value.Items) && equal(items.get(i), wanted, manner)) {
                return true;
            }
        }
        return false;
    }

    private static boolean equal(Value left, Value right, Manner manner) {
        if (left instanceof Value.Text(String a) && right instanceof Value.Text(String b)) {
            return manner.ignoreCase() ? a.equalsIgnoreCase(b) : a.equals(b);
        }
        if (manner.lenientNumbers() && left instanceof Value.Num != right instanceof Value.Num) {
            return asNumber(left) instanceof Value.Num a && asNumber(right) instanceof Value.Num b
                    && Numbers.compare(a, b) == 0;
        }
        return left.equals(right);
    }

    private boolean ordered(Value left, Value right, Manner manner) {
        if (left instanceof Value.Text(String a) && right instanceof Value.Text(String b)) {
            return accepts(a.compareTo(b));
        }
        boolean mixed = manner.lenientNumbers() && left instanceof Value.Num != right instanceof Value.Num;
        return (mixed ? asNumber(left) : left) instanceof Value.Num a
                && (mixed ? asNumber(right) : right) instanceof Value.Num b && accepts(Numbers.compare(a, b));
    }

    /** True when the sign of a comparison (left minus right) is one this operator accepts. */
    boolean accepts(int sign) {
        return switch (this) {
            case LESS -> sign < 0;
            case AT_MOST -> sign <= 0;
            case GREATER -> sign > 0;
            case AT_LEAST -> sign >= 0;
            case EQUAL -> sign == 0;
            case DIFFERENT -> sign != 0;
            case CONTAINS, HAS, IN, NOT_IN -> throw new IllegalStateException(shown + " has no order");
        };
    }

    private static boolean contains(Value left, Value right, Manner manner) {
        return asText(left, manner) instanceof Value.Text(String whole)
                && asText(right, manner) instanceof Value.Text(String part) && whole.contains(part);
    }

    private static Value asText(Value value, Manner manner) {
        return manner.lenientNumbers() && value instanceof Value.Num ? Value.text(value.toJson()) : value;
    }

    /** The number that a text spells; any other value as it is. */
    private static Value asNumber(Value value) {
        return value instanceof Value.Text(String text) && Numbers.isNumeral(text)
                ? Numbers.read(text, 0, text.length(), text.chars().allMatch(c -> c == '-' || Character.isDigit(c)))
                        .map(Value.class::cast).orElse(value)
                : value;
    }
}
