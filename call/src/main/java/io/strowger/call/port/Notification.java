package io.strowger.call.port;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.NotificationSid;
import java.time.Instant;
import java.util.Optional;

/**
 * An error or warning on an account (voice-twiml section 6, requirement 1.34). Masked before it is made.
 *
 * @param message one sentence with the cause
 * @param url the request's URL; empty when there was none
 * @param method its method
 * @param requestVariables its parameters as a form body
 * @param responseHeaders one per line
 * @param responseBody cut to 4,096 characters
 */
public record Notification(
        NotificationSid sid, AccountSid account, Optional<CallSid> call, ErrorCode code, String message, String url,
        String method, String requestVariables, String responseHeaders, String responseBody, Instant at) {}
