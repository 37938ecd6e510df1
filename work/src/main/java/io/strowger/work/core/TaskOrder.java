package io.strowger.work.core;

/** In which order a queue gives away its tasks. */
public enum TaskOrder {
    /** Highest priority first, then the oldest virtual start time. */
    FIFO,
    /** Newest virtual start time first; priority does not count (work-distribution-api section 3). */
    LIFO
}
