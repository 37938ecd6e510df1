package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.KeySid;

/**
 * Who makes a request to the API.
 *
 * @param account the account the credential belongs to; it may act on those below it too
 */
public record Principal(AccountSid account, Credential credential) {
    /** What was shown. */
    public sealed interface Credential {}

    /** The account's own auth token. */
    public record Token(boolean primary) implements Credential {}

    /**
     * An API key.
     *
     * @param policy JSON of what a restricted key may do
     */
    public record Key(KeySid sid, ApiKey.Kind kind, String policy) implements Credential {}
}
