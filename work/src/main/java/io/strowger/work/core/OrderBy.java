package io.strowger.work.core;

import java.util.List;

/**
 * The order in which a target prefers workers: {@code worker.level DESC, worker.cost ASC} (requirement 2.25). A worker
 * whose value is missing or no number comes last, whatever the direction. Any thread.
 */
public final class OrderBy {
    private OrderBy() {}

    /**
     * One key.
     *
     * @param path where the number is
     * @param descending true for {@code DESC}: the greatest first
     */
    public record Key(Path path, boolean descending) {
        /**
         * A number by which the least comes first: equal numbers for equal worth, {@link Long#MAX_VALUE} for what is
         * missing or no number.
         */
        public long rank(Facts facts) {
            throw new UnsupportedOperationException("being written");
        }
    }

    /** Parses keys divided by commas; without {@code ASC} or {@code DESC} a key ascends.
     *
     * @throws ExpressionError with the column
     */
    public static OrderBy parse(String text) {
        throw new UnsupportedOperationException("being written");
    }

    /** The keys, the weightiest first. */
    public List<Key> keys() {
        throw new UnsupportedOperationException("being written");
    }

    /** Below zero when the left worker comes first, zero when the keys do not tell. */
    public int compare(Facts left, Facts right) {
        throw new UnsupportedOperationException("being written");
    }

    /** As it was given. */
    public String text() {
        throw new UnsupportedOperationException("being written");
    }
}
