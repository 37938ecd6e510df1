package io.strowger.call;

import java.util.concurrent.atomic.AtomicInteger;

/** How many stand where, over all queues; all are zero when nobody is left. Any thread. */
final class QueueCounts {
    /** Callers in line. */
    final AtomicInteger waiting = new AtomicInteger();
    /** Callers taken and not joined yet. */
    final AtomicInteger engaged = new AtomicInteger();
    /** Pairs that talk. */
    final AtomicInteger joined = new AtomicInteger();
    /** Calls that wait for a caller. */
    final AtomicInteger dequeuing = new AtomicInteger();
}
