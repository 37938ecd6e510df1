package io.strowger.work;

import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.WorkerSid;
import java.time.Instant;

/**
 * A stretch of time that a worker spent in an activity and that is over.
 *
 * @param worker who
 * @param activity in which
 * @param from when it began
 * @param to when it ended
 */
public record ActivitySpan(WorkerSid worker, ActivitySid activity, Instant from, Instant to) {}
