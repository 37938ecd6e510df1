package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Secret;
import java.util.List;

/**
 * A tenant.
 *
 * @param authToken signs its requests and opens the API
 * @param voice the last level of the precedence of URIs
 * @param allowedPrefixes telephone numbers it may dial, by their leading digits without plus; the empty string allows
 *     every number; none in a fresh installation
 */
public record Account(
        AccountSid sid, String name, Status status, boolean master, Secret authToken, VoiceUrls voice,
        List<String> allowedPrefixes) {
    /** What an account may do: only an active one makes and takes calls. */
    public enum Status { ACTIVE, SUSPENDED, CLOSED }
}
