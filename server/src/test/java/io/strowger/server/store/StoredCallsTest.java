package io.strowger.server.store;

import static io.strowger.server.store.Records.ACCOUNT;
import static io.strowger.server.store.Records.sid;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strowger.call.port.CallRecord;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.Notification;
import io.strowger.call.port.RecordingRecord;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.RecordingSid;
import io.strowger.server.api.CallFilter;
import io.strowger.server.rest.PageRequest;
import io.strowger.server.rest.PageRequest.Cursor;
import io.strowger.server.rest.Slice;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What was written is read back equal, by its own account only (requirement B9; rulings, "No leak between tenants").
 */
class StoredCallsTest {
    private static final AccountSid OTHER = new AccountSid("AC" + "b".repeat(32));
    private static final Path FOLDER = Path.of("/recordings");
    private static TestStore store;
    private static RecordStore records;
    private static StoredCalls calls;

    @BeforeAll
    static void open() {
        store = TestStore.open();
        records = RecordStore.open(store.world(), store.database(), new Metrics(), Duration.ofDays(30),
                (account, number) -> Optional.empty(), store.outbound(),
                RecordStore.defaultBacklog());
        calls = new StoredCalls(store.database(), FOLDER);
    }

    @AfterAll
    static void close() {
        records.close();
        store.close();
    }

    @Test
    void callIsReadAsItWasWritten() {
        CallRecord written = Records.call(sid(900), CallStatus.COMPLETED);
        records.call(written);
        records.flush();
        assertEquals(Optional.of(written), calls.call(ACCOUNT, sid(900)));
        assertEquals(Optional.empty(), calls.call(OTHER, sid(900)));
        assertEquals(Optional.empty(), calls.call(ACCOUNT, sid(901)));
        assertEquals(Optional.of(ACCOUNT), calls.owner(sid(900)));
    }

    @Test
    void particularsOfACallAreReadAsTheyWereWritten_B9() {
        CallRecord written = Records.outbound(sid(905), CallStatus.BUSY);
        records.waiting(Records.waitingCall(sid(905)), Records.waiting(sid(905)));
        records.call(written);
        records.flush();
        assertEquals(Optional.of(written), calls.call(ACCOUNT, sid(905)));
    }

    @Test
    void timelineAndNotificationsAreReadAsTheyWereWritten() {
        Notification notification = Records.notification(sid(910));
        records.timeline(Records.timeline(sid(910), "said hello"));
        records.notification(notification);
        records.flush();
        assertEquals(Optional.of(Records.timeline(sid(910), "said hello")).map(one -> one.entries()),
                calls.timeline(ACCOUNT, sid(910)).map(one -> one.entries()));
        assertEquals(3, calls.timeline(ACCOUNT, sid(910)).orElseThrow().dropped());
        assertEquals(Optional.empty(), calls.timeline(OTHER, sid(910)));
        assertEquals(List.of(notification), calls.notifications(ACCOUNT, sid(910)));
        assertEquals(List.of(), calls.notifications(OTHER, sid(910)));
    }

    @Test
    void recordingIsReadWithItsFile() {
        RecordingRecord written =
                Records.recording(RecordingSid.mint(store.world()), sid(920), "completed");
        records.recording(written);
        records.flush();
        assertEquals(Optional.of(written), calls.recording(ACCOUNT, written.sid()));
        assertEquals(List.of(written), calls.recordings(ACCOUNT, sid(920)));
        assertEquals(Optional.of(FOLDER.resolve(ACCOUNT.value()).resolve(written.sid() + ".wav")),
                calls.audio(ACCOUNT, written.sid()));
        assertEquals(Optional.empty(), calls.audio(OTHER, written.sid()));
        assertEquals(Optional.empty(), calls.recording(OTHER, written.sid()));
        assertEquals(List.of(), calls.recordings(OTHER, sid(920)));
    }

    @Test
    void pagesByKeyHoldEveryCallOnceNewestFirst() {
        AccountSid mine = new AccountSid("AC" + "c".repeat(32));
        IntStream.range(0, 25).forEach(n -> store.execute("insert into calls select '" + sid(500 + n) + "', '" + mine
                + "', null, 'f', 't', 'inbound', 'ringing', false, now(), null, null, 0, null, null, null, '', now()"));
        List<CallSid> read = new ArrayList<>();
        List<CallSid> back = new ArrayList<>();
        Optional<String> next = Optional.empty();
        Slice<CallRecord> slice;
        do {
            PageRequest page = new PageRequest(10, read.size() / 10, next.map(key -> new Cursor(false, key)));
            slice = page.slice(calls.calls(mine, CallFilter.ALL, page), call -> call.sid().value());
            slice.rows().forEach(call -> read.add(call.sid()));
            next = slice.next();
        } while (next.isPresent());
        for (Optional<String> before = slice.previous(); before.isPresent(); before = slice.previous()) {
            PageRequest page = new PageRequest(10, 1, before.map(key -> new Cursor(true, key)));
            slice = page.slice(calls.calls(mine, CallFilter.ALL, page), call -> call.sid().value());
            back.addAll(0, slice.rows().stream().map(CallRecord::sid).toList());
        }
        assertEquals(read.subList(0, 20), back, "the way back is the way forth");
        assertEquals(IntStream.range(0, 25).mapToObj(n -> sid(524 - n)).toList(), read);
        assertEquals(read.subList(20, 25), calls.calls(mine, CallFilter.ALL, new PageRequest(10, 2, Optional.empty()))
                .stream().map(CallRecord::sid).toList());
        assertEquals(List.of(), calls.calls(OTHER, CallFilter.ALL, new PageRequest(10, 0, Optional.empty())));
    }
}
