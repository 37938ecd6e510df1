package io.strowger.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.port.DirectoryPort;
import io.strowger.call.port.DirectoryPort.Contact;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.RequestSigner.Hop;
import io.strowger.kernel.Secret;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryTest {
    private static final AccountSid MINE = new AccountSid("AC" + "5".repeat(32));

    @TempDir
    private Path folder;
    private TestStore store;
    private Secrets secrets;

    @BeforeEach
    void open() {
        store = TestStore.open();
        secrets = Secrets.open(store.world(), folder.resolve("keys"));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Directory directory() {
        return Directory.open(store.database(), secrets, store.world(), List.of());
    }

    @Test
    void masterAccountIsMadeOnceAndKept() {
        Directory.Master first = directory().ensureMaster(Optional.empty(), Optional.empty());
        assertTrue(first.created());
        assertEquals(32, first.account().authToken().value().length());
        Directory.Master second = directory().ensureMaster(Optional.empty(), Optional.empty());
        assertFalse(second.created());
        assertEquals(first.account(), second.account());
        assertEquals(List.of("account.created"), store.query("select action from audit"));
    }

    @Test
    void masterAccountFollowsTheSettings() {
        Directory.Master first = directory().ensureMaster(Optional.of(MINE), Optional.of(new Secret("one")));
        assertEquals(MINE, first.account().sid());
        Directory directory = directory();
        assertEquals("two", directory.ensureMaster(Optional.of(MINE), Optional.of(new Secret("two")))
                .account().authToken().value());
        assertEquals(List.of("account.created", "account.token-changed"),
                store.query("select action from audit order by id"));
        Optional<AccountSid> other = Optional.of(new AccountSid("AC" + "6".repeat(32)));
        Exception refusal = assertThrows(
                StoreFailure.class, () -> directory.ensureMaster(other, Optional.empty()));
        assertTrue(refusal.getMessage().contains("master account is " + MINE), refusal.getMessage());
    }

    @Test
    void tokensAreSealedInTheDatabase() {
        directory().ensureMaster(Optional.of(MINE), Optional.of(new Secret("clear-token")));
        assertEquals(List.of("0"), store.query(
                "select count(*) from accounts where position('clear-token'::bytea in auth_token) > 0"));
    }

    @Test
    void keyFileOfAnotherDatabaseStopsTheStart() {
        directory();
        secrets = Secrets.open(store.world(), folder.resolve("other"));
        Exception refusal = assertThrows(StoreFailure.class, this::directory);
        assertTrue(refusal.getMessage().contains("put back the key file"), refusal.getMessage());
    }

    @Test
    void callsAskForSignersAndContacts() {
        Directory directory = directory();
        directory.ensureMaster(Optional.of(MINE), Optional.of(new Secret("token")));
        Contact contact = new Contact("sip:anna@192.0.2.1", Optional.empty());
        DirectoryPort port = directory.forCalls(
                (account, client) -> account.equals(MINE) && client.equals("anna") ? List.of(contact) : List.of(),
                token -> hop -> List.of(new Header("X-Signed", token)));
        assertEquals(List.of(contact), port.contacts(MINE, "anna"));
        assertEquals(List.of(), port.contacts(MINE, "bert"));
        Hop hop = new Hop("GET", "https://a/", List.of(), "e1", Instant.EPOCH);
        assertEquals(List.of(new Header("X-Signed", "token")), port.signer(MINE).sign(hop));
        assertEquals(List.of(), port.signer(new AccountSid("AC" + "7".repeat(32))).sign(hop));
    }
}
