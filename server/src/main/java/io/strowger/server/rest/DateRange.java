package io.strowger.server.rest;

import java.time.Instant;
import java.util.Optional;

/**
 * A span of time that a list is filtered by.
 *
 * @param from first moment within; empty for no bound
 * @param to first moment after; empty for no bound
 */
public record DateRange(Optional<Instant> from, Optional<Instant> to) {}
