package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ApplicationSid;
import java.util.Map;

/**
 * A set of URLs with a name, bound to numbers, domains and trunks.
 *
 * @param callerIdLookup kept for the API; nothing looks names up yet
 * @param further fields of the API that nothing in calls reads, by their names there
 */
public record Application(
        ApplicationSid sid, AccountSid account, String name, VoiceUrls voice, boolean callerIdLookup,
        Map<String, String> further, Dates dates) implements Resource {
    /** Copies the map. */
    public Application {
        further = Map.copyOf(further);
    }

    /** One with its URLs only. */
    public static Application of(ApplicationSid sid, AccountSid account, String name, VoiceUrls voice, Dates dates) {
        return new Application(sid, account, name, voice, false, Map.of(), dates);
    }

    /** The same application with other URLs. */
    public Application calling(VoiceUrls urls, Dates at) {
        return new Application(sid, account, name, urls, callerIdLookup, further, at);
    }

    /** The same application with other values of what the API can change. */
    public Application changed(
            String label, VoiceUrls urls, boolean lookup, Map<String, String> kept, Dates at) {
        return new Application(sid, account, label, urls, lookup, kept, at);
    }
}
