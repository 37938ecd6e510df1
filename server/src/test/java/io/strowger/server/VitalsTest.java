package io.strowger.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class VitalsTest {
    private final Vitals vitals = new Vitals();

    @Test
    void callsAreTakenBetweenStartAndDrain() {
        assertEquals(Optional.of("starting"), vitals.obstacle());
        vitals.standby();
        assertEquals(Optional.of("standby"), vitals.obstacle());
        vitals.starting();
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
}
