package io.strowger.server.rest;

import io.strowger.kernel.ErrorCode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Which part of a list is asked for (rest-api section 1.7). Lists are walked by keys, so that the last of a million
 * rows costs what the first does: the token of a page names the row it starts behind. A bare {@code Page} without
 * token is allowed for the first {@value #MOST_SKIPPED} rows.
 *
 * @param size rows on a page, 1 to 1000
 * @param number which page this is, from 0; for show when there is a cursor
 * @param cursor where it starts; empty for a page told by its number alone
 */
public record PageRequest(int size, int number, Optional<Cursor> cursor) {
    /** Most rows a page number without token may lie behind. */
    public static final int MOST_SKIPPED = 100_000;

    /** The highest page number: it is for show when a token says where the page starts. */
    static final int MOST_PAGES = 10_000_000;

    static final Param<Integer> PAGE_SIZE = Param.integer("PageSize", 1, 1000);
    static final Param<Integer> PAGE = Param.integer("Page", 0, MOST_PAGES);
    static final Param<String> PAGE_TOKEN = Param.text("PageToken", 200);
    private static final int STANDARD = 50;

    /**
     * A place in a list.
     *
     * @param back false for the rows that follow the key, true for those before it
     * @param key the order's key of the row next to the page, usually its sid
     */
    public record Cursor(boolean back, String key) {
        private static Cursor of(String token) {
            boolean next = token.startsWith("PA");
            if (!next && !token.startsWith("PB") || token.length() < 3) {
                throw new ApiFailure(400, ErrorCode.PARAMETER_INVALID,
                        "The parameter PageToken is not one that this API has given; follow the links of a page.");
            }
            return new Cursor(!next, token.substring(2));
        }

        String token() {
            return (back ? "PB" : "PA") + key;
        }
    }

    static PageRequest of(ApiCall call) {
        int size = call.get(PAGE_SIZE).orElse(STANDARD);
        int number = call.get(PAGE).orElse(0);
        Optional<Cursor> cursor = call.get(PAGE_TOKEN).map(Cursor::of);
        if (cursor.isEmpty() && (long) size * number > MOST_SKIPPED) {
            throw new ApiFailure(400, ErrorCode.PARAMETER_INVALID, "The parameter Page leads more than "
                    + MOST_SKIPPED + " rows into the list; follow the links of a page.");
        }
        return new PageRequest(size, number, cursor);
    }

    /** Rows before this page when it is told by number alone; 0 with a cursor. */
    public int skip() {
        return cursor.isPresent() ? 0 : size * number;
    }

    /** True when the rows before the cursor are asked for, nearest first. */
    public boolean back() {
        return cursor.map(Cursor::back).orElse(false);
    }

    /** How many rows a query should fetch: one more than a page holds, to know whether there is a next. */
    public int fetch() {
        return size + 1;
    }

    /**
     * Makes the page of what a query gave.
     *
     * @param found up to {@link #fetch} rows in the list's order; nearest first when {@link #back}
     * @param key the order's key of a row
     */
    public <T> Slice<T> slice(List<T> found, Function<T, String> key) {
        boolean more = found.size() > size;
        List<T> rows = new ArrayList<>(more ? found.subList(0, size) : found);
        if (back()) {
            Collections.reverse(rows);
        }
        boolean following = back() || more;
        boolean preceding = back() ? more : number > 0;
        return new Slice<>(List.copyOf(rows),
                following && !rows.isEmpty() ? Optional.of(key.apply(rows.getLast())) : Optional.empty(),
                preceding && !rows.isEmpty() ? Optional.of(key.apply(rows.getFirst())) : Optional.empty());
    }

    /** Cuts the page out of a list held in memory, in the list's order. For short lists only. */
    public <T> Slice<T> cut(List<T> all, Function<T, String> key) {
        int from = cursor.map(at -> start(all, key, at)).orElse(Math.min(skip(), all.size()));
        int to = Math.min(from + size, all.size());
        List<T> rows = all.subList(from, to);
        return new Slice<>(List.copyOf(rows),
                to < all.size() && !rows.isEmpty() ? Optional.of(key.apply(rows.getLast())) : Optional.empty(),
                from > 0 && !rows.isEmpty() ? Optional.of(key.apply(rows.getFirst())) : Optional.empty());
    }

    private <T> int start(List<T> all, Function<T, String> key, Cursor at) {
        for (int i = 0; i < all.size(); i++) {
            if (key.apply(all.get(i)).equals(at.key())) {
                return at.back() ? Math.max(0, i - size) : i + 1;
            }
        }
        return all.size(); // the row is gone: the list ends here, rather than begins again
    }
}
