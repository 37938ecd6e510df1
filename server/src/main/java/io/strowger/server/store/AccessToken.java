package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.KeySid;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What a verified access token says (sdk-compatibility section 5).
 *
 * @param key the API key that signed it
 * @param account the account it speaks for
 * @param identity the name of the person or program that holds it
 * @param voice what it may do with calls
 * @param work what it may do with tasks
 */
public record AccessToken(
        KeySid key, AccountSid account, Optional<String> identity, Instant expires, Optional<Voice> voice,
        Optional<Work> work) {
    /**
     * The grant {@code voice}.
     *
     * @param incoming may be called as {@code client:identity}
     * @param application sid of the application that its calls run; empty when it may not call
     * @param parameters go to that application
     */
    public record Voice(boolean incoming, Optional<String> application, Map<String, String> parameters) {
        /** Copies the map. */
        public Voice {
            parameters = Map.copyOf(parameters);
        }
    }

    /** The grant {@code task_router}: one worker, or a whole workspace, as {@code worker}, {@code supervisor}... */
    public record Work(String workspace, Optional<String> worker, String role) {}
}
