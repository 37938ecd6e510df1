package io.strowger.server.store;

import static io.strowger.server.store.Records.ACCOUNT;
import static io.strowger.server.store.Records.sid;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.OutboundGuard;
import io.strowger.call.OutboundLimits;
import io.strowger.call.port.CallDetail;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.Direction;
import io.strowger.call.port.GuardEvent;
import io.strowger.call.port.Termination;
import io.strowger.kernel.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Issue 3: an anomaly stop lasts until an operator clears it, whatever is restarted meanwhile. */
class OutboundGuardsTest {
    private TestStore store;
    private RecordStore records;

    @BeforeEach
    void open() {
        store = TestStore.open();
        records = RecordStore.open(store.world(), store.database(), new Metrics(), Duration.ofDays(30),
                (account, number) -> Optional.empty(), store.outbound(), RecordStore.defaultBacklog());
    }

    @AfterEach
    void close() {
        records.close();
        store.close();
    }

    private OutboundGuard restored() {
        records.flush();
        OutboundGuard guard = new OutboundGuard(
                store.world().timeline(), OutboundLimits.DEFAULT, records, new Metrics());
        new OutboundGuards(store.world(), store.database()).restore(guard);
        return guard;
    }

    private CallDetail detail(int n, Direction direction, String trunk, Instant ended) {
        return new CallDetail(sid(n), ACCOUNT, Optional.empty(), direction, "+441632960001", "+441632960100",
                ended.minusSeconds(130), Optional.of(ended.minusSeconds(120)), ended, Duration.ofSeconds(120), trunk,
                "44", 200, Termination.SUCCESS, CallStatus.COMPLETED);
    }

    @Test
    void aStopOutlivesTheRunAndItsClearingToo() {
        GuardEvent.Stopped stop = new GuardEvent.Stopped(ACCOUNT, "too many countries", Records.BEGAN);
        records.guard(stop);
        assertEquals(Optional.of(stop), restored().state(ACCOUNT).stopped());
        assertTrue(restored().clear(ACCOUNT));
        assertEquals(Optional.empty(), restored().state(ACCOUNT).stopped());
    }

    @Test
    void countriesAreRememberedOnce() {
        records.guard(new GuardEvent.Dialled(ACCOUNT, "44", Records.BEGAN));
        records.guard(new GuardEvent.Dialled(ACCOUNT, "44", Records.BEGAN.plusSeconds(9)));
        records.flush();
        assertEquals(List.of("44 2026-11-23 10:00:00.123456+00"),
                store.query("select country || ' ' || first_at from dialled_countries"));
    }

    @Test
    void onlyTodaysOutboundMinutesByTrunksCount() {
        Instant now = store.world().timeline().now();
        records.detail(detail(1, Direction.OUTBOUND_DIAL, "carrier", now));
        records.detail(detail(2, Direction.OUTBOUND_API, "carrier", now));
        records.detail(detail(3, Direction.OUTBOUND_API, "", now));
        records.detail(detail(4, Direction.INBOUND, "carrier", now));
        records.detail(detail(5, Direction.OUTBOUND_API, "carrier", now.minus(Duration.ofDays(2))));
        assertEquals(Duration.ofMinutes(4), restored().state(ACCOUNT).today());
    }
}
