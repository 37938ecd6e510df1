package io.strowger.kernel;

import java.time.Duration;

/**
 * A moment on the monotonic clock of a timeline.
 *
 * @param nanos as {@link Timeline#nanos} counts
 */
public record Deadline(long nanos) implements Comparable<Deadline> {
    /** A deadline that no run of the program reaches (146 years after the clock's origin). */
    public static final Deadline NEVER = new Deadline(Long.MAX_VALUE / 2);
    /** A deadline that has always passed: turns a wait into a look. */
    public static final Deadline PASSED = new Deadline(Long.MIN_VALUE / 2);

    /** The moment {@code delay} from now; a delay too long to count is {@link #NEVER}. */
    public static Deadline after(Timeline timeline, Duration delay) {
        if (delay.compareTo(Duration.ofDays(3650)) > 0) {
            return NEVER;
        }
        return new Deadline(timeline.nanos() + delay.toNanos());
    }

    /** The earlier of the two. */
    public Deadline earlier(Deadline other) {
        return compareTo(other) <= 0 ? this : other;
    }

    /** True when this moment is not after the timeline's present. */
    public boolean passed(Timeline timeline) {
        return timeline.nanos() >= nanos;
    }

    /** Time left until this moment; zero when it has passed. */
    public Duration left(Timeline timeline) {
        return Duration.ofNanos(Math.max(0, nanos - timeline.nanos()));
    }

    @Override
    public int compareTo(Deadline other) {
        return Long.compare(nanos, other.nanos);
    }
}
