package io.strowger.server.store;

import static io.strowger.server.store.TestStore.WORLD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.Deadline;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.Secret;
import io.strowger.kernel.Strand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two servers and one external database: one at a time, and none that was taken over writes (issue 4, "the shell"). */
class ClaimTest {
    private static final Duration SOON = Duration.ofSeconds(60);

    private final TestStore shared = TestStore.empty();
    private Path folder;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory("strowger-claim-test-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    }

    @AfterEach
    void close() throws IOException {
        shared.close();
        PostgresBinaries.delete(folder);
    }

    /** A server on the shared database; waits as long as it may, and remembers what it heard. */
    private final class Server implements Claim.Patience {
        private final Store.Place place;
        private final Inbox<String> lost = WORLD.timeline().inbox(4);
        private final Inbox<Boolean> waits = WORLD.timeline().inbox(1);
        private volatile boolean patient = true;
        private volatile Duration grace = Duration.ofHours(1);
        private volatile Optional<Store> store = Optional.empty();

        Server(String name) {
            Secret url = new Secret(shared.address().jdbcUrl().replace("jdbc:postgresql://",
                    "postgresql://strowger:" + shared.address().password().value() + "@"));
            place = new Store.Place(folder.resolve(name), Optional.of(url), List.of());
        }

        Server open() {
            store = Optional.of(Store.open(WORLD, place, new Metrics(), this));
            return this;
        }

        Server opening() {
            Strand strand = WORLD.timeline().spawn("opening", this::open);
            waits.await(Deadline.after(WORLD.timeline(), SOON)).orElseThrow();
            assertFalse(strand.ended(), "it waits");
            return this;
        }

        @Override
        public boolean waits() {
            return true;
        }

        @Override
        public boolean again() {
            waits.post(true);
            WORLD.timeline().<Object>inbox(1).await(Deadline.after(WORLD.timeline(), Claim.LOOK));
            return patient;
        }

        @Override
        public Duration grace() {
            return grace;
        }

        @Override
        public void lost(String why) {
            lost.post(why);
        }

        Store store() {
            until(() -> store.isPresent());
            return store.get();
        }

        void withKeyOf(Server other) throws IOException {
            Files.createDirectories(place.data());
            Files.copy(other.place.data().resolve("keys"), place.data().resolve("keys"));
        }
    }

    private static void until(BooleanSupplier what) {
        Deadline deadline = Deadline.after(WORLD.timeline(), SOON);
        while (!what.getAsBoolean()) {
            assertFalse(deadline.passed(WORLD.timeline()), "too long");
            WORLD.timeline().<Object>inbox(1).await(Deadline.after(WORLD.timeline(), Duration.ofMillis(10)));
        }
    }

    private void endSessions(String like) {
        shared.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                + " and application_name like '" + like + "'");
    }

    /** Ends whatever session the owner claims with, until the one that waits has been quicker than its next. */
    private void takenOver(Server waiting) {
        takenOver(() -> waiting.store.isPresent());
    }

    private void takenOver(BooleanSupplier quicker) {
        String claims = "application_name = 'strowger claim' and datname = current_database()";
        String waiter = shared.query("select pid from pg_stat_activity where " + claims + " and pid not in (select pid"
                + " from pg_locks where locktype = 'advisory' and granted)").getFirst();
        until(() -> {
            shared.query("select pg_terminate_backend(pid) from pg_stat_activity where " + claims + " and pid <> "
                    + waiter);
            return quicker.getAsBoolean();
        });
    }

    private static void write(Store store) {
        store.database().change(connection -> new Sql(connection).run("insert into settings (name, value)"
                + " values ('test', '1') on conflict (name) do update set value = settings.value || '1'"));
    }

    /** False while the pool still has sessions that were ended. */
    private static boolean written(Store store) {
        try {
            write(store);
            return true;
        } catch (StoreFailure ended) {
            return false;
        }
    }

    @Test
    void standbyTakesOverWhenTheOwnerEnds() throws IOException {
        Server first = new Server("a").open();
        Server second = new Server("b");
        second.withKeyOf(first);
        second.opening();
        assertTrue(first.store().owned());
        first.store().close();
        assertTrue(second.store().owned());
        write(second.store());
        assertEquals(List.of("2"), shared.query("select value from settings where name = 'claim'"));
        second.store().close();
        assertEquals(0, first.lost.size() + second.lost.size());
    }

