package io.strowger.server;

import io.strowger.kernel.AccountSid;
import io.strowger.server.rest.Authenticator;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.Principal;
import io.strowger.server.store.Account;
import io.strowger.server.store.Directory;
import java.util.Optional;

/** The API's doorkeeper, who asks the directory. Any thread may call it. */
record AccountAuthenticator(Directory directory) implements Authenticator {
    @Override
    public Optional<Principal> authenticate(String user, String password) {
        return directory.authenticate(user, password).map(account -> new Principal(
                account.sid(), account.sid().value(), Principal.Kind.TOKEN,
                account.status() == Account.Status.SUSPENDED
                        ? Principal.Standing.SUSPENDED : Principal.Standing.ACTIVE));
    }

    @Override
    public boolean reaches(Principal principal, AccountSid account) {
        return principal.account().equals(account);
    }

    @Override
    public boolean permits(Principal principal, Operation operation) {
        return principal.kind() != Principal.Kind.RESTRICTED_KEY;
    }
}
