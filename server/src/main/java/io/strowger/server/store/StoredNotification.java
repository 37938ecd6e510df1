package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.NotificationSid;
import java.time.Instant;
import java.util.Optional;

/**
 * An error or warning on an account as it was written (requirement 1.34), in whatever version: code and severity are
 * what they were then.
 *
 * @param severity {@code ERROR} or {@code WARNING}
 */
public record StoredNotification(
        NotificationSid sid, AccountSid account, Optional<CallSid> call, int code, String severity, String message,
        String url, String method, String requestVariables, String responseHeaders, String responseBody, Instant at)
        implements Resource {
    @Override
    public Dates dates() {
        return Dates.at(at);
    }
}