    @Test
    void standbyThatNeedNotWaitLongerGivesUpAndLeavesNothingBehind() throws IOException {
        Server first = new Server("a").open();
        Server second = new Server("b");
        second.withKeyOf(first);
        second.patient = false;
        assertThrows(StoreFailure.class, second::open);
        DataDirectory.open(folder.resolve("b")).close();
        assertTrue(first.store().owned());
        first.store().close();
    }

    /** A standby that could not read the secrets would fail when it is needed. */
    @Test
    void standbyWithoutTheOwnersKeyFileIsRefusedAtOnce() throws IOException {
        Server first = new Server("a").open();
        Exception missing = assertThrows(StoreFailure.class, new Server("b")::open);
        assertTrue(missing.getMessage().contains("copy it here, to " + folder.resolve("b/keys")), missing.getMessage());
        assertFalse(Files.exists(folder.resolve("b/keys")));
        Secrets.open(WORLD, folder.resolve("b/keys"));
        Exception other = assertThrows(StoreFailure.class, new Server("b")::open);
        assertTrue(other.getMessage().contains("put back the key file that belongs"), other.getMessage());
        first.store().close();
    }

    /** As after a restart of the database: nobody else was there. */
    @Test
    void claimWhoseSessionDiesIsTakenAgain() {
        Server only = new Server("a").open();
        String claims = "select pid from pg_locks where locktype = 'advisory' and granted"
                + " and database = (select oid from pg_database where datname = current_database())";
        List<String> dies = shared.query(claims);
        endSessions("strowger _%");
        until(() -> {
            List<String> holders = shared.query(claims);
            return holders.size() == 1 && !holders.equals(dies);
        });
        until(() -> only.store().owned());
        until(() -> written(only.store()));
        assertEquals(0, only.lost.size());
        only.store().close();
    }

    /** Split brain: the first thinks for a moment that the database is still its own. */
    @Test
    void claimOfAServerThatWasTakenOverIsLostAndItWritesNoMore() throws IOException {
        Server first = new Server("a").open();
        Server second = new Server("b");
        second.withKeyOf(first);
        second.opening();
        write(first.store());
        takenOver(second);
        assertTrue(first.lost.await(Deadline.after(WORLD.timeline(), SOON)).isPresent());
        assertTrue(second.store().owned());
        assertFalse(first.store().owned());
        assertTrue(first.store().serves(), "its grace is an hour");
        first.grace = Duration.ZERO;
        assertFalse(first.store().serves(), "it takes no more calls");
        assertTrue(second.store().serves());
        until(() -> assertThrows(StoreFailure.class, () -> write(first.store())).getCause() instanceof Claim.Fenced);
        write(second.store());
        assertEquals(List.of("11"), shared.query("select value from settings where name = 'test'"));
        first.store().close();
        second.store().close();
    }

    /** Nothing is told to the outside that is not written: the new owner tells its own story. */
    @Test
    void journalOfAServerThatWasTakenOverStops() throws IOException {
        Server first = new Server("a").open();
        Inbox<String> durable = WORLD.timeline().inbox(4);
        try (GroupCommitWriter<String> writer = GroupCommitWriter.open(WORLD, first.store().database(), new Metrics(),
                RecordStore.defaultBacklog(), (connection, batch) -> new Sql(connection).list("select 1", row -> 1))) {
            Server second = new Server("b");
            second.withKeyOf(first);
            second.opening();
            takenOver(second);
            writer.post("a record");
            writer.whenDurable(() -> durable.post("told"));
            until(() -> !writer.keepsUp());
            assertEquals(0, durable.size());
            second.store().close();
        }
        first.store().close();
    }

    /** A commit of the first server's that stands still behind its look at the claim, until it is let go. */
    private final class CommitUnderWay implements AutoCloseable {
        private final Connection holding;
        private final Inbox<Boolean> written = WORLD.timeline().inbox(1);

