package io.strowger.server.store;

import static io.strowger.server.store.TestStore.WORLD;
import static io.strowger.server.store.TestStore.execute;
import static io.strowger.server.store.TestStore.query;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.Deadline;
import io.strowger.kernel.RealWorld;
import io.strowger.kernel.Secret;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each test starts the real server in a folder of its own. */
class BundledPostgresTest {
    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory("strowger-postgres-test-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    }

    @AfterEach
    void removeFolder() throws IOException {
        PostgresBinaries.delete(folder);
    }

    private static BundledPostgres start(DataDirectory directory) {
        return BundledPostgres.start(WORLD, directory, TestStore.binaries(), List.of());
    }

    private static void await(BooleanSupplier condition) {
        Deadline deadline = Deadline.after(WORLD.timeline(), Duration.ofSeconds(60));
        while (!condition.getAsBoolean()) {
            assertFalse(deadline.passed(WORLD.timeline()), "did not happen in a minute");
            WORLD.timeline().<Boolean>inbox(1).await(Deadline.after(WORLD.timeline(), Duration.ofMillis(10)));
        }
    }

    private static boolean reaches(Database database, String table, String value) {
        try {
            return query(database, "select v from " + table).equals(List.of(value));
        } catch (StoreFailure notYet) {
            return false;
        }
    }

    @Test
    void dataIsThereAfterStopAndStart() {
        try (DataDirectory directory = DataDirectory.open(folder)) {
            int port;
            try (BundledPostgres server = start(directory); Database database = Database.open(server.address(), 2)) {
                execute(database, "create table kept (v text)");
                execute(database, "insert into kept values ('one')");
                assertEquals(List.of("on"), query(database, "show fsync"));
                assertEquals(List.of("on"), query(database, "show synchronous_commit"));
                port = Integer.parseInt(query(database, "show port").getFirst());
            }
            try (BundledPostgres server = start(directory); Database database = Database.open(server.address(), 2)) {
                assertEquals(List.of("one"), query(database, "select v from kept"));
                assertTrue(server.address().jdbcUrl().contains(":" + port + "/"), "the port is remembered");
            }
        }
    }

    /** Rulings part 2, "Root": the bundled server runs under an unprivileged user. */
    @Test
    void serverNeverRunsAsRootAndItsSecretsArePrivate() throws IOException {
        try (DataDirectory directory = DataDirectory.open(folder); BundledPostgres server = start(directory)) {
            assertNotEquals(0, Machine.uidOf(Path.of("/proc/" + server.pid())));
            assertEquals("rw-------", PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(directory.postgres().resolve("password"))));
            assertEquals("rwx------", PosixFilePermissions.toString(
                    Files.getPosixFilePermissions(directory.postgres().resolve("data"))));
            assertFalse(Files.exists(directory.postgres().resolve("password.initdb")));
            Database.Address guess = new Database.Address(server.address().jdbcUrl(), "strowger", new Secret("guess"));
            assertThrows(StoreFailure.class, () -> Database.open(guess, 1).close());
        }
    }

    @Test
    void killedServerIsStartedAgainWithItsData() {
        try (DataDirectory directory = DataDirectory.open(folder); BundledPostgres server = start(directory);
                Database database = Database.open(server.address(), 2)) {
            execute(database, "create table kept (v text)");
            execute(database, "insert into kept values ('durable')");
            long first = server.pid();
            Machine.signal("KILL", first);
            await(() -> !Machine.processesIn(folder.resolve("postgres/data")).contains(first));
            await(() -> reaches(database, "kept", "durable"));
            await(() -> server.pid() != first); // it answers a moment before its process counts as ours
        }
    }

