package io.strowger.call.port;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.RecordingSid;
import java.time.Duration;
import java.time.Instant;

/**
 * A recording's state.
 *
 * @param status in-progress, paused, completed, absent or failed
 * @param source RecordVerb, DialVerb...
 * @param track inbound, outbound or both
 */
public record RecordingRecord(
        RecordingSid sid, CallSid call, AccountSid account, String status, String source, int channels, String track,
        Instant started, Duration length, long bytes) {
    /** The same in another status. */
    public RecordingRecord in(String other) {
        return new RecordingRecord(
                sid, call, account, other, source, channels, track, started, length, bytes);
    }
}
