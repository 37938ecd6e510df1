package io.strowger.media.sdp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.ErrorCode;
import io.strowger.media.audio.Codec;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Offer and answer (RFC 3264) over descriptions as phones and trunks write them (RFC 4566). */
class NegotiatorTest {
    private static Negotiator ours() {
        return new Negotiator(InetAddress.ofLiteral("192.0.2.1"), 20000, List.of(Codec.PCMU, Codec.PCMA), 42);
    }

    private static String offer(String media) {
        return "v=0\r\no=alice 53655765 2353687637 IN IP4 198.51.100.7\r\ns=-\r\nc=IN IP4 198.51.100.7\r\nt=0 0\r\n"
                + media;
    }

    private static String section(String sdp) {
        return sdp.substring(sdp.indexOf("m="));
    }

    @Test
    void anAnswerNamesTheOfferersFirstCodecAndItsPayloadTypes() {
        String[][] table = {
            {"m=audio 4000 RTP/AVP 0 8 101\r\na=rtpmap:101 telephone-event/8000\r\n",
                "m=audio 20000 RTP/AVP 0 101\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:101 telephone-event/8000\r\n"
                        + "a=fmtp:101 0-15\r\na=ptime:20\r\na=sendrecv\r\n"},
            {"m=audio 4000 RTP/AVP 9 8 0\r\n",
                "m=audio 20000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\na=ptime:20\r\na=sendrecv\r\n"},
            {"m=audio 4000/1 RTP/AVP 96 97\r\na=rtpmap:96 pcma/8000/1\r\na=rtpmap:97 Telephone-Event/8000\r\n",
                "m=audio 20000 RTP/AVP 96 97\r\na=rtpmap:96 PCMA/8000\r\na=rtpmap:97 telephone-event/8000\r\n"
                        + "a=fmtp:97 0-15\r\na=ptime:20\r\na=sendrecv\r\n"},
            {"m=audio 4000 RTP/AVP 8 99\r\na=rtpmap:99 telephone-event/16000\r\n",
                "m=audio 20000 RTP/AVP 8\r\na=rtpmap:8 PCMA/8000\r\na=ptime:20\r\na=sendrecv\r\n"},
        };
        for (String[] row : table) {
            assertEquals(row[1], section(ours().answer(offer(row[0]))));
        }
    }

    @Test
    void aStaticNumberRemappedToAnotherCodecIsNotTaken() {
        assertThrows(SdpFailure.class,
                () -> ours().answer(offer("m=audio 4000 RTP/AVP 0\r\na=rtpmap:0 opus/48000/2\r\n")));
    }

    @Test
    void theAgreementSaysWhereAndWhat() {
        Negotiator negotiator = ours();
        negotiator.answer(offer("m=audio 4000 RTP/AVP 8 0 100\r\nc=IN IP4 203.0.113.9\r\n"
                + "a=rtcp:4007 IN IP4 203.0.113.10\r\n"
                + "a=rtpmap:100 telephone-event/8000\r\na=crypto:ignored\r\nb=AS:64\r\ni=unknown\r\n"));
        Agreement agreed = negotiator.agreement().orElseThrow();
        assertEquals("/203.0.113.9:4000", agreed.remote().toString());
        assertEquals("/203.0.113.10:4007", agreed.remoteRtcp().toString());
        assertEquals(List.of(8, 0, 8, 100, 100), List.of(agreed.sendType(), agreed.ulawType(), agreed.alawType(),
                agreed.eventSendType(), agreed.eventType()));
    }

    @Test
    void directionsAreMirrored() {
        String[][] table = {
            {"a=sendrecv\r\n", "sendrecv"}, {"a=sendonly\r\n", "recvonly"}, {"a=recvonly\r\n", "sendonly"},
            {"a=inactive\r\n", "inactive"}, {"", "sendrecv"}, {"c=IN IP4 0.0.0.0\r\n", "recvonly"},
            {"c=IN IP4 0.0.0.0\r\na=inactive\r\n", "inactive"}};
        for (String[] row : table) {
            String answer = ours().answer(offer("m=audio 4000 RTP/AVP 0\r\n" + row[0]));
            assertTrue(answer.contains("a=" + row[1] + "\r\n"), row[0] + " gave " + answer);
        }
        String session = "v=0\r\no=- 1 1 IN IP4 10.0.0.1\r\ns=-\r\nc=IN IP4 10.0.0.1\r\na=sendonly\r\nt=0 0\r\n"
                + "m=audio 4 RTP/AVP 0\r\n";
        assertTrue(ours().answer(session).contains("a=recvonly\r\n"), "a direction of the whole session counts");
    }

    @Test
    void everyOtherStreamIsRefusedInItsPlace() {
        String answer = ours().answer(offer("m=video 5000 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\n"
                + "m=audio 4000 RTP/SAVP 0\r\nm=audio 4002 RTP/AVP 0\r\nm=audio 4004 RTP/AVP 8\r\n"
                + "m=application 9 DTLS/SCTP webrtc-datachannel\r\n"));
        assertEquals("m=video 0 RTP/AVP 96\r\nm=audio 0 RTP/SAVP 0\r\nm=audio 20000 RTP/AVP 0\r\n"
                + "a=rtpmap:0 PCMU/8000\r\n"
                + "a=ptime:20\r\na=sendrecv\r\nm=audio 0 RTP/AVP 8\r\nm=application 0 DTLS/SCTP webrtc-datachannel\r\n",
                section(answer));
    }

