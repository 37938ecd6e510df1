package io.strowger.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.KeySid;
import io.strowger.kernel.Secret;
import io.strowger.server.store.Authentication.Granted;
import io.strowger.server.store.Authentication.Refused;
import io.strowger.server.store.Authentication.Suspended;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rest-api section 1.2; B10. */
class AccessTest {
    private static final AccountSid MASTER = new AccountSid("AC" + "1".repeat(32));
    private static final AccountSid CHILD = new AccountSid("AC" + "2".repeat(32));
    private static final AccountSid SIBLING = new AccountSid("AC" + "3".repeat(32));
    private static final AccountSid GRANDCHILD = new AccountSid("AC" + "4".repeat(32));
    private static final KeySid KEY = new KeySid("SK" + "5".repeat(32));

    @TempDir
    private Path folder;
    private TestStore store;
    private ResourceStore resources;
    private Access access;

    @BeforeEach
    void open() {
        store = TestStore.open();
        Secrets secrets = Secrets.open(store.world(), folder.resolve("keys"));
        Directory directory = Directory.open(store.database(), secrets, store.world(), List.of());
        directory.ensureMaster(Optional.of(MASTER), Optional.of(new Secret("master-token")));
        resources = new ResourceStore(store.database(), secrets, directory);
        access = new Access(directory);
        account(CHILD, MASTER);
        account(SIBLING, MASTER);
        account(GRANDCHILD, CHILD);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void account(AccountSid sid, AccountSid owner) {
        resources.change(Actor.command("test"), change -> change.insert(Tables.ACCOUNTS,
                Account.made(sid, owner, sid.value(), new Secret("token-of-" + sid), Dates.at(change.now()))));
    }

    private void change(AccountSid sid, UnaryOperator<Account> next) {
        resources.change(Actor.command("test"), change -> change.update(Tables.ACCOUNTS, sid, sid.value(), next))
                .orElseThrow();
    }

    @Test
    void onlyTheAccountsOwnTokenOpensTheApi() {
        assertEquals(new Granted(new Principal(MASTER, new Principal.Token(true))),
                access.authenticate(MASTER.value(), "master-token"));
        for (String wrong : List.of("", "master-toke", "master-token ", "Master-token", "token-of-" + CHILD)) {
            assertEquals(new Refused(), access.authenticate(MASTER.value(), wrong), wrong);
        }
        for (String unknown : List.of("AC" + "7".repeat(32), "", "ACx", "ac" + "1".repeat(32), "SKx")) {
            assertEquals(new Refused(), access.authenticate(unknown, "master-token"), unknown);
        }
        assertEquals(new Refused(), access.authenticate("AC" + "7".repeat(32), "0".repeat(32)), "the stand-in");
        assertEquals(new Refused(), access.authenticate("SK" + "7".repeat(32), "0".repeat(32)), "the stand-in");
        assertEquals(new Refused(), access.authenticate(CHILD.value(), "0".repeat(32)), "no secondary token");
    }

    @Test
    void secondaryTokenOpensWhileItIsThere() {
        change(CHILD, old -> old.withTokens(old.authToken(), Optional.of(new Secret("second"))));
        assertEquals(new Granted(new Principal(CHILD, new Principal.Token(false))),
                access.authenticate(CHILD.value(), "second"));
        assertEquals(new Granted(new Principal(CHILD, new Principal.Token(true))),
                access.authenticate(CHILD.value(), "token-of-" + CHILD));
        change(CHILD, old -> old.withTokens(old.authToken(), Optional.empty()));
        assertEquals(new Refused(), access.authenticate(CHILD.value(), "second"));
    }

    @Test
    void keyOpensTheApiOfItsAccount() {
        resources.change(Actor.command("test"), change -> change.insert(Tables.KEYS, new ApiKey(KEY, CHILD, "k",
                ApiKey.Kind.STANDARD, "{}", new Secret("key-secret"), Dates.at(change.now()))));
        assertEquals(new Granted(new Principal(CHILD, new Principal.Key(KEY, ApiKey.Kind.STANDARD, "{}"))),
                access.authenticate(KEY.value(), "key-secret"));
        assertEquals(new Refused(), access.authenticate(KEY.value(), "key-secre"));
        resources.change(Actor.command("test"), change -> change.delete(Tables.KEYS, CHILD, KEY.value()));
        assertEquals(new Refused(), access.authenticate(KEY.value(), "key-secret"));
    }

    @Test
    void suspendedAndClosedAccountsAreToldApart() {
        change(CHILD, old -> old.in(Account.Status.SUSPENDED));
        assertEquals(new Suspended(new Principal(CHILD, new Principal.Token(true))),
                access.authenticate(CHILD.value(), "token-of-" + CHILD));
        assertEquals(new Suspended(new Principal(GRANDCHILD, new Principal.Token(true))),
                access.authenticate(GRANDCHILD.value(), "token-of-" + GRANDCHILD));
        assertEquals(new Refused(), access.authenticate(CHILD.value(), "wrong"));
        change(CHILD, old -> old.in(Account.Status.CLOSED));
        assertEquals(new Refused(), access.authenticate(CHILD.value(), "token-of-" + CHILD));
        assertEquals(new Refused(), access.authenticate(GRANDCHILD.value(), "token-of-" + GRANDCHILD));
    }

    @Test
    void parentReachesDownwardsAndNobodyReachesUpOrAcross() {
        assertTrue(access.reaches(MASTER, MASTER) && access.reaches(MASTER, CHILD));
        assertTrue(access.reaches(MASTER, GRANDCHILD) && access.reaches(CHILD, GRANDCHILD));
        assertFalse(access.reaches(CHILD, MASTER));
        assertFalse(access.reaches(CHILD, SIBLING));
        assertFalse(access.reaches(SIBLING, GRANDCHILD));
        assertFalse(access.reaches(GRANDCHILD, CHILD));
        assertFalse(access.reaches(MASTER, new AccountSid("AC" + "7".repeat(32))));
    }
}
