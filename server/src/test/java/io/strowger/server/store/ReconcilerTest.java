package io.strowger.server.store;

import static io.strowger.server.store.Records.ACCOUNT;
import static io.strowger.server.store.Records.BEGAN;
import static io.strowger.server.store.Records.sid;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.port.CallStatus;
import io.strowger.call.port.StatusDelivery;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.RecordingSid;
import io.strowger.media.audio.WavWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rulings part 2, "Crash and deploy". */
class ReconcilerTest {
    @TempDir
    private Path folder;
    private TestStore store;
    private RecordStore records;
    private Reconciler reconciler;

    @BeforeEach
    void open() {
        store = TestStore.open();
        records = RecordStore.open(store.world(), store.database(), new Metrics(), Duration.ofDays(30),
                (account, number) -> Optional.empty(), store.outbound(),
                RecordStore.defaultBacklog());
        reconciler = new Reconciler(store.world(), store.database(), folder, Duration.ofDays(30));
    }

    @AfterEach
    void close() {
        records.close();
        store.close();
    }

    private Reconciler.Report run() {
        records.flush();
        return reconciler.run();
    }

    private static Map<String, String> fields(StatusDelivery delivery) {
        return delivery.parameters().stream().collect(Collectors.toMap(Header::name, Header::value));
    }

    @Test
    void callThatWasAnsweredIsCompletedAtTheLastSignOfLife() {
        records.call(Records.call(sid(1), CallStatus.IN_PROGRESS));
        records.checkpoint(sid(1), "version=1\n");
        store.execute("insert into settings values ('alive_at', '" + BEGAN.plusSeconds(62) + "')");
        Reconciler.Report report = run();
        assertEquals(1, report.calls());
        assertEquals(List.of("completed 60000000 2026-11-23 10:01:02.123456+00"),
                store.query("select concat_ws(' ', status, duration_us, ended_at) from calls"));
        assertEquals(List.of("PLATFORM 60 200 completed"), store.query(
                "select concat_ws(' ', termination, billable_seconds, sip_status, status) from call_details"));
        assertEquals(List.of("90105"), store.query("select code from notifications"));
        assertEquals(List.of(), store.query("select call_sid from checkpoints"));
    }

    @Test
    void callThatWasNeverAnsweredHasFailed() {
        records.call(Records.call(sid(1), CallStatus.RINGING));
        run();
        assertEquals(List.of("failed 0 t"),
                store.query("select concat_ws(' ', status, duration_us, ended_at > created_at) from calls"));
        assertEquals(List.of("PLATFORM 0"),
                store.query("select concat_ws(' ', termination, sip_status) from call_details"));
    }

    /** Must show 5: every open call is ended in the records with its final callback. */
    @Test
    void finalCallbackIsQueuedWithTheFinalState() {
        records.call(Records.call(sid(1), CallStatus.IN_PROGRESS));
        records.queued(Records.delivery("left unsent", sid(1), 7));
        store.execute("insert into settings values ('alive_at', '" + BEGAN.plusSeconds(62) + "')");
        records.flush();
        store.execute("update calls set callback_parameters = callback_parameters || '&SequenceNumber=4&Timestamp=x'");
        List<StatusDelivery> pending = run().pending();
        assertEquals(List.of(7, 8), pending.stream().map(StatusDelivery::sequence).toList(), "after what was unsent");
        assertEquals("https://app.example/status", pending.getLast().target().url());
        Map<String, String> fields = fields(pending.getLast());
        assertEquals("completed", fields.get("CallStatus"));
        assertEquals("60", fields.get("CallDuration"));
        assertEquals("1", fields.get("Duration"));
        assertEquals("4", fields.get("SequenceNumber"), "the next one, as it was stored");
        assertEquals("+441632960001", fields.get("From"));
        assertTrue(fields.get("Timestamp").endsWith(" +0000"), fields.get("Timestamp"));
    }

