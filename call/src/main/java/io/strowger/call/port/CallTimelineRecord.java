package io.strowger.call.port;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import java.util.List;

/**
 * A call's story.
 *
 * @param entries in order
 * @param dropped entries left out because the limit was reached
 */
public record CallTimelineRecord(CallSid call, AccountSid account, List<TimelineEntry> entries, int dropped) {}
