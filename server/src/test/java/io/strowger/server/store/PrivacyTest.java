package io.strowger.server.store;

import static io.strowger.server.store.Records.ACCOUNT;
import static io.strowger.server.store.Records.sid;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.port.CallStatus;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.RecordingSid;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rulings part 2, "Privacy": a purge job; erasure by call. "Call detail record" survives both. */
class PrivacyTest {
    private static final List<String> TABLES =
            List.of("calls", "timelines", "notifications", "recordings", "checkpoints", "outbox");

    @TempDir
    private Path folder;
    private TestStore store;
    private RecordStore records;
    private Directory directory;

    @BeforeEach
    void open() {
        store = TestStore.open();
        records = RecordStore.open(store.world(), store.database(), new Metrics(), Duration.ofDays(30),
                (account, number) -> Optional.empty(), store.outbound(),
                RecordStore.defaultBacklog());
        directory = Directory.open(store.database(), Secrets.open(store.world(), folder.resolve("keys")), store.world(),
                List.of());
    }

    @AfterEach
    void close() {
        records.close();
        store.close();
    }

    private Path everythingOf(CallSid call, CallStatus status) {
        RecordingSid recording = RecordingSid.mint(store.world());
        records.call(Records.call(call, status));
        records.detail(Records.detail(call));
        records.timeline(Records.timeline(call, "x"));
        records.notification(Records.notification(call));
        records.recording(Records.recording(recording, call, "completed"));
        records.checkpoint(call, "version=1\n");
        records.queued(Records.delivery("d" + call, call, 0));
        records.flush();
        try {
            Path file = folder.resolve(ACCOUNT.value()).resolve(recording + ".wav");
            Files.createDirectories(file.getParent());
            return Files.writeString(file, "sound");
        } catch (IOException trouble) {
            throw new IllegalStateException(trouble);
        }
    }

    private List<String> counts() {
        return TABLES.stream().map(table -> store.query("select count(*) from " + table).getFirst()).toList();
    }

    @Test
    void expiredRowsAndFilesAreRemovedAndOthersStay() {
        Path old = everythingOf(sid(1), CallStatus.COMPLETED);
        for (String table : List.of("calls", "timelines", "notifications", "recordings")) {
            store.execute("update " + table + " set expires_at = now() - interval '1 second'");
        }
        Path fresh = everythingOf(sid(2), CallStatus.COMPLETED);
        try (Housekeeping keeping = Housekeeping.start(store.world(), store.database(), directory, folder)) {
            keeping.purge();
        }
        assertEquals(List.of("1", "1", "1", "1", "2", "2"), counts());
        assertEquals(List.of("2"), store.query("select count(*) from call_details"));
        assertFalse(Files.exists(old));
        assertTrue(Files.exists(fresh));
        assertEquals(List.of("1"), store.query("select count(*) from settings where name = 'alive_at'"));
    }

    @Test
    void aFileThatCannotBeDeletedKeepsItsRowAndStopsNoOther() throws IOException {
        Path stuck = everythingOf(sid(1), CallStatus.COMPLETED);
        Files.delete(stuck);
        Files.createDirectories(stuck.resolve("in the way"));
        Path other = everythingOf(sid(2), CallStatus.COMPLETED);
        for (String table : List.of("calls", "timelines", "notifications", "recordings")) {
            store.execute("update " + table + " set expires_at = now() - interval '1 second'");
        }
        try (Housekeeping keeping = Housekeeping.start(store.world(), store.database(), directory, folder)) {
            keeping.purge();
        }
        assertEquals(List.of("0", "0", "0", "1", "2", "2"), counts());
        assertFalse(Files.exists(other));
    }

    @Test
    void erasureLeavesOnlyTheMaskedDetailRecordAndAnAuditRow() {
        Path file = everythingOf(sid(1), CallStatus.COMPLETED);
        everythingOf(sid(2), CallStatus.COMPLETED);
        Erasure erasure = new Erasure(store.world(), store.database(), folder);
        assertEquals(Erasure.Outcome.ERASED, erasure.erase(ACCOUNT, sid(1), "test"));
        assertEquals(List.of("1", "1", "1", "1", "1", "1"), counts());
        assertEquals(List.of("+441********* +441********* 7"), store.query("select concat_ws(' ', from_address,"
                + " to_address, billable_seconds) from call_details where call_sid = '" + sid(1) + "'"));
        assertFalse(Files.exists(file));
        assertEquals(List.of("call.erased " + sid(1)), store.query("select action || ' ' || subject from audit"));
        assertEquals(Erasure.Outcome.UNKNOWN, erasure.erase(ACCOUNT, sid(1), "test"));
    }

    @Test
    void erasureReachesTheCallsThatWereDialled() {
        everythingOf(sid(1), CallStatus.COMPLETED);
        everythingOf(sid(2), CallStatus.COMPLETED);
        store.execute("update calls set parent_sid = '" + sid(1) + "' where sid = '" + sid(2) + "'");
        assertEquals(Erasure.Outcome.ERASED,
                new Erasure(store.world(), store.database(), folder).erase(ACCOUNT, sid(1), "test"));
        assertEquals(List.of("0", "0", "0", "0", "0", "0"), counts());
    }

    @Test
    void runningAndForeignCallsAreNotErased() {
        everythingOf(sid(1), CallStatus.IN_PROGRESS);
        Erasure erasure = new Erasure(store.world(), store.database(), folder);
        assertEquals(Erasure.Outcome.RUNNING, erasure.erase(ACCOUNT, sid(1), "test"));
        assertEquals(Erasure.Outcome.UNKNOWN,
                erasure.erase(new AccountSid("AC" + "b".repeat(32)), sid(1), "test"));
        assertEquals(List.of("1", "1", "1", "1", "1", "1"), counts());
    }
}
