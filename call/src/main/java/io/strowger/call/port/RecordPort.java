package io.strowger.call.port;

import io.strowger.kernel.QueueSid;

/**
 * Where a call writes what must outlive it. Every method returns at once and keeps the order of its caller; the
 * store's group commit makes it durable within milliseconds. Any thread may call it.
 */
public interface RecordPort {
    /** A call's present state; the newest for a sid wins, a final one is never replaced. */
    void call(CallRecord call);

    /** A call's present state and the callback that tells of it: a crash keeps both or neither. */
    default void told(CallRecord call, StatusDelivery delivery) {
        call(call);
        queued(delivery);
    }

    /**
     * A call that waits to be started, and its state: both are kept or neither. The waiting call is forgotten, in the
     * same commit, by the first {@link #call} or {@link #told} for its sid that is no longer {@code queued}.
     */
    void waiting(CallRecord call, OutboundCall waiting);

    /** Something that the guard of outbound calls must remember. */
    void guard(GuardEvent event);

    /**
     * Runs an action once everything that was written before is durable. It must not block.
     *
     * @return false when it will not run, as the store has no room
     */
    boolean whenDurable(Runnable action);

    /** The immutable detail record of a leg that has ended. */
    void detail(CallDetail detail);

    /** The story of a call so far; replaces what was stored for it. */
    void timeline(CallTimelineRecord timeline);

    /** An error or warning on the account. */
    void notification(Notification notification);

    /** A recording's present state. */
    void recording(RecordingRecord recording);

    /** A call's checkpoint at a verb boundary; empty text when the call has ended. */
    void checkpoint(io.strowger.kernel.CallSid call, String checkpoint);

    /** A call queue's present state. */
    void queue(QueueRecord queue);

    /** A call queue was deleted. */
    void queueDeleted(QueueSid queue);

    /** A status callback to be delivered: durable until {@link #delivered}. */
    void queued(StatusDelivery delivery);

    /** The delivery was answered or given up. */
    void delivered(StatusDelivery delivery);
}
