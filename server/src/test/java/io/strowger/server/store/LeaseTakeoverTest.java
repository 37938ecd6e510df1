package io.strowger.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.work.Batch;
import io.strowger.work.JournalPort.Appended;
import io.strowger.work.LeasePort.Lease;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

/** A workspace changes its owner between commits, never within one (issue 4, "the shell"). */
class LeaseTakeoverTest {
    private static final AccountSid ACCOUNT = new AccountSid("AC" + "1".repeat(32));
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration OVER_AT_ONCE = Duration.ofMillis(1);

    private static void until(BooleanSupplier what) {
        Deadline deadline = Deadline.after(TestStore.WORLD.timeline(), SOON);
        while (!what.getAsBoolean()) {
            assertFalse(deadline.passed(TestStore.WORLD.timeline()), "too long");
            TestStore.WORLD.timeline().<Object>inbox(1)
                    .await(Deadline.after(TestStore.WORLD.timeline(), Duration.ofMillis(10)));
        }
    }

    private static Batch batch(Lease lease, int sequence) {
        return new Batch(lease.workspace(), ACCOUNT, lease.token(), sequence, sequence,
                TestStore.WORLD.timeline().now(), 1, "[]", List.of(), List.of(), List.of(), List.of(), false);
    }

    private static boolean waits(TestStore store, String kind) {
        return store.query("select pid from pg_locks where not granted and locktype = '" + kind + "' and pid in"
                + " (select pid from pg_stat_activity where datname = current_database())").size() == 1;
    }

    /** The first owner's commit stands still at its very end, behind the look at its token. */
    @Test
    void nextOwnerWaitsForACommitUnderWayAndTheLastOneWritesNoMore() throws SQLException {
        try (TestStore store = TestStore.open(); WorkStore work = WorkStore.open(TestStore.WORLD, store.database(),
                new Metrics()); Connection holding = store.address().connect("test")) {
            store.execute("create function stand_still() returns trigger language plpgsql as $$ begin"
                    + " perform pg_advisory_xact_lock_shared(77); return null; end $$");
            store.execute("create constraint trigger stand_still after insert on work_journal deferrable initially"
                    + " deferred for each row execute function stand_still()");
            new Sql(holding).list("select pg_advisory_lock(77)", row -> true);
            Lease first = work.create(WorkspaceSid.mint(TestStore.WORLD), ACCOUNT, "one", OVER_AT_ONCE);
            Inbox<Appended> appended = TestStore.WORLD.timeline().inbox(1);
            Inbox<Optional<Lease>> next = TestStore.WORLD.timeline().inbox(1);
            TestStore.WORLD.timeline().spawn("append", () -> appended.post(work.append(batch(first, 1))));
            until(() -> waits(store, "advisory"));
            TestStore.WORLD.timeline().spawn("acquire", () -> next.post(
                    work.acquire(first.workspace(), "two", SOON)));
            until(() -> waits(store, "transactionid"));
            assertEquals(0, next.size(), "it waits");
            new Sql(holding).list("select pg_advisory_unlock(77)", row -> true);
            assertEquals(Appended.DURABLE,
                    appended.await(Deadline.after(TestStore.WORLD.timeline(), SOON)).orElseThrow());
            Lease second = next.await(Deadline.after(TestStore.WORLD.timeline(), SOON)).orElseThrow().orElseThrow();
            assertEquals(2, second.token());
            assertEquals(Appended.FENCED, work.append(batch(first, 2)));
            assertEquals(Appended.DURABLE, work.append(batch(second, 2)));
            assertTrue(store.query("select first from work_journal order by 1").equals(List.of("1", "2")));
        }
    }
}
