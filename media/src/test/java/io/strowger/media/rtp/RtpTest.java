package io.strowger.media.rtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.media.rtp.Reception.Verdict;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Headers, reception figures, events and reports on the wire. */
class RtpTest {
    private static ByteBuffer hex(String text) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(text.replace(" ", "")));
    }

    @Test
    void aHeaderIsReadWhereItLies() {
        RtpView view = new RtpView();
        // version 2, padding, extension, one CSRC; marker, type 8; then extension of one word, payload AA BB, padding 2
        assertTrue(view.read(hex("B1 88 0102 00000003 DEADBEEF 11111111 BEDE0001 22222222 AABB 0002")));
        assertTrue(view.marker());
        assertEquals(List.of(8, 0x0102, 3, 0xDEADBEEF, 24, 2), List.of(view.payloadType(), view.sequence(),
                view.timestamp(), view.ssrc(), view.payload(), view.length()));
    }

    @Test
    void brokenPacketsAreNoPackets() {
        String[] table = {"", "80", "4000 0001 00000001 00000001", "8F00 0001 00000001 00000001",
            "9000 0001 00000001 00000001", "9000 0001 00000001 00000001 0000FFFF", "A000 0001 00000001 00000001 AA00",
            "A000 0001 00000001 00000001 AAFF", "A000 0001 00000001 00000001"};
        for (String row : table) {
            assertFalse(new RtpView().read(hex(row)), row);
        }
        Random random = new Random(3);
        RtpView view = new RtpView();
        for (int i = 0; i < 100_000; i++) {
            byte[] noise = new byte[random.nextInt(60)];
            random.nextBytes(noise);
            ByteBuffer buffer = ByteBuffer.wrap(noise);
            if (view.read(buffer)) {
                assertTrue(view.payload() >= 12 && view.length() >= 0);
                assertTrue(view.payload() + view.length() <= noise.length);
            }
        }
    }

    @Test
    void whatIsWrittenIsRead() {
        ByteBuffer out = ByteBuffer.allocate(12);
        RtpView.writeHeader(out, true, 101, 65535, -5, 7);
        RtpView view = new RtpView();
        assertTrue(view.read(out.flip()));
        assertEquals(List.of(true, 101, 65535, -5, 7, 0), List.of(view.marker(), view.payloadType(), view.sequence(),
                view.timestamp(), view.ssrc(), view.length()));
    }

    @Test
    void sequenceNumbersAreExtendedAndLossIsCounted() {
        Reception reception = new Reception();
        assertEquals(Verdict.RESTARTED, reception.count(1, 65534, 0, 0));
        assertEquals(Verdict.FRESH, reception.count(1, 65535, 160, 160));
        assertEquals(Verdict.FRESH, reception.count(1, 2, 640, 640));
        assertEquals(Verdict.LATE, reception.count(1, 1, 480, 650));
        assertEquals(65536 + 2, reception.extendedSequence());
        assertEquals(1, reception.lost());
        assertEquals(1, reception.late());
        assertEquals(256 / 5, reception.fractionLost());
        reception.count(1, 3, 800, 800);
        assertEquals(0, reception.fractionLost());
        assertEquals(1, reception.cumulativeLost());
    }

    @Test
    void aJumpIsBelievedOnlyWhenItGoesOn() {
        Reception reception = new Reception();
        reception.count(1, 100, 0, 0);
        assertEquals(Verdict.JUMP, reception.count(1, 20_000, 0, 0));
        assertEquals(Verdict.FRESH, reception.count(1, 101, 160, 160));
        assertEquals(Verdict.JUMP, reception.count(1, 30_000, 0, 0));
        assertEquals(Verdict.RESTARTED, reception.count(1, 30_001, 0, 0));
        assertEquals(Verdict.RESTARTED, reception.count(2, 5, 0, 0));
        assertEquals(0, reception.lost());
    }

    @Test
    void jitterFollowsAppendixA8() {
        Reception reception = new Reception();
        double expected = 0;
        int[] delays = {0, 80, 0, 160, 40, 40, 0};
        for (int i = 0; i < delays.length; i++) {
            reception.count(1, i, i * 160, i * 160 + delays[i]);
            if (i > 0) {
                expected += (Math.abs(delays[i] - delays[i - 1]) - expected) / 16;
            }
        }
        assertEquals(expected / 8, reception.jitterMillis(), 1e-9);
        assertTrue(reception.maxJitterMillis() >= reception.jitterMillis());
    }

    private static char event(EventReceiver keys, boolean marker, int timestamp, int code, boolean end, int duration) {
        byte[] payload = {(byte) code, (byte) (end ? 0x8A : 0x0A), (byte) (duration >> 8), (byte) duration};
        return keys.accept(marker, timestamp, ByteBuffer.wrap(payload), 0, 4);
    }

    @Test
    void anEventIsToldOnceHoweverOftenItsPacketsCome() {
        EventReceiver keys = new EventReceiver();
        assertEquals('5', event(keys, true, 1000, 5, false, 160));
        for (int i = 2; i < 10; i++) {
            assertEquals(EventReceiver.NONE, event(keys, false, 1000, 5, i > 6, 160 * i));
        }
        assertEquals('5', event(keys, true, 3000, 5, false, 160), "the same key again");
        assertEquals(EventReceiver.NONE, event(keys, false, 1000, 5, true, 800), "a straggler of the first");
    }

    @Test
    void anEventWhoseFirstPacketsAreLostIsToldByItsEnd() {
        EventReceiver keys = new EventReceiver();
        assertEquals('#', event(keys, false, 1000, 11, true, 800));
        assertEquals(EventReceiver.NONE, event(keys, false, 1000, 11, true, 800));
        assertEquals('D', event(keys, false, 2000, 15, true, 800));
        assertEquals(EventReceiver.NONE, event(keys, true, 4000, 16, false, 160), "flash is no key");
        assertEquals(EventReceiver.NONE, keys.accept(true, 9, ByteBuffer.allocate(3), 0, 3), "too short");
    }

    @Test
    void aKeyHeldBeyondEightSecondsIsOneKey() {
        EventReceiver keys = new EventReceiver();
        assertEquals('1', event(keys, true, 1000, 1, false, 0xFFFF));
        assertEquals(EventReceiver.NONE, event(keys, false, 1000 + 0xFFFF, 1, false, 160), "RFC 4733 section 2.5.1.3");
        assertEquals(EventReceiver.NONE, event(keys, false, 1000 + 0xFFFF, 1, true, 800));
        assertEquals('1', event(keys, true, 1000 + 2 * 0xFFFF, 1, false, 160));
    }

    private static final class Heard implements Rtcp.Reader {
        final List<Object> all = new ArrayList<>();

        @Override
        public void senderReport(int ssrc, int ntpMiddle) {
            all.add("SR " + ssrc + " " + ntpMiddle);
        }

        @Override
        public void block(Rtcp.Block block) {
            all.add(block);
        }

        @Override
        public void bye(int ssrc) {
            all.add("BYE " + ssrc);
        }
    }

    @Test
    void aCompoundPacketIsReadAsItWasWritten() {
        long ntp = Rtcp.ntp(Instant.ofEpochSecond(1, 500_000_000));
        assertEquals((2_208_988_801L << 32) | 0x8000_0000L, ntp);
        Rtcp.Block block = new Rtcp.Block(9, 255, -2, 70_000, 12, 0x12345678, 65_536);
        for (String cname : List.of("a", "ab", "abc", "abcd", "abcdefghijkl")) {
            ByteBuffer out = ByteBuffer.allocate(256);
            Rtcp.senderReport(out, 1, 5, ntp, 160, 3, 480);
            Rtcp.block(out, block);
            Rtcp.description(out, 5, cname);
            Rtcp.bye(out, 5);
            Heard heard = new Heard();
            assertTrue(Rtcp.read(out.flip(), heard));
            assertEquals(List.of("SR 5 " + Rtcp.middle(ntp), block, "BYE 5"), heard.all);
        }
        ByteBuffer out = ByteBuffer.allocate(64);
        Rtcp.receiverReport(out, 1, 5);
        Rtcp.block(out, block);
        Heard heard = new Heard();
        assertTrue(Rtcp.read(out.flip(), heard));
        assertEquals(List.of(block), heard.all);
    }

    @Test
    void compoundPacketsThatDoNotAddUpTellNothing() {
        String[] table = {"", "80C90001", "80CA0001 00000001", "40C90001 00000001", "A0C90001 00000001",
            "80C90002 00000001", "80C90001 00000001 80CA", "80C90001 00000001 80CB0009 00000001"};
        for (String row : table) {
            Heard heard = new Heard();
            assertFalse(Rtcp.read(hex(row), heard), row);
            assertTrue(heard.all.isEmpty());
        }
        Heard heard = new Heard();
        assertTrue(Rtcp.read(hex("9FC90001 00000001"), heard), "31 blocks announced, none there");
        assertTrue(heard.all.isEmpty());
        Random random = new Random(5);
        for (int i = 0; i < 50_000; i++) {
            byte[] noise = new byte[random.nextInt(16) * 4];
            random.nextBytes(noise);
            if (noise.length > 3) {
                noise[0] = (byte) (0x80 | noise[0] & 0x1F);
                noise[1] = (byte) (200 + (noise[1] & 3));
                noise[2] = 0;
                noise[3] = (byte) (noise[3] & 15);
            }
            assertTrue(Rtcp.read(ByteBuffer.wrap(noise), heard) || noise.length < 65);
        }
    }
}
