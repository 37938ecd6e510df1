package io.strowger.call.port;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.QueueSid;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The task that {@code Enqueue workflowSid} wants made of its caller.
 *
 * @param workflowSid {@code WW...}, not known to exist
 * @param queue the hidden queue in which the caller waits
 * @param attributes the Task element's text as written; empty for none. A task's attributes are this JSON object merged
 *     over {@code callData}
 * @param callData call_sid, account_sid, from, to, caller, called, direction, call_status, api_version, and from_city,
 *     to_country... as far as known
 * @param timeout until the task is given up
 */
public record TaskRequest(
        AccountSid account, WorkPort.WaitId stay, String workflowSid, QueueSid queue, String attributes,
        Map<String, String> callData, OptionalInt priority, Optional<Duration> timeout) {}
