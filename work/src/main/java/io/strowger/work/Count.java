package io.strowger.work;

import java.time.Instant;

/**
 * Something happened: the unit of which statistics are summed, in buckets of a minute.
 *
 * @param scope sid of the workspace, workflow, task queue or worker it is counted for
 * @param channel sid of the task channel
 * @param measure what
 * @param value whole seconds for the waits, else 0
 * @param minute when, cut to the minute
 */
public record Count(String scope, String channel, Measure measure, int value, Instant minute) {}
