package io.strowger.work.core;

import java.time.Duration;

/**
 * How much one workspace may hold, and for how long (work-distribution-api, limits). Each is checked when a command is
 * handled; a replay of what was once allowed is never refused.
 *
 * @param workers workers of a workspace
 * @param queues task queues of a workspace
 * @param workflows workflows of a workspace
 * @param activities activities of a workspace
 * @param channels task channels of a workspace
 * @param openTasks tasks that are not yet completed or canceled
 * @param attributeCharacters of a worker's or task's attributes, blanks counted
 * @param configurationCharacters of a workflow's document
 * @param nameCharacters of a friendly name
 * @param channelCapacity a worker's highest capacity on one channel
 * @param taskTimeout longest life of a task that nobody accepted
 * @param assignedLife how long an accepted task lives until the system deletes it
 * @param endedLife how long a completed or canceled task can still be read
 * @param assignments how often a task goes from pending to reserved before it is canceled
 */
public record RoutingLimits(int workers, int queues, int workflows, int activities, int channels, int openTasks,
        int attributeCharacters, int configurationCharacters, int nameCharacters, int channelCapacity,
        Duration taskTimeout, Duration assignedLife, Duration endedLife, int assignments) {
    /** The documented ones where there are any; more workers than documented. */
    public static final RoutingLimits DEFAULT = new RoutingLimits(100_000, 5_000, 1_000, 1_000, 100, 1_000_000,
            4_096, 1_048_576, 64, 1_000, Duration.ofDays(14), Duration.ofDays(1), Duration.ofMinutes(5), 1_000);
    /** Of a document that one task has for itself, given or fetched: it is read while the workspace waits. */
    public static final int OWN_DOCUMENT_CHARACTERS = 65_536;
    /** Of all different documents together that a workspace's tasks have for themselves; each takes some 5 bytes. */
    public static final int OWN_DOCUMENTS_CHARACTERS = 16 * 1_048_576;
}
