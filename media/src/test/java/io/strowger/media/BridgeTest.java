package io.strowger.media;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.media.audio.Clip;
import io.strowger.media.audio.Codec;
import io.strowger.media.audio.Goertzel;
import io.strowger.media.audio.Tones;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two joined legs, by packets and by ear. */
class BridgeTest {
    @TempDir
    Path directory;

    private MediaConfig config() {
        return MediaConfig.defaults(Bench.HERE, 20000, 20399, directory);
    }

    /** Phone - leg | leg - phone; tones both ways. */
    private static void bothHearEachOther(Bench bench, String leftCodec, String rightCodec) throws Exception {
        Bench.Ear left = bench.leg("left");
        Bench.Ear right = bench.leg("right");
        Bench.Ear caller = bench.leg("caller");
        Bench.Ear callee = bench.leg("callee");
        join(left, caller, leftCodec);
        join(right, callee, rightCodec);
        bench.pass(20);
        left.leg.bridge(right.leg);
        caller.leg.hear(caller);
        callee.leg.hear(callee);
        caller.leg.play(1, tone(440));
        callee.leg.play(1, tone(880));
        bench.pass(1000);
        assertTrue(Goertzel.hears(callee.pcm(), 3200, 4000, 440), leftCodec + " to " + rightCodec);
        assertTrue(Goertzel.hears(caller.pcm(), 3200, 4000, 880), rightCodec + " to " + leftCodec);
    }

    private static void join(Bench.Ear leg, Bench.Ear phone, String codec) {
        String offer = phone.leg.offer();
        int type = codec.equals("PCMU") ? 0 : 8;
        String only = offer.replaceAll("RTP/AVP [0-9 ]+", "RTP/AVP " + type + " 101");
        phone.leg.accept(leg.leg.answer(only));
    }

    private static Sound tone(int frequency) {
        return new Sound.Sample(Clip.of(Tones.tone(1000, frequency)), Integer.MAX_VALUE);
    }

    @Test
    void equalLawsAreCopiedAndDifferentOnesRecoded() throws Exception {
        for (List<String> pair : List.of(List.of("PCMU", "PCMU"), List.of("PCMU", "PCMA"), List.of("PCMA", "PCMU"))) {
            try (Bench bench = new Bench(config())) {
                bothHearEachOther(bench, pair.getFirst(), pair.getLast());
            }
        }
    }

    @Test
    void legsOfTwoPacersAreBroughtTogether() throws Exception {
        try (Bench bench = new Bench(config().pacedBy(2))) {
            bothHearEachOther(bench, "PCMU", "PCMU");
        }
    }

    @Test
    void commandsKeepTheirOrderWhileALegChangesHands() throws Exception {
        try (Bench bench = new Bench(config().pacedBy(3))) {
            Bench.Ear one = bench.leg("one");
            Bench.Ear two = bench.leg("two");
            Bench.Ear three = bench.leg("three");
            bench.pass(5);
            for (int i = 0; i < 20; i++) {
                one.leg.play(i, new Sound.Silence(java.time.Duration.ofSeconds(9)));
                switch (i % 5) {
                    case 1 -> two.leg.bridge(one.leg);
                    case 3 -> three.leg.bridge(one.leg);
                    default -> { }
                }
            }
            one.leg.close();
            bench.pass(50);
            for (int i = 0; i < 20; i++) {
                assertEquals(i, ((MediaLegEvent.PlayEnded) one.next()).id());
            }
            assertTrue(one.next() instanceof MediaLegEvent.Closed);
            two.leg.close();
            three.leg.close();
            bench.pass(5);
            assertTrue(two.next() instanceof MediaLegEvent.Closed);
            assertTrue(three.next() instanceof MediaLegEvent.Closed);
        }
    }

    @Test
    void keysAreToldToThePlatformAndReachTheOtherPhone() throws Exception {
        try (Bench bench = new Bench(config())) {
            Bench.Ear left = bench.leg("left");
            Bench.Ear right = bench.leg("right");
            Bench.Ear caller = bench.leg("caller");
            Bench.Ear callee = bench.leg("callee");
            bench.connect(caller, left);
            bench.connect(right, callee);
            left.leg.bridge(right.leg);
            bench.pass(20);
            caller.leg.play(1, new Sound.Digits("19*"));
            bench.pass(1000);
            assertEquals("19*", left.keys());
            assertEquals("19*", callee.keys());
        }
    }

