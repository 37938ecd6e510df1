package io.strowger.call.port;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.QueueSid;
import java.time.Instant;

/**
 * What is kept of a call queue; who waits in it lives and dies with the process.
 *
 * @param friendlyName unique within the account, 1 to 64 characters; a workflow's own queue bears its sid
 * @param maxSize callers it holds at most, 1 to 5,000
 * @param updated when name or size last changed
 */
public record QueueRecord(
        QueueSid sid, AccountSid account, String friendlyName, int maxSize, Instant created, Instant updated) {}
