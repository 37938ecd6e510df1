package io.strowger.kernel;

import java.time.Duration;
import java.time.Instant;

/** Time and everything that waits for it. Any thread may call it. */
public interface Timeline {
    /** Monotonic nanoseconds with an arbitrary origin: the only source of durations and deadlines. */
    long nanos();

    /** Wall-clock time in UTC, cut to microseconds: for stored and printed stamps only, never for durations. */
    Instant now();

    /**
     * Runs {@code action} once, {@code delay} from now, on the timeline's own thread.
     *
     * @param delay zero or more
     * @param action short and never blocking: it posts a letter to an inbox
     */
    Timer schedule(Duration delay, Runnable action);

    /**
     * Starts a strand: one thread of control that owns what it works on. The spawning strand's {@link LogContext} is
     * handed on, as a scoped value would not be inherited by a virtual thread.
     *
     * @param name shown in thread dumps and logs
     * @param body ends the strand when it returns; what it throws is logged as a mistake
     */
    Strand spawn(String name, Runnable body);

    /**
     * Starts a strand on a platform thread of its own: for the few loops that poll sockets (SIP event loops, media
     * pacers), and for what computes for seconds and would hold a carrier of the others meanwhile. Such a loop waits in
     * its selector and ends by a flag of its own. A simulated timeline has none and throws, as its rooms are driven
     * from outside.
     */
    Strand spawnLoop(String name, Runnable body);

    /**
     * A new inbox whose waiting belongs to this timeline.
     *
     * @param capacity letters held before {@link Inbox#post} refuses; at least 1
     */
    <E> Inbox<E> inbox(int capacity);

    /** A handle on a scheduled action. */
    interface Timer {
        /** Stops the action if it has not started; calling it again does nothing. */
        void cancel();
    }
}
