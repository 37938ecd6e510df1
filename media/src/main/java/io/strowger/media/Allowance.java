package io.strowger.media;

/** A bound on a rate: so many at once, refilled evenly. Owned by one pacer; allocates nothing. */
final class Allowance {
    private final long nanosEach;
    private final long burstNanos;
    private long spentUntil = Long.MIN_VALUE / 2;

    /**
     * @param burst how many at once
     * @param perMinute how many on average
     */
    Allowance(int burst, int perMinute) {
        nanosEach = 60_000_000_000L / perMinute;
        burstNanos = nanosEach * burst;
    }

    /** Takes one; false when it would be too much. */
    boolean take(long nowNanos) {
        long from = Math.max(spentUntil, nowNanos);
        if (from + nanosEach - nowNanos > burstNanos) {
            return false;
        }
        spentUntil = from + nanosEach;
        return true;
    }
}
