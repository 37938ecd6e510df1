package io.strowger.work.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What was counted in a window (work-distribution-api section 7). Minutes are counted whole: the window begins with the
 * minute of its start and ends with that of its end. All durations in whole seconds.
 */
public final class CumulativeStatistics {
    private final Instant start;
    private final Instant end;
    private final Bucket sum;

    CumulativeStatistics(Instant start, Instant end, Bucket sum) {
        this.start = start;
        this.end = end;
        this.sum = sum;
    }

    /**
     * Durations in whole seconds.
     *
     * @param avg mean, rounded down; 0 when there is none
     */
    public record Durations(long avg, long min, long max, long total) {
        static Durations of(long number, long min, long max, long total) {
            return new Durations(number == 0 ? 0 : total / number, min, max, total);
        }
    }

    /** How many waited longer than, or at most, so many seconds. */
    public record Split(int seconds, int acceptedAbove, int canceledAbove, int acceptedBelow, int canceledBelow) {}

    /** When the window begins. */
    public Instant start() {
        return start;
    }

    /** When it ends. */
    public Instant end() {
        return end;
    }

    private int of(Bucket.Count what) {
        return sum.counts[what.ordinal()];
    }

    private Durations of(Bucket.Wait what) {
        int i = what.ordinal();
        return Durations.of(sum.numbers[i], sum.least[i], sum.most[i], sum.sums[i]);
    }

    /** Tasks made (workspace). */
    public int tasksCreated() {
        return of(Bucket.Count.TASKS_CREATED);
    }

    /** Tasks that came in (workflow, queue). */
    public int tasksEntered() {
        return of(Bucket.Count.TASKS_ENTERED);
    }

    /** Tasks canceled. */
    public int tasksCanceled() {
        return of(Bucket.Count.TASKS_CANCELED);
    }

    /** Tasks completed. */
    public int tasksCompleted() {
        return of(Bucket.Count.TASKS_COMPLETED);
    }

    /** Tasks deleted. */
    public int tasksDeleted() {
        return of(Bucket.Count.TASKS_DELETED);
    }

    /** Tasks that went from one queue to another. */
    public int tasksMoved() {
        return of(Bucket.Count.TASKS_MOVED);
    }

    /** Tasks that had no target left. */
    public int tasksTimedOutInWorkflow() {
        return of(Bucket.Count.TASKS_TIMED_OUT_IN_WORKFLOW);
    }

    /** Reservations made. */
    public int reservationsCreated() {
        return of(Bucket.Count.RESERVATIONS_CREATED);
    }

    /** Reservations accepted. */
    public int reservationsAccepted() {
        return of(Bucket.Count.RESERVATIONS_ACCEPTED);
    }

    /** Reservations rejected. */
    public int reservationsRejected() {
        return of(Bucket.Count.RESERVATIONS_REJECTED);
    }

    /** Reservations that timed out. */
    public int reservationsTimedOut() {
        return of(Bucket.Count.RESERVATIONS_TIMED_OUT);
    }

    /** Reservations canceled or failed. */
    public int reservationsCanceled() {
        return of(Bucket.Count.RESERVATIONS_CANCELED);
    }

    /** Reservations rescinded. */
    public int reservationsRescinded() {
        return of(Bucket.Count.RESERVATIONS_RESCINDED);
    }

    /** Mean time from creation to acceptance. */
    public long avgTaskAcceptanceTime() {
        return waitDurationUntilAccepted().avg();
    }

    /** From creation to acceptance. */
    public Durations waitDurationUntilAccepted() {
        return of(Bucket.Wait.UNTIL_ACCEPTED);
    }

    /** From creation to cancellation. */
    public Durations waitDurationUntilCanceled() {
        return of(Bucket.Wait.UNTIL_CANCELED);
    }

    /** From coming into the queue to acceptance. */
    public Durations waitDurationInQueueUntilAccepted() {
        return of(Bucket.Wait.IN_QUEUE_UNTIL_ACCEPTED);
    }

    /** How many waits were longer than, or at most, each of these numbers of seconds ({@code SplitByWaitTime}). */
    public List<Split> splitByWaitTime(List<Integer> seconds) {
        List<Split> splits = new ArrayList<>();
        for (int limit : seconds) {
            int[] above = new int[2];
            int[] below = new int[2];
            sum.histogram.forEach((wait, pair) -> {
                int[] side = wait > limit ? above : below;
                side[0] += pair[0];
                side[1] += pair[1];
            });
            splits.add(new Split(limit, above[0], above[1], below[0], below[1]));
        }
        return splits;
    }
}
