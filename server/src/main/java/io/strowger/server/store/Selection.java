package io.strowger.server.store;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which rows of a list, and which page of them.
 *
 * @param filters by the names that the table declares; values as the filter's column wants them
 * @param skip rows to leave out at the cursor; costs as many
 * @param size most rows of a page; from 1
 */
public record Selection(Map<String, Object> filters, Cursor cursor, int skip, int size) {
    /** The first page of everything. */
    public static Selection first(int size) {
        return new Selection(Map.of(), new Cursor.Newest(), 0, size);
    }

    /** The same with one more filter. */
    public Selection where(String filter, Object value) {
        Map<String, Object> more = new LinkedHashMap<>(filters);
        more.put(filter, value);
        return new Selection(more, cursor, skip, size);
    }

    /** Another page. */
    public Selection at(Cursor other) {
        return new Selection(filters, other, skip, size);
    }
}
