package io.strowger.work;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.WorkspaceSid;
import java.time.Instant;

/**
 * An effect in the outbox.
 *
 * @param sequence of the event that asked for it
 * @param index from 0 among those that the event asked for: both together name it for good
 * @param order effects with the same text here are done one after the other: a task's, or a worker's, sid
 * @param at when the event happened
 */
public record Outgoing(WorkspaceSid workspace, AccountSid account, long sequence, int index, String order, Instant at,
        Effect effect) {
    /** The id that receivers see, the same with every repetition. */
    public String id() {
        return workspace.value() + "-" + sequence + "-" + index;
    }
}
