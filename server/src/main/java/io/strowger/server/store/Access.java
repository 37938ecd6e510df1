package io.strowger.server.store;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.KeySid;
import io.strowger.kernel.Secret;
import io.strowger.kernel.Sid;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Who may use the API, and on whose behalf (rest-api section 1.2). Answers from memory; any thread may call it.
 *
 * <p>A user name is an account's sid with its primary or secondary auth token, or a key's sid with its secret. Secrets
 * are compared in constant time, whether or not there is such an account or key.
 */
public final class Access {
    /** Accounts may own accounts no deeper than this. */
    public static final int DEPTH = 8;
    /** Compared against when there is nothing else, so that the answer takes as long. */
    private static final Secret NOBODY = new Secret("00000000000000000000000000000000");

    private final Directory directory;

    public Access(Directory directory) {
        this.directory = directory;
    }

    /**
     * What credentials are worth.
     *
     * @param user as sent; anything
     * @param password as sent; anything
     */
    public Authentication authenticate(String user, String password) {
        Inventory inventory = directory.inventory();
        Optional<Principal> principal = user.startsWith("SK")
                ? byKey(inventory, user, password) : byToken(inventory, user, password);
        return principal.<Authentication>map(found -> switch (inventory.status(found.account())) {
            case ACTIVE -> new Authentication.Granted(found);
            case SUSPENDED -> new Authentication.Suspended(found);
            case CLOSED -> new Authentication.Refused();
        }).orElseGet(Authentication.Refused::new);
    }

    /** Whether one account may act on another: on itself and on every account below it. */
    public boolean reaches(AccountSid actor, AccountSid target) {
        return directory.inventory().lineage(target).stream().anyMatch(account -> account.sid().equals(actor));
    }

    private static Optional<Principal> byToken(Inventory inventory, String user, String password) {
        Optional<Account> account = user.startsWith("AC") && Sid.SHAPE.matcher(user).matches()
                ? inventory.account(new AccountSid(user)) : Optional.empty();
        boolean primary = same(account.map(Account::authToken).orElse(NOBODY), password);
        boolean secondary = same(account.flatMap(Account::secondaryToken).orElse(NOBODY), password)
                && account.flatMap(Account::secondaryToken).isPresent();
        return account.filter(found -> primary || secondary)
                .map(found -> new Principal(found.sid(), new Principal.Token(primary)));
    }

    private static Optional<Principal> byKey(Inventory inventory, String user, String password) {
        Optional<ApiKey> key = Sid.SHAPE.matcher(user).matches() ? inventory.key(new KeySid(user)) : Optional.empty();
        boolean same = same(key.map(ApiKey::secret).orElse(NOBODY), password);
        return key.filter(found -> same).map(found -> new Principal(
                found.account(), new Principal.Key(found.sid(), found.kind(), found.policy())));
    }

    /** Takes as long for a near miss as for a far one. */
    private static boolean same(Secret stored, String offered) {
        return MessageDigest.isEqual(
                stored.value().getBytes(StandardCharsets.UTF_8), offered.getBytes(StandardCharsets.UTF_8));
    }
}
