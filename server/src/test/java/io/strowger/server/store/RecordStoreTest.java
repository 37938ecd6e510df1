package io.strowger.server.store;

import static io.strowger.call.port.CallStatus.CANCELED;
import static io.strowger.call.port.CallStatus.COMPLETED;
import static io.strowger.call.port.CallStatus.IN_PROGRESS;
import static io.strowger.call.port.CallStatus.RINGING;
import static io.strowger.server.store.Records.sid;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.port.CallDetail;
import io.strowger.call.port.Direction;
import io.strowger.call.port.Notification;
import io.strowger.call.port.QueueRecord;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Limit;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.NotificationSid;
import io.strowger.kernel.QueueSid;
import io.strowger.kernel.RecordingSid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RecordStoreTest {
    private final Metrics metrics = new Metrics();
    private TestStore store;
    private RecordStore records;

    @BeforeEach
    void open() {
        store = TestStore.open();
        records = RecordStore.open(
                store.world(), store.database(), metrics, Duration.ofDays(30), (account, number) -> Optional.of("441"),
                store.outbound(), RecordStore.defaultBacklog());
    }

    @AfterEach
    void close() {
        records.close();
        store.close();
    }

    @Test
    void newestStateOfACallWinsInOneBatchAndAcrossBatches() {
        records.call(Records.call(sid(1), RINGING));
        records.flush();
        records.call(Records.call(sid(1), IN_PROGRESS));
        records.call(Records.call(sid(2), RINGING));
        records.call(Records.call(sid(2), IN_PROGRESS));
        records.flush();
        assertEquals(List.of("in-progress", "in-progress"), store.query("select status from calls order by sid"));
        assertEquals(List.of("2026-11-23 10:00:02.123456+00"), store.query("select answered_at from calls limit 1"));
    }

    /** RecordPort: a final state is never replaced. */
    @Test
    void finalStateIsNeverReplaced() {
        records.call(Records.call(sid(1), COMPLETED));
        records.call(Records.call(sid(1), RINGING));
        records.flush();
        records.call(Records.call(sid(1), IN_PROGRESS));
        records.call(Records.call(sid(1), CANCELED));
        records.flush();
        assertEquals(List.of("completed 7000000 t"),
                store.query("select status || ' ' || duration_us || ' ' || left(final::text, 1) from calls"));
    }

    @Test
    void detailRecordIsImmutable() {
        records.detail(Records.detail(sid(1)));
        records.flush();
        store.execute("update call_details set trunk = 'first'");
        records.detail(Records.detail(sid(1)));
        records.flush();
        assertEquals(List.of("first 7 SUCCESS 44 200"), store.query(
                "select concat_ws(' ', trunk, billable_seconds, termination, prefix, sip_status) from call_details"));
    }

    /** Rulings part 2, "Call detail record": trunk and prefix. */
    @Test
    void detailOfADialledLegNamesThePrefixItWasAllowedBy() {
        CallDetail in = Records.detail(sid(1));
        records.detail(new CallDetail(sid(2), in.account(), in.parent(), Direction.OUTBOUND_DIAL, in.from(), in.to(),
                in.began(), in.answered(), in.ended(), in.billable(), "carrier", "", 200, in.termination(),
                in.status()));
        records.flush();
        assertEquals(List.of("441"), store.query("select prefix from call_details"));
    }

    @Test
    void timelineReplacesItselfAndKeepsItsOrder() {
        records.timeline(Records.timeline(sid(1), "one"));
        records.flush();
        records.timeline(Records.timeline(sid(1), "twö\0"));
        records.flush();
        assertEquals(List.of("twö\uFFFD verb 20000 3"), store.query("select concat_ws(' ', entries->0->>'text',"
                + " entries->0->>'kind', entries->0->>'since_start_us', dropped) from timelines"));
    }

    @Test
    void finishedRecordingIsNotReopened() {
        RecordingSid sid = RecordingSid.mint(store.world());
        records.recording(Records.recording(sid, sid(1), "in-progress"));
        records.recording(Records.recording(sid, sid(1), "completed"));
        records.recording(Records.recording(sid, sid(1), "in-progress"));
        records.flush();
        records.recording(Records.recording(sid, sid(1), "in-progress"));
        records.flush();
        assertEquals(List.of("completed 1500000 12044"),
                store.query("select concat_ws(' ', status, duration_us, bytes) from recordings"));
    }

    @Test
    void outboxHoldsWhatIsNotDelivered() {
        records.queued(Records.delivery("a", sid(1), 0));
        records.queued(Records.delivery("b", sid(1), 1));
        records.delivered(Records.delivery("a", sid(1), 0));
        records.flush();
        assertEquals(List.of("b"), store.query("select id from outbox"));
        records.delivered(Records.delivery("b", sid(1), 1));
        records.flush();
        assertEquals(List.of(), store.query("select id from outbox"));
    }

    /** A letter of its own each, they could fall on two sides of a crash. */
    @Test
    void callAndTheCallbackThatTellsOfItAreRefusedTogether() {
        store.execute("alter table outbox add check (id <> 'a')");
        records.told(Records.call(sid(1), COMPLETED), Records.delivery("a", sid(1), 0));
        records.told(Records.call(sid(2), COMPLETED), Records.delivery("b", sid(2), 0));
        records.flush();
        assertEquals(List.of(sid(2).value()), store.query("select sid from calls"));
        assertEquals(List.of("b"), store.query("select id from outbox"));
    }

    @Test
    void checkpointLivesUntilTheCallEnds() {
        records.checkpoint(sid(1), "version=1\n");
        records.checkpoint(sid(2), "version=1\n");
        records.checkpoint(sid(2), "");
        records.flush();
        assertEquals(List.of(sid(1).value()), store.query("select call_sid from checkpoints"));
        records.checkpoint(sid(1), "");
        records.flush();
        assertEquals(List.of(), store.query("select call_sid from checkpoints"));
    }

    /** Rulings part 2, "Privacy": every stored timeline, notification and recording has expires_at. */
    @Test
    void everythingButTheDetailRecordExpires() {
        records.call(Records.call(sid(1), COMPLETED));
        records.notification(Records.notification(sid(1)));
        records.recording(Records.recording(RecordingSid.mint(store.world()), sid(1), "completed"));
        records.timeline(Records.timeline(sid(1), "x"));
        records.flush();
        for (String table : List.of("calls", "notifications", "recordings")) {
            assertEquals(List.of("2026-12-23"), store.query("select expires_at::date from " + table), table);
        }
        assertEquals(List.of("t"), store.query(
                "select expires_at between now() + interval '29 days' and now() + interval '31 days' from timelines"));
    }

    /** One record the database refuses must not take its neighbours with it. */
    @Test
    void refusedRecordIsDroppedAloneAndCounted() {
        store.execute("alter table calls add check (sid <> '" + sid(7) + "')");
        IntStream.range(0, 20).forEach(n -> records.call(Records.call(sid(n), RINGING)));
        records.flush();
        assertEquals(List.of("19"), store.query("select count(*) from calls"));
        assertTrue(metrics.text().contains("strowger_journal_refused_total 1\n"), metrics.text());
    }

    /** A mistake of ours about one record ended the journal once: whatever it is, the others are written. */
    @Test
    void recordThatCannotEvenBeWrittenIsDroppedAloneAndCounted() {
        Notification good = Records.notification(sid(1));
        records.notification(good);
        records.notification(new Notification(NotificationSid.mint(store.world()), good.account(), good.call(),
                good.code(), null, good.url(), good.method(), "", "", "", good.at()));
        records.call(Records.call(sid(1), RINGING));
        records.flush();
        records.call(Records.call(sid(2), RINGING));
        records.flush();
        assertEquals(List.of("1"), store.query("select count(*) from notifications"));
        assertEquals(List.of("2"), store.query("select count(*) from calls"));
        assertTrue(metrics.text().contains("strowger_journal_refused_total 1\n"), metrics.text());
        assertTrue(records.keepsUp());
    }

    /** A batch too large for the heap is cut in two until it fits. */
    @Test
    void fatalErrorOfOneLetterLeavesTheOthersWritten() {
        List<String> written = new ArrayList<>();
        try (GroupCommitWriter<String> writer = GroupCommitWriter.open(
                store.world(), store.database(), metrics, new Limit("letters", 100), (connection, batch) -> {
                    if (batch.contains("huge")) {
                        throw new OutOfMemoryError("for the test");
                    }
                    written.addAll(batch);
                })) {
            List.of("a", "huge", "b", "c").forEach(writer::post);
            writer.flush();
        }
        assertEquals(List.of("a", "b", "c"), written);
    }

    @Test
    void closingWritesWhatWaits() {
        IntStream.range(0, 5000).forEach(n -> records.call(Records.call(sid(n), RINGING)));
        records.close();
        assertEquals(List.of("5000"), store.query("select count(*) from calls"));
        assertTrue(metrics.text().contains("strowger_journal_wait_seconds_count"), metrics.text());
    }

    @Test
    void fullBacklogDropsCountsAndNeverBlocks() {
        Limit backlog = new Limit("journal-backlog", 10);
        try (TestStore other = TestStore.open();
                RecordStore small = RecordStore.open(
                        other.world(), other.database(), new Metrics(), Duration.ofDays(1),
                        (account, number) -> Optional.empty(),
                        other.outbound(), backlog)) {
            boolean locked = other.database().transaction(connection -> {
                try (var statement = connection.createStatement()) {
                    statement.execute("lock table calls in access exclusive mode");
                }
                IntStream.range(0, 2000).forEach(n -> small.call(Records.call(sid(n), RINGING)));
                assertFalse(small.keepsUp(), "/ready says so");
                return true;
            });
            assertTrue(locked);
            small.flush();
            assertTrue(small.keepsUp(), "what waited is written");
            long written = Long.parseLong(other.query("select count(*) from calls").getFirst());
            assertEquals(2000, written + backlog.bites());
            assertTrue(backlog.bites() > 0);
        }
    }

    @Test
    void recordsOfALostConnectionAreWrittenAgain() {
        IntStream.range(0, 500).forEach(n -> {
            records.call(Records.call(sid(n), RINGING));
            if (n % 100 == 50) {
                store.query("select pg_terminate_backend(pid) from pg_stat_activity"
                        + " where datname = current_database() and pid <> pg_backend_pid()");
            }
        });
        records.flush();
        assertEquals(List.of("500"), store.query("select count(*) from calls"));
    }

    /** rest-api "Queues and members": name, size and sid outlive the process. */
    @Test
    void queuesAreKeptUntilTheyAreDeleted() {
        AccountSid account = Records.detail(sid(1)).account();
        Instant made = Instant.parse("2026-11-25T10:00:00.123456Z");
        QueueRecord support = new QueueRecord(
                new QueueSid("QU" + "1".repeat(32)), account, "support", 1000, made, made);
        QueueRecord sales = new QueueRecord(new QueueSid("QU" + "2".repeat(32)), account, "sales", 5, made, made);
        QueueRecord renamed = new QueueRecord(support.sid(), account, "help", 7, made, made.plusSeconds(5));
        records.queue(support);
        records.queue(sales);
        records.flush();
        records.queue(renamed);
        records.queueDeleted(sales.sid());
        records.flush();
        assertEquals(List.of(renamed), Store.queues(store.database()));
    }
}
