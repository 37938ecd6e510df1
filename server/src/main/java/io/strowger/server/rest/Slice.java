package io.strowger.server.rest;

import java.util.List;
import java.util.Optional;

/**
 * One page of a list.
 *
 * @param rows at most the page's size
 * @param next key of the last row when more follow
 * @param previous key of the first row when some precede
 */
public record Slice<T>(List<T> rows, Optional<String> next, Optional<String> previous) {}
