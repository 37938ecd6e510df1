package io.strowger.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.ErrorCode;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a remote party can drive, and where it ends: sources, floods, keys, ports. */
class LegLimitsTest {
    @TempDir
    Path directory;
    private Bench bench;
    private Bench.Ear leg;

    @BeforeEach
    void open() {
        bench = new Bench(directory);
        leg = bench.leg("leg");
        leg.leg.answer(Bench.sdp(30000, "0 101", "a=rtpmap:101 telephone-event/8000\r\n"));
        bench.pass(5);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private LegFigures figures() {
        AtomicReference<LegFigures> out = new AtomicReference<>(LegFigures.NONE);
        leg.leg.describe((path, figures) -> out.set(figures));
        bench.pass(5);
        return out.get();
    }

    private static ByteBuffer sound(int sequence, int ssrc) {
        return Bench.rtp(0, sequence, sequence * 160, ssrc, Bench.filled(160, 0x20));
    }

    @Test
    void theEndOfALegIsTakenHoweverManyLettersWait() {
        assertThrows(IllegalStateException.class, () -> {
            for (int i = 0; i <= Pacer.LETTERS; i++) {
                leg.leg.stopPlay(1);
            }
        });
        leg.leg.close();
        bench.pass(5 * (Pacer.LETTERS / Pacer.LETTERS_PER_TICK + 2));
        assertTrue(leg.events.stream().anyMatch(MediaLegEvent.Closed.class::isInstance));
        assertTrue(bench.metrics.text().contains("strowger_media_ports_used 0\n"));
    }

    @Test
    void theAnnouncedSourceIsFixedAndOthersAreDropped() throws Exception {
        Wire.Socket phone = bench.far(30000, leg.leg);
        Wire.Socket foreign = bench.far(30050, leg.leg);
        phone.write(sound(1, 7));
        bench.pass(5);
        foreign.write(sound(2, 8));
        phone.write(sound(2, 7));
        bench.pass(5);
        assertEquals(2, figures().received());
        assertEquals("127.0.0.1:30000", figures().remote());
    }

    @Test
    void foreignSourcesAreDroppedEvenWhenTheSocketCannotBeFixed() throws Exception {
        bench.wire.unfixable = true;
        Wire.Socket phone = bench.far(30000, leg.leg);
        Wire.Socket foreign = bench.far(30050, leg.leg);
        phone.write(sound(1, 7));
        bench.pass(5);
        foreign.write(sound(2, 7));
        foreign.write(sound(3, 7));
        phone.write(sound(2, 7));
        bench.pass(5);
        assertEquals(2, figures().received());
        assertEquals(2, figures().dropped());
    }

    @Test
    void aPhoneBehindANatIsLearnedAndAnsweredThere() throws Exception {
        Wire.Socket nat = bench.far(30060, leg.leg);
        nat.write(sound(1, 7));
        bench.pass(200);
        assertTrue(nat.read(ByteBuffer.allocate(2048)), "sound goes where packets come from");
        bench.pass(1500);
        assertEquals("127.0.0.1:30060", figures().remote());
        Wire.Socket announced = bench.far(30000, leg.leg);
        announced.write(sound(1, 9));
        bench.pass(20);
        assertEquals(1, figures().received(), "the window is over");
    }

    @Test
    void inTheWindowTheAnnouncedSourceDisplacesAnotherOne() throws Exception {
        Wire.Socket foreign = bench.far(30060, leg.leg);
        Wire.Socket phone = bench.far(30000, leg.leg);
        bench.pass(400);
        foreign.write(sound(1, 6));
        bench.pass(150); // across the half second at which legs look after their windows
        phone.write(sound(1, 7));
        bench.pass(20);
        foreign.write(sound(2, 6));
        bench.pass(20);
        assertEquals("127.0.0.1:30000", figures().remote());
        assertEquals(2, figures().received());
    }

    @Test
    void aFloodIsReadInSmallPortionsAndTheLegLivesOn() throws Exception {
        Wire.Socket phone = bench.far(30000, leg.leg);
        for (int i = 0; i < 60; i++) {
            phone.write(sound(i, 7));
        }
        bench.pass(5);
        assertEquals(PacedLeg.PACKETS_PER_POLL, figures().received());
        assertTrue(bench.metrics.text().contains("strowger_media_poll_limit_total 2"), bench.metrics.text());
    }

    @Test
    void malformedHugeAndForeignTypedPacketsAreDroppedAndCounted() throws Exception {
        Wire.Socket phone = bench.far(30000, leg.leg);
        phone.write(ByteBuffer.wrap("OPTIONS sip:x SIP/2.0".getBytes()));
        phone.write(Bench.rtp(0, 1, 0, 7, new byte[Scratch.PAYLOAD + 1]));
        phone.write(Bench.rtp(34, 1, 0, 7, new byte[10]));
        phone.write(sound(1, 7));
        bench.pass(5);
        assertEquals(3, figures().dropped());
        assertEquals(1, figures().received());
    }

    @Test
    void keysComeAtMostTwentyASecond() throws Exception {
        Wire.Socket phone = bench.far(30000, leg.leg);
        for (int i = 0; i < 100; i++) {
            phone.write(Bench.rtp(101, i, i * 1600, 7, (byte) 5, (byte) 0x8A, (byte) 3, (byte) 32));
            bench.pass(5);
        }
        assertEquals(20 + 20 / 2, leg.keys().length(), 2);
    }

    @Test
    void aSourceThatChangesItsNameAllTheTimeIsDropped() throws Exception {
        Wire.Socket phone = bench.far(30000, leg.leg);
        for (int i = 0; i < 100; i++) {
            phone.write(sound(i, 1000 + i));
            bench.pass(20);
        }
        assertEquals(7, figures().received(), 1, "one, a burst of five, and one in two seconds");
    }

    @Test
    void missingMediaIsToldOnceUntilItReturns() throws Exception {
        Wire.Socket phone = bench.far(30000, leg.leg);
        phone.write(sound(1, 7));
        bench.pass(30_000);
        var lost = (MediaLegEvent.Lost) leg.next();
        assertEquals(10_000, lost.silence().toMillis(), 600);
        assertTrue(leg.events.isEmpty());
        phone.write(sound(2, 7));
        bench.pass(11_000);
        assertTrue(leg.next() instanceof MediaLegEvent.Lost);
    }

    @Test
    void aHeldLegMissesNothing() throws Exception {
        bench.far(30000, leg.leg).write(sound(1, 7));
        leg.leg.answer(Bench.sdp(30000, "0", "a=inactive\r\n"));
        bench.pass(30_000);
        assertTrue(leg.events.isEmpty(), leg.events.toString());
    }

    @Test
    void portsRestAfterTheirLegIsClosed() {
        MediaConfig usual = MediaConfig.defaults(Bench.HERE, 20401, 20406, directory); // two pairs: 20402 and 20404
        try (Bench small = new Bench(usual)) {
            Bench.Ear one = small.leg("one");
            small.leg("two");
            MediaFailure none = assertThrows(MediaFailure.class, () -> small.leg("three"));
            assertEquals(ErrorCode.MEDIA_PORTS_EXHAUSTED, none.code());
            one.leg.close();
            small.pass(4900);
            assertThrows(MediaFailure.class, () -> small.leg("too early"));
            small.pass(200);
            assertEquals(one.leg.port(), small.leg("in time").leg.port());
            assertTrue(small.metrics.text().contains("strowger_media_ports_exhausted_total 2"));
        }
    }

    @Test
    void aPortThatAnotherProcessHasIsSkipped() {
        bench.wire.taken.add(20003);
        assertEquals(20004, bench.leg("second").leg.port());
        assertTrue(bench.metrics.text().contains("strowger_media_ports_taken_total 1"));
        assertTrue(bench.wire.sockets.containsKey(new InetSocketAddress(Bench.HERE, 20004)));
        assertTrue(!bench.wire.sockets.containsKey(new InetSocketAddress(Bench.HERE, 20002)), "the even one is free");
    }

    @Test
    void reportsCarryLossAndRoundTripBothWays() {
        Bench.Ear far = bench.leg("far");
        Bench.Ear near = bench.leg("near");
        bench.connect(near, far);
        bench.pass(30_000);
        AtomicReference<LegFigures> out = new AtomicReference<>(LegFigures.NONE);
        near.leg.describe((path, figures) -> out.set(figures));
        bench.pass(5);
        assertEquals(0, out.get().reportedLost());
        assertEquals(500, out.get().roundTripMillis(), 520); // both ends read their reports twice a second
        assertEquals(Duration.ofSeconds(30).toMillis() / 20, out.get().received(), 5);
    }
}
