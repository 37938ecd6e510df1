package io.strowger.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class VitalsTest {
    private final Vitals vitals = new Vitals();

    @Test
    void callsAreTakenBetweenStartAndDrain() {
        assertEquals(Optional.of("starting"), vitals.obstacle());
        vitals.started();
        assertEquals(Optional.empty(), vitals.obstacle());
        vitals.draining();
        assertEquals(Optional.of("draining"), vitals.obstacle());
    }

    @Test
    void whatHasStoppedIsNamedAndReadyAgainWhenItWorks() {
        AtomicBoolean works = new AtomicBoolean(false);
        vitals.need("fine", () -> true);
        vitals.need("the journal is full or has stopped", works::get);
        vitals.started();
        assertEquals(Optional.of("the journal is full or has stopped"), vitals.obstacle());
        works.set(true);
        assertEquals(Optional.empty(), vitals.obstacle());
    }

    /** Each call may wait for the same application. */
    @Test
    void asManyConnectionsToOneHostAsCalls() {
        RoomSettings many = new RoomSettings(ServerConfig.of(List.of("--calls", "2000")));
        assertEquals(2000, many.client().connectionsPerHost());
        assertEquals(32_000, many.client().connections());
        assertEquals(256, new RoomSettings(ServerConfig.of(List.of("--calls", "5"))).client().connectionsPerHost());
    }
}
