package io.strowger.work;

import java.time.Duration;

/**
 * Bounds of the shell.
 *
 * @param inbox letters that wait at one workspace; more are answered {@link Answer.Why#FULL} (limit {@code work-inbox})
 * @param turn most letters of one turn, which become durable together: so that none waits long for others
 * @param answerWithin how long a question waits for its answer
 * @param lease how long a workspace stays owned without renewal: a dead node's are taken over after this
 * @param renewal how often leases are renewed, and unowned workspaces looked for
 * @param snapshotEvery events between two snapshots; more when the workspace holds more tasks, reservations and workers
 * @param deliveries effects of one node that are under way at once (limit {@code work-deliveries})
 */
public record WorkLimits(int inbox, int turn, Duration answerWithin, Duration lease, Duration renewal,
        int snapshotEvery, int deliveries) {
    /** 10,000 letters, 256 a turn, 20 s, taken over within 4 s of a death, a snapshot each 10,000 events. */
    public static final WorkLimits DEFAULT = new WorkLimits(10_000, 256, Duration.ofSeconds(20),
            Duration.ofSeconds(3), Duration.ofMillis(1000), 10_000, 1_024);

    /** How many of the deliveries may be one account's (limit {@code work-deliveries-account}). */
    public int deliveriesOfAccount() {
        return Math.max(1, deliveries / 16);
    }
}