    @Test
    void refusedStreamsKeepTheirPlaceInOurLaterOffers() {
        Negotiator negotiator = ours();
        negotiator.answer(offer("m=video 5000 RTP/AVP 96\r\nm=audio 4000 RTP/AVP 8\r\n"));
        String again = negotiator.offer();
        assertTrue(section(again).startsWith("m=video 0 RTP/AVP 96\r\nm=audio 20000 RTP/AVP 8 0 101\r\n"), again);
        Agreement agreed = negotiator.accept(offer("m=video 0 RTP/AVP 96\r\nm=audio 4010 RTP/AVP 8\r\n"));
        assertEquals(4010, agreed.remote().getPort());
    }

    @Test
    void ourOfferIsAcceptedWithTheAnswerersNumbers() {
        Negotiator negotiator = ours();
        String offer = negotiator.offer();
        assertTrue(section(offer).startsWith("m=audio 20000 RTP/AVP 0 8 101\r\n"), offer);
        Agreement agreed = negotiator.accept(
                offer("m=audio 4000 RTP/AVP 8 96\r\na=rtpmap:96 telephone-event/8000\r\n"));
        assertEquals(Codec.PCMA, agreed.codec());
        assertEquals(96, agreed.eventSendType(), "we send as they ask");
        assertEquals(101, agreed.eventType(), "they send as we asked");
    }

    @Test
    void theVersionRisesByOneWhenTheDescriptionChanges() {
        Negotiator negotiator = ours();
        long first = version(negotiator.answer(offer("m=audio 4000 RTP/AVP 0\r\n")));
        assertEquals(first, version(negotiator.answer(offer("m=audio 4000 RTP/AVP 0\r\n"))));
        assertEquals(first + 1, version(negotiator.answer(offer("m=audio 4000 RTP/AVP 0\r\na=sendonly\r\n"))));
        assertEquals(first + 2, version(negotiator.answer(offer("m=audio 4000 RTP/AVP 0\r\n"))));
    }

    private static long version(String sdp) {
        return SdpParser.parse(sdp).version();
    }

    @Test
    void holdFromOurSideIsAnswered() {
        Negotiator negotiator = ours();
        negotiator.answer(offer("m=audio 4000 RTP/AVP 0\r\n"));
        negotiator.want(Direction.SENDONLY);
        assertTrue(negotiator.offer().contains("a=sendonly\r\n"));
        Agreement held = negotiator.accept(offer("m=audio 4000 RTP/AVP 0\r\na=recvonly\r\n"));
        assertEquals(Direction.SENDONLY, held.direction());
    }

    @Test
    void whatCannotBeUsedIsRefusedAndChangesNothing() {
        String[][] table = {
            {"", "does not begin with v=0"},
            {"INVITE sip:x SIP/2.0\r\n", "does not begin with v=0"},
            {offer(""), "no audio"},
            {offer("m=audio 4000 RTP/SAVP 0\r\n"), "only RTP/AVP"},
            {offer("m=audio 4000 RTP/AVP 18\r\n"), "neither PCMU nor PCMA"},
            {offer("m=audio 0 RTP/AVP 0\r\n"), "no audio"},
            {offer("m=audio 70000 RTP/AVP 0\r\n"), "port of an m= line"},
            {offer("m=audio x RTP/AVP 0\r\n"), "port of an m= line"},
            {offer("m=audio 4000\r\n"), "fewer than four"},
            {offer("m=audio 4000 RTP/AVP 0\r\nc=IN IP4 phone.example\r\n"), "not an IP address"},
            {offer("m=audio 4000 RTP/AVP 0\r\nc=IN IP4 224.0.0.1/127\r\n"), "not one host's"},
            {offer("m=audio 4000 RTP/AVP 0\r\na=rtpmap:999 PCMU/8000\r\n"), "payload type"},
            {"v=0\r\nm=audio 4000 RTP/AVP 0\r\n", "no c= line"},
            {"v=0\r\ngarbage\r\n", "not type=value"},
            {offer("m=audio 4000 RTP/AVP 0\r\n".repeat(17)), "more than 16"},
            {offer("a=x\r\n".repeat(600)), "more than 512"},
            {offer("a=" + "x".repeat(17_000)), "longer than"},
        };
        Negotiator negotiator = ours();
        negotiator.answer(offer("m=audio 4000 RTP/AVP 0\r\n"));
        for (String[] row : table) {
            SdpFailure failure = assertThrows(SdpFailure.class, () -> negotiator.answer(row[0]), row[0]);
            assertTrue(failure.getMessage().contains(row[1]), failure.getMessage());
            assertEquals(ErrorCode.MEDIA_UNACCEPTABLE, failure.code());
            assertEquals(4000, negotiator.agreement().orElseThrow().remote().getPort());
        }
        assertThrows(SdpFailure.class, () -> ours().accept(offer("m=audio 4000 RTP/AVP 0\r\n")), "nothing was offered");
    }

    @Test
    void ipVersionSixWorksToo() {
        Negotiator negotiator = new Negotiator(InetAddress.ofLiteral("2001:db8::1"), 20000, List.of(Codec.PCMU), 1);
        String answer = negotiator.answer(
                "v=0\no=- 1 1 IN IP6 2001:db8::7\ns=-\nc=IN IP6 2001:db8::7\nt=0 0\nm=audio 4000 RTP/AVP 0\n");
        assertTrue(answer.contains("c=IN IP6 2001:db8:0:0:0:0:0:1\r\n"), answer);
        assertFalse(answer.contains("IP4"), answer);
    }
}
