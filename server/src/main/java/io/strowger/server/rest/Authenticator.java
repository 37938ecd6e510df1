package io.strowger.server.rest;

import io.strowger.kernel.AccountSid;
import java.util.Optional;

/** Who may use the API, and on whose behalf. Any thread may call it. */
public interface Authenticator {
    /**
     * Who these credentials are of; empty also when the account is closed.
     *
     * @param user as sent, anything; an account's or a key's sid when right
     * @param password as sent, anything; compared in constant time, whether the user exists or not
     */
    Optional<Principal> authenticate(String user, String password);

    /** True when the principal may act for that account: its own, or one below it. False also when there is none. */
    boolean reaches(Principal principal, AccountSid account);

    /** True when the principal's policy, if it has one, lists this operation (a restricted key). */
    boolean permits(Principal principal, Operation operation);
}
