package io.strowger.server.store;

import static io.strowger.server.store.TestStore.WORLD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.Metrics;
import io.strowger.kernel.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoreTest {
    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory("strowger-store-test-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    }

    @AfterEach
    void removeFolder() throws IOException {
        PostgresBinaries.delete(folder);
    }

    private static Store.Place place(Path data) {
        return new Store.Place(data, Optional.empty(), List.of());
    }

    /** A command beside a running server changes the directory, and the server notices. */
    @Test
    void commandWorksBesideARunningServerAndTheServerReloads() {
        try (Store server = Store.open(WORLD, place(folder.resolve("a")), new Metrics())) {
            server.directory().ensureMaster(Optional.empty(), Optional.empty());
            assertThrows(StoreFailure.class, () -> Store.open(WORLD, place(folder.resolve("a")), new Metrics()));
            try (Store command = Store.attach(WORLD, place(folder.resolve("a")))) {
                command.provisioning().apply(
                        ProvisionFile.parse("s.yaml", "accounts: [{master: true, numbers: [{number: '+1'}]}]"), "test");
                command.backup().write(folder.resolve("b.zip"), new Backup.Extent(true, true));
            }
            assertEquals(Optional.empty(), server.directory().inventory().number("+1"));
            server.directory().reloadIfChanged();
            assertTrue(server.directory().inventory().number("+1").isPresent());
        }
        Store.restore(WORLD, place(folder.resolve("c")), folder.resolve("b.zip"));
        try (Store restored = Store.attach(WORLD, place(folder.resolve("c")))) {
            assertTrue(restored.directory().inventory().number("+1").isPresent());
        }
    }

    /** Rulings part 2 and must show 5: a restart keeps phones reachable. */
    @Test
    void registrationsSurviveARestartUntilTheyRunOut() {
        StoredRegistration live = registration("anna", WORLD.timeline().now().plusSeconds(600));
        StoredRegistration over = registration("bert", WORLD.timeline().now().minusSeconds(1));
        StoredRegistration gone = registration("carl", WORLD.timeline().now().plusSeconds(600));
        try (Store store = Store.open(WORLD, place(folder.resolve("a")), new Metrics())) {
            store.directory().ensureMaster(Optional.of(Records.ACCOUNT), Optional.empty());
            try (RecordStore journal = store.journal(new Metrics(), Duration.ofDays(1))) {
                List.of(live, over, gone).forEach(journal::registered);
                journal.unregistered(gone);
            }
        }
        try (Store store = Store.open(WORLD, place(folder.resolve("a")), new Metrics())) {
            assertEquals(List.of(live), store.registrations());
        }
    }

    /** Two machines with the default data directory must not take each other's workspaces for their own. */
    @Test
    void dataDirectoriesOfOnePlaceHaveNamesOfTheirOwnAndKeepThem() throws IOException {
        String first;
        try (DataDirectory here = DataDirectory.open(folder.resolve("a"))) {
            first = here.name(WORLD);
            assertEquals(first, here.name(WORLD));
        }
        PostgresBinaries.delete(folder.resolve("a"));
        try (DataDirectory elsewhere = DataDirectory.open(folder.resolve("a"))) {
            assertTrue(!first.equals(elsewhere.name(WORLD)), first);
        }
    }

    private static StoredRegistration registration(String user, Instant expires) {
        return new StoredRegistration(Records.ACCOUNT, user, "sip:" + user + "@192.0.2.1:5070",
                "sip:192.0.2.1:5071;transport=tcp", "", "call-id", 7, expires);
    }

    @Test
    void externalDatabaseServesOneServerAtATime() {
        try (TestStore other = TestStore.empty()) {
            Secret url = new Secret(other.address().jdbcUrl().replace("jdbc:postgresql://",
                    "postgresql://strowger:" + other.address().password().value() + "@"));
            Store.Place one = new Store.Place(folder.resolve("a"), Optional.of(url), List.of());
            Store.Place two = new Store.Place(folder.resolve("b"), Optional.of(url), List.of());
            try (Store first = Store.open(WORLD, one, new Metrics())) {
                Exception refusal =
                        assertThrows(StoreFailure.class, () -> Store.open(WORLD, two, new Metrics()));
                assertTrue(refusal.getMessage().contains("another instance uses the database"), refusal.getMessage());
                assertEquals(List.of(), first.directory().inventory().accounts());
            }
            Store.open(WORLD, one, new Metrics()).close();
        }
    }

    @Test
    void databaseUrlsAreReadAndWrongOnesRefusedWithoutRepeatingThem() {
        Database.Address address =
                Database.Address.parse("postgresql://u:p%40ss@db.example:6543/voice?sslmode=require");
        assertEquals("jdbc:postgresql://db.example:6543/voice?sslmode=require", address.jdbcUrl());
        assertEquals("u p@ss", address.user() + " " + address.password().value());
        assertEquals("", Database.Address.parse("jdbc:postgresql://h/d?user=u").user());
        for (String wrong : List.of("mysql://u:hunter2@h/d", "postgresql://u:hunter2@h", "hunter2 x", "postgresql:")) {
            Exception refusal = assertThrows(IllegalArgumentException.class, () -> Database.Address.parse(wrong));
            assertTrue(!refusal.getMessage().contains("hunter2"), refusal.getMessage());
        }
    }
}
