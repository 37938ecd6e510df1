package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CredentialListSid;
import io.strowger.kernel.CredentialSid;
import io.strowger.kernel.Secret;

/**
 * A user name and what is kept of its password; the name is also the account's {@code client:name}.
 *
 * @param ha1Md5 hex of MD5(user:realm:password) for the list's realm (RFC 7616 section 3.4.2)
 * @param ha1Sha256 hex of SHA-256 of the same
 * @param seal the row's name in the seals of both
 */
public record SipCredential(
        CredentialSid sid, AccountSid account, CredentialListSid list, String username, Secret ha1Md5,
        Secret ha1Sha256, String seal, Dates dates) implements Resource {
    /** A new one; the password itself is not kept. */
    public static SipCredential made(
            CredentialSid sid, CredentialList list, String username, Secret password, Dates dates) {
        return new SipCredential(sid, list.account(), list.sid(), username,
                Ha1.md5(username, list.realm(), password), Ha1.sha256(username, list.realm(), password),
                sid.value(), dates);
    }

    /** The same user with another password; the same value when the password is the same. */
    public SipCredential withPassword(CredentialList of, Secret password) {
        return new SipCredential(sid, account, list, username, Ha1.md5(username, of.realm(), password),
                Ha1.sha256(username, of.realm(), password), seal, dates);
    }

    /** The same credential, changed at another time. */
    public SipCredential at(Dates other) {
        return new SipCredential(sid, account, list, username, ha1Md5, ha1Sha256, seal, other);
    }
}
