package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Secret;
import java.util.List;
import java.util.Optional;

/**
 * A tenant.
 *
 * @param owner the account it was made by; the master account owns itself
 * @param type the word of the API: {@code Full} or {@code Trial}
 * @param authToken signs its requests and opens the API
 * @param secondaryToken opens the API too while the tokens are rotated; never signs
 * @param voice the last level of the precedence of URIs
 * @param allowedPrefixes telephone numbers it may dial, by their leading digits without plus; the empty string allows
 *     every number; none in a fresh installation
 */
public record Account(
        AccountSid sid, String name, Status status, boolean master, AccountSid owner, String type, Secret authToken,
        Optional<Secret> secondaryToken, VoiceUrls voice, List<String> allowedPrefixes, Dates dates)
        implements Resource {
    /** What an account may do: only an active one makes and takes calls. */
    public enum Status { ACTIVE, SUSPENDED, CLOSED }

    /** Copies the list. */
    public Account {
        allowedPrefixes = List.copyOf(allowedPrefixes);
    }

    /** A new account that may dial nothing yet. */
    public static Account made(AccountSid sid, AccountSid owner, String name, Secret authToken, Dates dates) {
        return new Account(sid, name, Status.ACTIVE, sid.equals(owner), owner, "Full", authToken, Optional.empty(),
                VoiceUrls.NONE, List.of(), dates);
    }

    /** The owner: an account is its owner's row. */
    @Override
    public AccountSid account() {
        return owner;
    }

    /** The same account with another name. */
    public Account named(String other) {
        return new Account(sid, other, status, master, owner, type, authToken, secondaryToken, voice, allowedPrefixes,
                dates);
    }

    /** The same account in another state. */
    public Account in(Status other) {
        return new Account(sid, name, other, master, owner, type, authToken, secondaryToken, voice, allowedPrefixes,
                dates);
    }

    /** The same account with other tokens. */
    public Account withTokens(Secret primary, Optional<Secret> secondary) {
        return new Account(sid, name, status, master, owner, type, primary, secondary, voice, allowedPrefixes, dates);
    }

    /** The same account with other rules for its calls. */
    public Account calling(VoiceUrls urls, List<String> prefixes) {
        return new Account(sid, name, status, master, owner, type, authToken, secondaryToken, urls, prefixes, dates);
    }

    /** The same account, changed at another time. */
    public Account at(Dates other) {
        return new Account(sid, name, status, master, owner, type, authToken, secondaryToken, voice, allowedPrefixes,
                other);
    }
}
