package io.strowger.work.whatif;

/**
 * When whoever waits gives up, counted from the task's making.
 *
 * @param reason of the cancellation
 * @param deletes the task is deleted and not canceled
 */
record Leaving(long afterMillis, String reason, boolean deletes) {
    static final Leaving NEVER = new Leaving(Long.MAX_VALUE, "", false);
}
