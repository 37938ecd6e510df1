package io.strowger.server.api;

import io.strowger.kernel.AccountSid;
import java.util.Optional;

/** Who may use the API. Any thread may call it. */
@FunctionalInterface
public interface Authenticator {
    /**
     * The account these credentials open.
     *
     * @param user as sent, anything; an account sid when right
     * @param password as sent, anything; compared in constant time, whether the account exists or not
     */
    Optional<AccountSid> authenticate(String user, String password);
}
