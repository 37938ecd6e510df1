package io.strowger.server.api;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.KeySid;
import io.strowger.server.rest.Authenticator;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.Principal;
import io.strowger.server.rest.Principal.Kind;
import io.strowger.server.rest.Principal.Standing;
import io.strowger.server.store.Access;
import io.strowger.server.store.ApiKey;
import io.strowger.server.store.Authentication;
import io.strowger.server.store.Directory;
import io.strowger.server.store.KeyPolicy;
import java.util.Optional;

/** The API's doorkeeper, who asks the directory. Any thread may call it. */
public final class AccountAuthenticator implements Authenticator {
    private final Directory directory;
    private final Access access;

    /** Asks this directory at each request. */
    public AccountAuthenticator(Directory directory) {
        this.directory = directory;
        this.access = new Access(directory);
    }

    @Override
    public Optional<Principal> authenticate(String user, String password) {
        return switch (access.authenticate(user, password)) {
            case Authentication.Granted(var who) -> Optional.of(principal(who, Standing.ACTIVE));
            case Authentication.Suspended(var who) -> Optional.of(principal(who, Standing.SUSPENDED));
            case Authentication.Refused() -> Optional.empty();
        };
    }

    private static Principal principal(io.strowger.server.store.Principal who, Standing standing) {
        return switch (who.credential()) {
            case io.strowger.server.store.Principal.Token token ->
                new Principal(who.account(), who.account().value(), Kind.TOKEN, standing);
            case io.strowger.server.store.Principal.Key key ->
                new Principal(who.account(), key.sid().value(), kind(key.kind()), standing);
        };
    }

    private static Kind kind(ApiKey.Kind kind) {
        return switch (kind) {
            case MAIN -> Kind.MAIN_KEY;
            case STANDARD -> Kind.STANDARD_KEY;
            case RESTRICTED -> Kind.RESTRICTED_KEY;
        };
    }

    @Override
    public boolean reaches(Principal principal, AccountSid account) {
        return access.reaches(principal.account(), account);
    }

    /** The policy is read anew, as it may have been narrowed since the request began. */
    @Override
    public boolean permits(Principal principal, Operation operation) {
        return principal.kind() != Kind.RESTRICTED_KEY || operation.openToStandardKeys()
                && directory.inventory().key(new KeySid(principal.user()))
                .filter(key -> KeyPolicy.parse(key.policy()).allows(operation.id())).isPresent();
    }
}
