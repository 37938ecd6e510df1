package io.strowger.work.core;

import java.util.List;

/**
 * Why an expression is true or false of some facts: each comparison with the values it saw (every one is looked at,
 * also where evaluation would have stopped earlier), and how near it came.
 *
 * @param matches the expression's worth
 * @param comparisons in the order they are written
 * @param misses the smallest set of comparisons that would have to turn out otherwise for the expression to be true,
 *         the first such set in the order of writing; empty when it is true, or when nothing could make it true
 */
public record Explanation(boolean matches, List<Comparison> comparisons, List<Comparison> misses) {
    public Explanation {
        comparisons = List.copyOf(comparisons);
        misses = List.copyOf(misses);
    }

    /**
     * A comparison and what it saw.
     *
     * @param text as the expression prints it
     * @param left what the left side was worth
     * @param right what the right side was worth
     * @param holds what the comparison was worth
     */
    public record Comparison(String text, Value left, Value right, boolean holds) {
        @Override
        public String toString() {
            return text + " is " + holds + ": " + left.toJson() + " against " + right.toJson();
        }
    }
}
