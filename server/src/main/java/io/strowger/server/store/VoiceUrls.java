package io.strowger.server.store;

import io.strowger.call.port.WebTarget;
import io.strowger.kernel.ApplicationSid;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What one level (trunk, application, number, domain, account) says about where its calls run.
 *
 * @param application an application to run instead of this level's own URLs; never set at an application
 * @param primary requested first; empty when this level leaves it to the next
 * @param secondaries in order; only with a primary
 * @param statusCallback empty when this level leaves it to the next
 * @param statusEvents which of {@link #EVENTS}; in their alphabetic order
 */
public record VoiceUrls(
        Optional<ApplicationSid> application, Optional<WebTarget> primary, List<WebTarget> secondaries,
        Optional<WebTarget> statusCallback, SortedSet<String> statusEvents) {
    /** The status events there are (voice-twiml section 8). */
    public static final List<String> EVENTS = List.of("initiated", "ringing", "answered", "completed");
    /** Says nothing. */
    public static final VoiceUrls NONE = new VoiceUrls(
            Optional.empty(), Optional.empty(), List.of(), Optional.empty(), Collections.emptySortedSet());

    /** Copies the collections. */
    public VoiceUrls {
        secondaries = List.copyOf(secondaries);
        statusEvents = Collections.unmodifiableSortedSet(new TreeSet<>(statusEvents));
    }

    /** One primary by POST and nothing else. */
    public static VoiceUrls of(String url) {
        return new VoiceUrls(Optional.empty(), Optional.of(new WebTarget(url, "POST")), List.of(), Optional.empty(),
                Collections.emptySortedSet());
    }
}
