package io.strowger.work;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.WorkspaceSid;
import java.time.Instant;
import java.util.List;

/**
 * What becomes durable at once: events that follow each other and everything that follows from them.
 *
 * @param token of the lease under which the writer owns the workspace
 * @param first sequence of the first event
 * @param last sequence of the last event
 * @param at when the last happened
 * @param version of the text
 * @param body the events ({@link JournalCodec})
 * @param deleted the workspace itself is gone with this batch
 */
public record Batch(WorkspaceSid workspace, AccountSid account, long token, long first, long last, Instant at,
        int version, String body, List<Outgoing> outbox, List<WorkEvent> events, List<Count> counts,
        List<ActivitySpan> spans, boolean deleted) {}
