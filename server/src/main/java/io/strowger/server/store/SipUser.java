package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Secret;

/**
 * A phone's credential; its name is also the account's {@code client:name}, so names are unique within an account.
 *
 * @param realm the domain's host
 * @param ha1Md5 hex of MD5(user:realm:password) (RFC 7616 section 3.4.2)
 * @param ha1Sha256 hex of SHA-256 of the same
 */
public record SipUser(AccountSid account, String realm, String username, Secret ha1Md5, Secret ha1Sha256) {}
