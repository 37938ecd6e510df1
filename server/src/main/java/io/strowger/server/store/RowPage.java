package io.strowger.server.store;

import java.util.List;
import java.util.Optional;

/**
 * A page of a list, newest row first.
 *
 * @param older where the next page begins; empty at the end
 * @param newer where the previous page begins; empty at the beginning
 */
public record RowPage<T>(List<T> rows, Optional<Cursor.OlderThan> older, Optional<Cursor.NewerThan> newer) {}