    @Test
    void aPhoneWithoutEventsHearsTheKeyAsATone() throws Exception {
        try (Bench bench = new Bench(config())) {
            Bench.Ear left = bench.leg("left");
            Bench.Ear right = bench.leg("right");
            Bench.Ear caller = bench.leg("caller");
            Bench.Ear callee = bench.leg("callee");
            bench.connect(caller, left);
            callee.leg.accept(right.leg.answer(callee.leg.offer().replaceAll("RTP/AVP [0-9 ]+", "RTP/AVP 0")));
            left.leg.bridge(right.leg);
            callee.leg.hear(callee);
            bench.pass(100);
            callee.forgetHeard();
            caller.leg.play(1, new Sound.Digits("5"));
            bench.pass(400);
            double loudest = 0;
            short[] pcm = callee.pcm();
            for (int at = 0; at + 400 <= pcm.length; at += 80) {
                loudest = Math.max(loudest, Goertzel.share(pcm, at, 400, 770));
            }
            assertTrue(loudest > 0.3, "share of 770 Hz: " + loudest);
        }
    }

    @Test
    void lossAndOrderStayVisibleAndTheStreamRunsOnAfterwards() throws Exception {
        try (Bench bench = new Bench(config())) {
            Bench.Ear left = bench.leg("left");
            Bench.Ear right = bench.leg("right");
            Wire.Socket caller = bench.far(30000, left.leg);
            Wire.Socket callee = bench.far(30010, right.leg);
            left.leg.answer(Bench.sdp(30000, "0", ""));
            right.leg.answer(Bench.sdp(30010, "0", ""));
            right.leg.play(1, new Sound.Silence(java.time.Duration.ofMillis(40)));
            bench.pass(100);
            left.leg.bridge(right.leg);
            bench.pass(5);
            int sent = sequences(callee).getLast();
            for (int sequence : new int[] {65534, 65535, 1, 0, 4}) {
                int timestamp = sequence == 4 ? 960 : 160 * (short) sequence;
                caller.write(Bench.rtp(0, sequence, timestamp, 77, Bench.filled(160, 0x30)));
            }
            bench.pass(5);
            int base = sent + 1;
            assertEquals(List.of(base, base + 1, base + 3, base + 2, base + 6), sequences(callee));
            left.leg.unbridge(right.leg);
            bench.pass(40);
            assertEquals(List.of(base + 7, base + 8), sequences(callee));
        }
    }

    private static List<Integer> sequences(Wire.Socket socket) {
        var buffer = java.nio.ByteBuffer.allocate(2048);
        var view = new io.strowger.media.rtp.RtpView();
        var out = new java.util.ArrayList<Integer>();
        while (socket.read(buffer.clear())) {
            view.read(buffer.flip());
            out.add(view.sequence());
        }
        return out;
    }

    @Test
    void aMutePeerIsReplacedBySilenceSoThatThePathStaysOpen() throws Exception {
        try (Bench bench = new Bench(config())) {
            Bench.Ear left = bench.leg("left");
            Bench.Ear right = bench.leg("right");
            bench.far(30000, left.leg);
            Wire.Socket callee = bench.far(30010, right.leg);
            left.leg.answer(Bench.sdp(30000, "0", ""));
            right.leg.answer(Bench.sdp(30010, "0", ""));
            left.leg.bridge(right.leg);
            bench.pass(1000);
            assertEquals(40, sequences(callee).size(), 2);
        }
    }

    @Test
    void thePathOfAJoinedLegCanBePrinted() throws Exception {
        try (Bench bench = new Bench(config())) {
            Bench.Ear left = bench.leg("left");
            Bench.Ear right = bench.leg("right");
            bench.connect(left, right);
            left.leg.bridge(right.leg);
            left.leg.hear(left);
            var text = new AtomicReference<String>("");
            left.leg.describe((path, figures) -> text.set(path.toString()));
            bench.pass(5);
            assertTrue(text.get().startsWith("leg left, port 20000\n  receive from "), text.get());
            assertTrue(text.get().contains("        relay to leg right, not decoded\n"), text.get());
            assertTrue(text.get().contains("          hearer\n"), text.get());
            assertEquals(Codec.PCMU, left.leg.agreement().orElseThrow().codec());
        }
    }
}
