package io.strowger.work.core;

import io.strowger.work.core.Operator.Manner;
import io.strowger.work.core.Syntax.Constant;
import io.strowger.work.core.Syntax.Reading;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An expression ready to run: constants are folded, the common comparisons have a class each, and nothing is allocated
 * while it runs, lists with names in them excepted. Any thread.
 */
sealed interface Matcher {
    /** Lists up to this long are searched one by one. */
    int SEARCHED = 8;

    boolean matches(Facts facts);

    /** Always the same. */
    record Fixed(boolean worth) implements Matcher {
        @Override
        public boolean matches(Facts facts) {
            return worth;
        }
    }

    /** AND. */
    final class All implements Matcher {
        private final Matcher[] parts;

        private All(List<Matcher> parts) {
            this.parts = parts.toArray(Matcher[]::new);
        }

        @Override
        public boolean matches(Facts facts) {
            for (Matcher part : parts) {
                if (!part.matches(facts)) {
                    return false;
                }
            }
            return true;
        }
    }

    /** OR. */
    final class Any implements Matcher {
        private final Matcher[] parts;

        private Any(List<Matcher> parts) {
            this.parts = parts.toArray(Matcher[]::new);
        }

        @Override
        public boolean matches(Facts facts) {
            for (Matcher part : parts) {
                if (part.matches(facts)) {
                    return true;
                }
            }
            return false;
        }
    }

    /** NOT. */
    record Inverse(Matcher part) implements Matcher {
        @Override
        public boolean matches(Facts facts) {
            return !part.matches(facts);
        }
    }

    /** A name that is, or is not, a given text. */
    record TextEquals(Path path, String text, boolean wanted) implements Matcher {
        @Override
        public boolean matches(Facts facts) {
            Value value = path.value(facts);
            return value instanceof Value.Text(String found) ? found.equals(text) == wanted
                    : !wanted && !(value instanceof Value.Items);
        }
    }

    /** A name compared with a whole number. */
    record NumberCompares(Path path, Operator operator, Value.Whole number) implements Matcher {
        @Override
        public boolean matches(Facts facts) {
            Value value = path.value(facts);
            return value instanceof Value.Num found ? operator.accepts(Numbers.compare(found, number))
                    : operator == Operator.DIFFERENT && !(value instanceof Value.Items);
        }
    }

    /** A name that is, or is not, one of a few texts. */
    final class TextAmong implements Matcher {
        private final Path path;
        private final String[] few;
        private final Set<String> many; // asked, never walked through
        private final boolean wanted;

        private TextAmong(Path path, List<String> texts, boolean wanted) {
            this.path = path;
            this.few = texts.size() <= SEARCHED ? texts.toArray(String[]::new) : new String[0];
            this.many = texts.size() <= SEARCHED ? new HashSet<>() : new HashSet<>(texts);
            this.wanted = wanted;
        }

        @Override
        public boolean matches(Facts facts) {
            Value value = path.value(facts);
            return value instanceof Value.Text(String found) ? contains(found) == wanted
                    : !wanted && !(value instanceof Value.Items);
        }

        private boolean contains(String found) {
            for (String text : few) {
                if (text.equals(found)) {
                    return true;
                }
            }
            return many.contains(found);
        }
    }

    /** A name that leads to an array with a given text in it. */
    record HasText(Path path, String text) implements Matcher {
        @Override
        public boolean matches(Facts facts) {
            if (path.value(facts) instanceof Value.Items(var items)) {
                for (int i = 0; i < items.size(); i++) {
                    if (items.get(i) instanceof Value.Text(String found) && found.equals(text)) {
                        return true;
                    }
                }
            }
            return false;
        }
    }

    /** Any other comparison. */
    record Compares(Syntax.Operand left, Operator operator, Syntax.Operand right, Manner manner) implements Matcher {
        @Override
        public boolean matches(Facts facts) {
            return operator.holds(left.value(facts), right.value(facts), manner);
        }
    }

    /** Makes it from what is written. */
    static Matcher of(Syntax syntax) {
        return switch (syntax) {
            case Syntax.And(var parts) -> joined(parts, true);
            case Syntax.Or(var parts) -> joined(parts, false);
            case Syntax.Not(var part) -> switch (of(part)) {
                case Fixed(boolean worth) -> new Fixed(!worth);
                case Inverse(Matcher twice) -> twice;
                case Matcher other -> new Inverse(other);
            };
            case Syntax.Comparison comparison -> of(comparison);
        };
    }

    /** Parts that are always true do not count in an AND, and one that is always false decides it; OR likewise. */
    private static Matcher joined(List<Syntax> parts, boolean all) {
        List<Matcher> open = new ArrayList<>();
        for (Syntax part : parts) {
            switch (of(part)) {
                case Fixed(boolean worth) when worth != all -> {
                    return new Fixed(worth);
                }
                case Fixed same -> { }
                case Matcher other -> open.add(other);
            }
        }
        return open.isEmpty() ? new Fixed(all) : open.size() == 1 ? open.getFirst()
                : all ? new All(open) : new Any(open);
    }

    private static Matcher of(Syntax.Comparison comparison) {
        if (comparison.left() instanceof Constant(var left) && comparison.right() instanceof Constant(var right)) {
            return new Fixed(comparison.operator().holds(left, right, comparison.manner()));
        }
        boolean plain = comparison.manner().equals(Manner.STRICT);
        if (plain && comparison.left() instanceof Reading(Path path)
                && comparison.right() instanceof Constant(var constant)) {
            return withConstant(path, comparison, constant);
        }
        return general(comparison);
    }

    private static Matcher withConstant(Path path, Syntax.Comparison comparison, Value constant) {
        Operator operator = comparison.operator();
        return switch (operator) {
            case EQUAL, DIFFERENT -> constant instanceof Value.Text(String text)
                    ? new TextEquals(path, text, operator == Operator.EQUAL)
                    : number(path, comparison, constant);
            case LESS, AT_MOST, GREATER, AT_LEAST -> number(path, comparison, constant);
            case HAS -> constant instanceof Value.Text(String text) ? new HasText(path, text) : general(comparison);
            case IN, NOT_IN -> constant instanceof Value.Items(var items)
                    && items.stream().allMatch(Value.Text.class::isInstance)
                    ? new TextAmong(path, items.stream().map(item -> ((Value.Text) item).value()).toList(),
                            operator == Operator.IN)
                    : general(comparison);
            case CONTAINS -> general(comparison);
        };
    }

    private static Matcher number(Path path, Syntax.Comparison comparison, Value constant) {
        return constant instanceof Value.Whole number ? new NumberCompares(path, comparison.operator(), number)
                : general(comparison);
    }

    private static Matcher general(Syntax.Comparison comparison) {
        return new Compares(comparison.left(), comparison.operator(), comparison.right(), comparison.manner());
    }
}