    @Test
    void callbacksOfTheLastRunAreHandedBackInOrder() {
        records.queued(Records.delivery("b", sid(1), 1));
        records.flush();
        records.queued(Records.delivery("a", sid(1), 2));
        records.flush();
        records.queued(Records.delivery("c", sid(2), 0));
        records.delivered(Records.delivery("c", sid(2), 0));
        List<StatusDelivery> pending = run().pending();
        assertEquals(List.of(Records.delivery("b", sid(1), 1), Records.delivery("a", sid(1), 2)), pending);
    }

    /** Issue 3, "Outbound calls": what still waited goes on, what had left the queue is ended. */
    @Test
    void callThatStillWaitedIsLeftToBeStarted() {
        records.waiting(Records.waitingCall(sid(1)), Records.waiting(sid(1)));
        records.waiting(Records.waitingCall(sid(2)), Records.waiting(sid(2)));
        records.call(Records.outbound(sid(2), CallStatus.INITIATED));
        records.waiting(Records.waitingCall(sid(3)), Records.waiting(sid(3)));
        records.flush();
        records.call(Records.outbound(sid(3), CallStatus.INITIATED));
        assertEquals(2, run().calls());
        assertEquals(List.of(Records.waiting(sid(1))), store.outbound().waiting());
        assertEquals(List.of("queued", "failed", "failed"), store.query("select status from calls order by sid"));
        assertEquals(List.of("0"), store.query(
                "select count(*) from outbound_calls where encode(request, 'escape') like '%geheim%'"));
    }

    @Test
    void secondRunFindsNothingToEnd() {
        records.call(Records.call(sid(1), CallStatus.RINGING));
        records.call(Records.call(sid(2), CallStatus.COMPLETED));
        assertEquals(1, run().calls());
        Reconciler.Report second = run();
        assertEquals(0, second.calls());
        assertEquals(1, second.pending().size());
        assertEquals(List.of("1"), store.query("select count(*) from call_details"));
    }

    @Test
    void recordingsAreRepairedOrAbsent() throws IOException {
        RecordingSid heard = RecordingSid.mint(store.world());
        RecordingSid lost = RecordingSid.mint(store.world());
        RecordingSid broken = RecordingSid.mint(store.world());
        List.of(heard, lost, broken).forEach(
                one -> records.recording(Records.recording(one, sid(1), "in-progress")));
        Path file = folder.resolve(ACCOUNT.value()).resolve(heard + ".wav");
        Files.createDirectories(file.getParent());
        cutOffRecording(file);
        Files.writeString(file.resolveSibling(broken + ".wav"), "not a recording");
        assertEquals(3, run().recordings());
        assertEquals(List.of("completed 1000000"), store.query(
                "select concat_ws(' ', status, duration_us) from recordings where sid = '" + heard + "'"));
        assertEquals(List.of("absent"), store.query("select status from recordings where sid = '" + lost + "'"));
        assertEquals(List.of("failed"), store.query("select status from recordings where sid = '" + broken + "'"));
        assertEquals(8000, WavWriter.repair(file));
        assertFalse(Files.exists(file.resolveSibling(lost + ".wav")));
    }

    /** One second of sound whose header still says that there is none, as after kill -9. */
    private static void cutOffRecording(Path file) throws IOException {
        byte[] bytes = new byte[44 + 16000];
        byte[] head = {
            'R', 'I', 'F', 'F', 36, 0, 0, 0, 'W', 'A', 'V', 'E', 'f', 'm', 't', ' ', 16, 0, 0, 0, 1, 0, 1, 0,
            0x40, 0x1f, 0, 0, (byte) 0x80, 0x3e, 0, 0, 2, 0, 16, 0, 'd', 'a', 't', 'a', 0, 0, 0, 0};
        Arrays.fill(bytes, (byte) 1);
        System.arraycopy(head, 0, bytes, 0, head.length);
        Files.write(file, bytes);
    }
}
