package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.KeySid;
import io.strowger.kernel.Secret;

/**
 * A key that opens the API and signs access tokens.
 *
 * @param policy JSON of what a restricted key may do; {@code {}} for the other kinds
 * @param secret readable again, as it verifies the tokens signed with it (rulings, "Secrets")
 */
public record ApiKey(
        KeySid sid, AccountSid account, String name, Kind kind, String policy, Secret secret, Dates dates)
        implements Resource {
    /** How far a key reaches: a standard one not to accounts and keys, a restricted one where its policy says. */
    public enum Kind { MAIN, STANDARD, RESTRICTED }

    /** The same key with another name. */
    public ApiKey named(String other, Dates at) {
        return new ApiKey(sid, account, other, kind, policy, secret, at);
    }

    /** The same key with another policy. */
    public ApiKey permitting(String other, Dates at) {
        return new ApiKey(sid, account, name, kind, other, secret, at);
    }
}
