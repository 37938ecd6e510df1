package io.strowger.work.core;

import java.util.ArrayList;
import java.util.List;

/**
 * The order in which a target prefers workers: {@code worker.level DESC, worker.cost ASC} (requirement 2.25). A worker
 * whose value is missing or no number comes last, whatever the direction. Any thread.
 */
public final class OrderBy {
    private static final int MAX_KEYS = 16;

    private final String text;
    private final List<Key> keys;

    private OrderBy(String text, List<Key> keys) {
        this.text = text;
        this.keys = List.copyOf(keys);
    }

    /**
     * One key.
     *
     * @param path where the number is
     * @param descending true for {@code DESC}: the greatest first
     */
    public record Key(Path path, boolean descending) {
        /**
         * A number by which the least comes first: equal for equal worth (whole numbers are told apart up to 2^53),
         * {@link Long#MAX_VALUE} for what is missing or no number.
         */
        public long rank(Facts facts) {
            if (!(path.value(facts) instanceof Value.Num number)) {
                return Long.MAX_VALUE;
            }
            double value = descending ? -number.asDouble() : number.asDouble();
            long bits = Double.doubleToLongBits(value);
            return bits < 0 ? Long.MIN_VALUE - bits : bits; // below zero the greater size is less; minus zero is zero
        }
    }

    /**
     * Parses keys divided by commas, each a name beginning with {@code worker.} or {@code task.}; without
     * {@code ASC} or {@code DESC} a key ascends.
     *
     * @throws ExpressionError with the column
     */
    public static OrderBy parse(String text) {
        Parser parser = new Parser(text, Scope.TARGET, ExprOptions.DEFAULT);
        List<Key> keys = new ArrayList<>();
        while (true) {
            int column = parser.token().column();
            Path path = parser.pathNext();
            if (path.root() == Path.Root.SERVICE) {
                throw new ExpressionError(column, "found '" + path.text() + "', which is the same for every worker;"
                        + " expected a name that begins with worker. or task.");
            }
            if (keys.size() == MAX_KEYS) {
                throw new ExpressionError(column, "more than " + MAX_KEYS + " keys");
            }
            boolean descending = parser.token().isWord("DESC");
            if (descending || parser.token().isWord("ASC")) {
                parser.advance();
            }
            keys.add(new Key(path, descending));
            if (parser.token().kind() == Lexer.Kind.END) {
                return new OrderBy(text, keys);
            }
            if (!parser.token().is(",")) {
                throw parser.unexpected("ASC, DESC, ',' or the end");
            }
            parser.advance();
        }
    }

    /** The keys, the weightiest first. */
    public List<Key> keys() {
        return keys;
    }

    /** Below zero when the left worker comes first, zero when the keys do not tell. */
    public int compare(Facts left, Facts right) {
        for (Key key : keys) {
            int order = Long.compare(key.rank(left), key.rank(right));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    /** As it was given. */
    public String text() {
        return text;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof OrderBy that && that.keys.equals(keys);
    }

    @Override
    public int hashCode() {
        return keys.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
