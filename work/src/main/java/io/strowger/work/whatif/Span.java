package io.strowger.work.whatif;

import java.time.Instant;

/**
 * A stretch of time.
 *
 * @param from inclusive
 * @param to exclusive
 */
public record Span(Instant from, Instant to) {
    /** All there is. */
    public static final Span ALL = new Span(Instant.EPOCH, Instant.ofEpochMilli(Long.MAX_VALUE / 4));
}