    @Test
    void killedProcessOfOursLeavesNothingThatHindersTheNextStart() throws Exception {
        Process child = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin/java").toString(),
                "-Dstrowger.root=" + System.getProperty("strowger.root"), "-cp",
                System.getProperty("java.class.path"), Child.class.getName(), folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(child.getInputStream()))) {
            assertEquals("written", lines.readLine());
            Exception refusal = assertThrows(StoreFailure.class, () -> DataDirectory.open(folder));
            assertTrue(refusal.getMessage().contains("in use by another instance (process " + child.pid() + ")"),
                    refusal.getMessage());
        }
        child.destroyForcibly().waitFor();
        try (DataDirectory directory = DataDirectory.open(folder); BundledPostgres server = start(directory);
                Database database = Database.open(server.address(), 2)) {
            assertEquals(List.of("by the child"), query(database, "select v from kept"));
        }
        await(() -> Machine.processesIn(folder.resolve("postgres/data")).isEmpty());
    }

    /** Starts the server in the folder named, writes a row and waits to be killed. */
    static final class Child {
        public static void main(String[] arguments) throws IOException {
            DataDirectory directory = DataDirectory.open(Path.of(arguments[0]));
            BundledPostgres server = BundledPostgres.start(
                    RealWorld.open(), directory, TestStore.binaries(), List.of());
            try (Database database = Database.open(server.address(), 2)) {
                execute(database, "create table kept (v text)");
                execute(database, "insert into kept values ('by the child')");
            }
            System.out.println("written");
            System.out.flush();
            System.in.read();
        }
    }

    /** When keeper and process of ours were both killed nobody asks the server to stop: the next start does. */
    @Test
    void orphanedServerIsStoppedByTheNextStart() throws Exception {
        long orphan;
        try (DataDirectory directory = DataDirectory.open(folder)) {
            BundledPostgres first = start(directory);
            try (Database database = Database.open(first.address(), 2)) {
                execute(database, "create table kept (v text)");
                execute(database, "insert into kept values ('orphan')");
            }
            orphan = first.pid();
            first.abandon();
        }
        assertTrue(Machine.processesIn(folder.resolve("postgres/data")).contains(orphan));
        try (DataDirectory directory = DataDirectory.open(folder); BundledPostgres server = start(directory);
                Database database = Database.open(server.address(), 2)) {
            assertFalse(Machine.processesIn(folder.resolve("postgres/data")).contains(orphan));
            assertNotEquals(orphan, server.pid());
            assertEquals(List.of("orphan"), query(database, "select v from kept"));
        }
    }

    @Test
    void pidFileThatNamesAStrangerDoesNotHinder() throws Exception {
        try (DataDirectory directory = DataDirectory.open(folder)) {
            start(directory).close();
            Path pidFile = directory.postgres().resolve("data/postmaster.pid");
            Files.writeString(pidFile, "1\n" + directory.postgres().resolve("data") + "\n0\n1\n\n\n\n");
            try (BundledPostgres server = start(directory)) {
                assertNotEquals(1, server.pid());
            }
        }
    }

    @Test
    void initialisationThatWasCutShortIsDoneAgain() throws Exception {
        try (DataDirectory directory = DataDirectory.open(folder)) {
            Files.createDirectories(directory.postgres().resolve("data.new/base"));
            try (BundledPostgres server = start(directory); Database database = Database.open(server.address(), 2)) {
                assertEquals(List.of("1"), query(database, "select 1"));
            }
        }
    }

    @Test
    void twoInstancesLiveSideBySide() throws Exception {
        Path other = Files.createTempDirectory("strowger-postgres-test-");
        Files.setPosixFilePermissions(other, PosixFilePermissions.fromString("rwx--x--x"));
        try (DataDirectory one = DataDirectory.open(folder); DataDirectory two = DataDirectory.open(other);
                BundledPostgres first = start(one); BundledPostgres second = start(two);
                Database a = Database.open(first.address(), 2); Database b = Database.open(second.address(), 2)) {
            execute(a, "create table mine (v text)");
            assertEquals(List.of("f"), query(b, "select to_regclass('mine') is not null"));
        } finally {
            PostgresBinaries.delete(other);
        }
    }

    @Test
    void secondInstanceOnTheSameDirectoryIsRefused() {
        try (DataDirectory directory = DataDirectory.open(folder)) {
            Exception refusal = assertThrows(StoreFailure.class, () -> DataDirectory.open(folder));
            String start = "the data directory " + directory.path() + " is in use by another";
            assertTrue(refusal.getMessage().startsWith(start), refusal.getMessage());
        }
        DataDirectory.open(folder).close();
    }

    /** It went with an object that nobody needed any more, and the next test run took this one's database away. */
    @Test
    void lockOfTheFolderLastsAsLongAsItsServer() {
        try (BundledPostgres server = start(DataDirectory.open(folder))) {
            System.gc();
            assertThrows(StoreFailure.class, () -> DataDirectory.open(folder));
            assertNotEquals(0, server.pid());
        }
    }

    /** Rulings part 2, "Root": a folder that the unprivileged user cannot reach is named. */
    @Test
    void rootIsToldWhichFolderTheServerCannotEnter() throws IOException {
        Path closed = Files.createDirectory(folder.resolve("private"));
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("rwx------"));
        try (DataDirectory directory = DataDirectory.open(closed.resolve("data"))) {
            if (Machine.isRoot()) {
                Exception refusal = assertThrows(StoreFailure.class, () -> start(directory));
                assertTrue(refusal.getMessage().contains("who cannot enter " + closed), refusal.getMessage());
            } else {
                start(directory).close();
                assertTrue(Files.exists(closed.resolve("data/postgres/port")));
            }
        }
    }

    @Test
    void dataOfAnotherMajorVersionIsRefused() throws Exception {
        try (DataDirectory directory = DataDirectory.open(folder)) {
            start(directory).close();
            Files.writeString(directory.postgres().resolve("data/PG_VERSION"), "17\n");
            Exception refusal = assertThrows(StoreFailure.class, () -> start(directory));
            assertTrue(refusal.getMessage().contains("made by PostgreSQL 17, this program brings 18"),
                    refusal.getMessage());
        }
    }

    @Test
    void rootsDefaultIsASystemFolder() {
        assertEquals(Path.of("/var/lib/strowger"), DataDirectory.defaultFor("root", Path.of("/root")));
        assertEquals(Path.of("/home/a/.local/share/strowger"), DataDirectory.defaultFor("a", Path.of("/home/a")));
    }
}
