package io.strowger.call.port;

import io.strowger.kernel.ApplicationSid;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The URIs a call runs under, already chosen by precedence (trunk, application, number, account).
 *
 * @param primary requested first
 * @param secondaries in order; one in the compatible API, more through our own (requirement 1.5)
 * @param statusCallback told of status changes
 * @param statusEvents which: initiated, ringing, answered, completed
 * @param application whose sid is sent, when an application was bound
 */
public record VoiceBinding(
        WebTarget primary, List<WebTarget> secondaries, Optional<WebTarget> statusCallback, Set<String> statusEvents,
        Optional<ApplicationSid> application) {}
