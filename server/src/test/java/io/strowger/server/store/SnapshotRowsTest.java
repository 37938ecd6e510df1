package io.strowger.server.store;

import static io.strowger.server.store.TestStore.WORLD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.Metrics;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.work.JournalPort.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Issue 4: snapshots of workspaces with a million tasks; parts that are written are the text that is read. */
class SnapshotRowsTest {
    private static final WorkspaceSid SID = new WorkspaceSid("WS" + "1".repeat(32));
    private static final int PART = 4 << 20;

    private final TestStore store = TestStore.empty();

    @AfterEach
    void close() {
        store.close();
    }

    private Optional<Snapshot> newest() {
        List<Snapshot> found = new ArrayList<>();
        try (WorkStore work = WorkStore.open(WORLD, store.database(), new Metrics())) {
            work.load(SID, newest -> newest.ifPresent(found::add), tail -> { });
        }
        return found.stream().findFirst();
    }

    private void write(Snapshot... snapshots) {
        try (WorkStore work = WorkStore.open(WORLD, store.database(), new Metrics())) {
            List.of(snapshots).forEach(work::snapshot);
        }
    }

    private static Snapshot snapshot(long sequence, String body) {
        return new Snapshot(SID, sequence, 2, body, "digest " + sequence);
    }

    @Test
    void longTextIsKeptInPackedPartsAndReadLetterByLetter() {
        Migrations.shipped().run(store.database());
        String body = "x".repeat(PART - 1) + "\ud83d\ude00" + "\u00eb".repeat(PART) + "end";
        write(snapshot(7, body), snapshot(7, "another of the same place changes nothing"));
        assertEquals(List.of("0", "1", "2"), store.query("select part from work_snapshot_parts order by part"));
        String bytes = store.query("select sum(length(body)) from work_snapshot_parts").getFirst();
        assertTrue(Long.parseLong(bytes) < 100_000, bytes);
        Snapshot read = newest().orElseThrow();
        assertEquals(7, read.sequence());
        assertTrue(read.body().equals(body), "nine million letters");
    }

    @Test
    void olderSnapshotsGoWithTheirParts() {
        Migrations.shipped().run(store.database());
        write(snapshot(1, "one"), snapshot(2, "two"), snapshot(3, "three"));
        assertEquals(store.query("select sequence from work_snapshots order by 1"),
                store.query("select distinct sequence from work_snapshot_parts order by 1"));
        assertEquals("three", newest().orElseThrow().body());
    }

    /** It is dropped by its reader then, and the one before is taken (WorkspaceRunnerTest). */
    @Test
    void damagedPartLeavesNoHalfText() {
        Migrations.shipped().run(store.database());
        write(snapshot(1, "one"));
        store.execute("update work_snapshot_parts set body = '\\x1f8b'");
        assertEquals("", newest().orElseThrow().body());
    }

    @Test
    void snapshotsOfEarlierVersionsAreStillRead() {
        store.database().change(connection -> Migrations.shipped().create(connection, 7));
        store.execute("insert into work_snapshots values ('" + SID + "', 5, 1, 'd', '[\"Zo\u00eb\"]', now())");
        Migrations.shipped().run(store.database());
        assertEquals(new Snapshot(SID, 5, 1, "[\"Zo\u00eb\"]", "d"), newest().orElseThrow());
    }
}