        /**
         * Begins it.
         *
         * @param name what its session is called from then on
         */
        CommitUnderWay(Server owner, String name) throws SQLException {
            shared.execute("create function stand_still() returns trigger language plpgsql as $$ begin"
                    + " perform set_config('application_name', '" + name + "', false);"
                    + " perform pg_advisory_xact_lock_shared(77); return null; end $$");
            shared.execute("create constraint trigger stand_still after insert on settings deferrable initially"
                    + " deferred for each row when (new.name = 'test') execute function stand_still()");
            holding = shared.address().connect("test");
            new Sql(holding).list("select pg_advisory_lock(77)", row -> true);
            WORLD.timeline().spawn("commit", () -> written.post(ClaimTest.written(owner.store())));
            until(() -> shared.query("select pid from pg_locks where locktype = 'advisory' and objid = 77"
                    + " and not granted").size() == 1);
        }

        boolean letGo() throws SQLException {
            close();
            return written.await(Deadline.after(WORLD.timeline(), SOON)).orElseThrow();
        }

        @Override
        public void close() throws SQLException {
            holding.close();
        }
    }

    /** The commit was there first, so the new owner must see what it wrote. Its session is one that cannot be ended. */
    @Test
    void takeoverWaitsForACommitUnderWay() throws IOException, SQLException {
        Server first = new Server("a").open();
        Server second = new Server("b");
        second.withKeyOf(first);
        second.opening();
        try (CommitUnderWay commit = new CommitUnderWay(first, "not to be ended")) {
            takenOver(this::waitsForTheNumber);
            assertTrue(second.store.isEmpty(), "it waits");
            assertTrue(commit.letGo());
        }
        second.store();
        assertEquals(List.of("1"), shared.query("select value from settings where name = 'test'"));
        assertTrue(first.lost.await(Deadline.after(WORLD.timeline(), SOON)).isPresent());
        until(() -> assertThrows(StoreFailure.class, () -> write(first.store())).getCause() instanceof Claim.Fenced);
        first.store().close();
        second.store().close();
    }

    private boolean waitsForTheNumber() {
        return shared.query("select pid from pg_stat_activity where application_name = 'strowger claim'"
                + " and datname = current_database() and wait_event_type = 'Lock'").size() == 1;
    }

    /** A session of the last owner's that began after all of them were ended, and stands still with the number. */
    @Test
    void takeoverEndsWhoeverOfTheLastOwnerKeepsItWaiting() throws IOException, SQLException {
        Server first = new Server("a").open();
        Server second = new Server("b");
        second.withKeyOf(first);
        second.opening();
        try (Connection late = shared.address().connect("not to be ended")) {
            late.setAutoCommit(false);
            new Sql(late).list("select value from settings where name = 'claim' for share", row -> true);
            takenOver(this::waitsForTheNumber);
            new Sql(late).run("set application_name = 'strowger server late'");
            second.store();
            assertThrows(SQLException.class, late::commit);
        }
        first.store().close();
        second.store().close();
    }

    /** As one whose process is stopped there: nobody waits for it, and when it goes on it is too late. */
    @Test
    void ownerWhoStandsStillBeforeItsCommitCannotCommitOnceTakenOver() throws IOException, SQLException {
        Server first = new Server("a").open();
        Server second = new Server("b");
        second.withKeyOf(first);
        second.opening();
        String name = shared.query("select application_name from pg_stat_activity where application_name like"
                + " 'strowger server %' and datname = current_database()").getFirst();
        try (CommitUnderWay commit = new CommitUnderWay(first, name)) {
            takenOver(second);
            assertFalse(commit.letGo());
        }
        assertEquals(List.of(), shared.query("select value from settings where name = 'test'"));
        first.store().close();
        second.store().close();
    }

    /** Another database may have let another server in, and be this one by now; the session need not have ended. */
    @Test
    void claimWhoseNumberWasRaisedIsLostThoughItsSessionLives() {
        Server only = new Server("a").open();
        shared.execute("update settings set value = '7' where name = 'claim'");
        assertTrue(only.lost.await(Deadline.after(WORLD.timeline(), SOON)).isPresent());
        assertFalse(only.store().owned());
        only.store().close();
    }
}
