package io.strowger.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.media.audio.Clip;
import io.strowger.media.audio.Codec;
import io.strowger.media.audio.Goertzel;
import io.strowger.media.audio.Tones;
import io.strowger.media.rtp.RtpView;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes out: pacing, sounds, keys (RFC 4733), hold. */
class PlaybackTest {
    @TempDir
    Path directory;
    private Bench bench;
    private Bench.Ear leg;
    private Wire.Socket far;

    @BeforeEach
    void open() throws Exception {
        bench = new Bench(directory);
        leg = bench.leg("leg");
        far = bench.far(30000, leg.leg);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    private record Packet(boolean marker, int type, int sequence, int timestamp, byte[] payload) {}

    private List<Packet> drain() {
        List<Packet> packets = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.allocate(2048);
        RtpView view = new RtpView();
        while (far.read(buffer.clear())) {
            assertTrue(view.read(buffer.flip()));
            byte[] payload = new byte[view.length()];
            buffer.get(view.payload(), payload);
            packets.add(new Packet(view.marker(), view.payloadType(), view.sequence(), view.timestamp(), payload));
        }
        return packets;
    }

    @Test
    void nothingIsSentBeforeTheFirstSoundAndSilenceAfterIt() {
        leg.leg.answer(Bench.sdp(30000, "0", ""));
        bench.pass(200);
        assertEquals(0, drain().size());
        leg.leg.play(1, new Sound.Silence(Duration.ofMillis(40)));
        bench.pass(200);
        List<Packet> packets = drain();
        assertEquals(10, packets.size());
        assertTrue(packets.getFirst().marker());
        for (int i = 1; i < packets.size(); i++) {
            assertEquals(packets.get(i - 1).sequence() + 1, packets.get(i).sequence());
            assertEquals(packets.get(i - 1).timestamp() + 160, packets.get(i).timestamp());
            assertEquals(Codec.PCMU.silence(), packets.get(i).payload()[17]);
        }
        assertEquals(new MediaLegEvent.PlayEnded(1, true, Duration.ofMillis(40)), leg.events.poll());
    }

    @Test
    void aClipIsPlayedItsTimesWithoutAGapAndEndsWithItsLastFrame() {
        leg.leg.accept(answerOf(Bench.sdp(30000, "8", "")));
        bench.pass(20);
        drain();
        short[] ramp = new short[240];
        java.util.Arrays.fill(ramp, (short) 8000);
        leg.leg.play(5, new Sound.Sample(Clip.of(ramp), 2));
        bench.pass(60);
        byte level = Codec.PCMA.encode((short) 8000);
        List<Packet> packets = drain();
        int sounding = 0;
        for (Packet packet : packets) {
            for (byte sample : packet.payload()) {
                sounding += sample == level ? 1 : 0;
            }
        }
        assertEquals(480, sounding);
        assertEquals(new MediaLegEvent.PlayEnded(5, true, Duration.ofMillis(60)), leg.events.poll());
    }

    private String answerOf(String sdp) {
        leg.leg.offer();
        return sdp;
    }

    @Test
    void aSecondPlayStopsTheFirstAndStopTellsHowLongItPlayed() {
        leg.leg.answer(Bench.sdp(30000, "0", ""));
        leg.leg.play(1, new Sound.Sample(Tones.ringback(Tones.Region.EU), Integer.MAX_VALUE));
        bench.pass(1000);
        leg.leg.play(2, new Sound.Silence(Duration.ofSeconds(5)));
        leg.leg.stopPlay(1);
        bench.pass(100);
        leg.leg.stopPlay(2);
        bench.pass(20);
        var first = (MediaLegEvent.PlayEnded) leg.events.poll();
        assertEquals(1, first.id());
        assertEquals(false, first.completed());
        assertEquals(1000, first.played().toMillis(), 20);
        assertEquals(2, ((MediaLegEvent.PlayEnded) leg.events.poll()).id());
        assertTrue(leg.events.isEmpty());
    }

    @Test
    void aKeyIsOneEventOfGrowingDurationWithThreeEndPackets() {
        leg.leg.answer(Bench.sdp(30000, "0 96", "a=rtpmap:96 telephone-event/8000\r\n"));
        leg.leg.play(1, new Sound.Digits("w7"));
        bench.pass(1000);
        List<Packet> events = drain().stream().filter(packet -> packet.type() == 96).toList();
        assertEquals(8, events.size());
        for (int i = 0; i < events.size(); i++) {
            Packet packet = events.get(i);
            assertEquals(i == 0, packet.marker(), "marker of " + i);
            assertEquals(events.getFirst().timestamp(), packet.timestamp());
            assertEquals(7, packet.payload()[0]);
            assertEquals(i >= 5, (packet.payload()[1] & 0x80) != 0, "end of " + i);
            int duration = (packet.payload()[2] & 0xFF) << 8 | packet.payload()[3] & 0xFF;
            assertEquals(Math.min(i + 1, 5) * 160, duration);
        }
        assertEquals(Duration.ofMillis(700), ((MediaLegEvent.PlayEnded) leg.events.poll()).played());
    }

    @Test
    void keysAreTonesWhenNoEventsWereAgreed() {
        leg.leg.answer(Bench.sdp(30000, "0", ""));
        leg.leg.play(1, new Sound.Digits("5"));
        bench.pass(200);
        short[] pcm = new short[800];
        List<Packet> packets = drain();
        for (int i = 0; i < 5; i++) {
            Codec.PCMU.decode(packets.get(i).payload(), 0, pcm, i * 160, 160);
        }
        assertTrue(Goertzel.share(pcm, 0, 800, 770) > 0.3);
        assertTrue(Goertzel.share(pcm, 0, 800, 1336) > 0.3);
        assertTrue(Goertzel.share(pcm, 0, 800, 1209) < 0.05);
    }

    @Test
    void aLateTickSendsWhatIsDueAndSkipsTheRestWithoutDrift() {
        leg.leg.answer(Bench.sdp(30000, "0", ""));
        leg.leg.play(1, new Sound.Silence(Duration.ofSeconds(60)));
        bench.pass(100);
        int last = drain().getLast().timestamp();
        bench.world.nanos += 80_000_000L;
        bench.pass(20);
        List<Packet> caughtUp = drain();
        assertEquals(5, caughtUp.size());
        assertEquals(last + 160, caughtUp.getFirst().timestamp());
        last = caughtUp.getLast().timestamp();
        bench.world.nanos += 1_000_000_000L;
        bench.pass(40);
        List<Packet> skipped = drain();
        assertEquals(Pacer.CATCH_UP + 1, skipped.size(), 1);
        assertEquals(last + 160 * 52, skipped.getLast().timestamp(), 160);
    }

    @Test
    void aHeldLegIsSentNothingAndResumesWithAMarker() {
        leg.leg.answer(Bench.sdp(30000, "0", ""));
        leg.leg.play(1, new Sound.Silence(Duration.ofSeconds(60)));
        bench.pass(100);
        drain();
        String held = leg.leg.answer(Bench.sdp(30000, "0", "a=sendonly\r\n"));
        assertTrue(held.contains("a=recvonly"), held);
        bench.pass(200);
        assertEquals(0, drain().size());
        leg.leg.answer(Bench.sdp(30000, "0", "a=sendrecv\r\n"));
        bench.pass(100);
        List<Packet> resumed = drain();
        assertEquals(5, resumed.size());
        assertTrue(resumed.getFirst().marker());
    }
}
