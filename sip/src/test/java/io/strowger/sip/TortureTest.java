package io.strowger.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The messages of {@code src/test/resources/torture}, in the manner of RFC 4475: the first line of each file says what
 * is owed: a status, {@code invite} when the handler must see it, {@code drop} for a counted silence.
 */
class TortureTest {
    private static final Path FOLDER = Path.of("src/test/resources/torture");

    @TestFactory
    Stream<DynamicTest> everyTortureMessageGetsWhatItIsOwed() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<Path> all = files.filter(f -> f.toString().endsWith(".sip")).sorted().toList();
            assertTrue(all.size() > 90, "the set has " + all.size() + " messages");
            return all.stream().map(f -> DynamicTest.dynamicTest(f.getFileName().toString(), () -> check(f)));
        }
    }

    private static void check(Path file) throws IOException {
        String text = Files.readString(file);
        int end = text.indexOf('\n');
        String owed = text.substring("#owed ".length(), end);
        VirtualNet net = new VirtualNet(1);
        VirtualNet.Node node = net.node(5062);
        String dropsBefore = dropped(node);
        node.inject(text.substring(end + 1), 5099);
        assertEquals(0, node.counters.mistakes.sum());
        switch (owed) {
            case "invite" -> assertEquals(1, node.events(IncomingInvite.class).size(), () -> "answered " + node.sent);
            case "drop" -> {
                assertEquals(List.of(), node.sent);
                assertTrue(!dropped(node).equals(dropsBefore), "the drop is counted");
            }
            default -> {
                assertEquals(List.of(Integer.parseInt(owed)), node.statuses());
                assertEquals(0, node.events(IncomingInvite.class).size());
                headersOwed(Integer.parseInt(owed), node.sent.getLast());
            }
        }
        node.events(IncomingInvite.class).forEach(i -> i.refuse(486, "Busy Here", List.of()));
        net.pass(70_000);
        node.assertIdle();
    }

    /** The fields RFC 3261 section 21 demands with a status. */
    private static void headersOwed(int status, SipMessage answer) {
        switch (status) {
            case 405, 501 -> assertTrue(answer.header(HeaderName.ALLOW).isPresent() || status == 405);
            case 420 -> assertTrue(answer.header(HeaderName.UNSUPPORTED).isPresent());
            case 415 -> assertTrue(answer.header(HeaderName.ACCEPT).isPresent()
                    || answer.header("Accept-Encoding").isPresent());
            case 422 -> assertTrue(answer.header(HeaderName.MIN_SE).isPresent());
            default -> assertTrue(answer.to().isEmpty() || answer.toTag().isPresent());
        }
    }

    private static String dropped(VirtualNet.Node node) {
        return node.metrics.text().lines().filter(l -> l.startsWith("sip_dropped_total")).toList().toString();
    }

    @Test
    void requestOfOwnContentIsReadAsWritten() throws IOException {
        SipRequest request = (SipRequest) SipParser.datagram(
                Samples.bytes(body("wsinvite.sip"))).orElseThrow();
        assertEquals(68, request.maxForwards());
        assertEquals(new CSeq(9, "INVITE"), request.cseq().orElseThrow());
        assertEquals("98asjd8", request.from().orElseThrow().tag().orElseThrow());
        assertEquals("J Rosenberg \\\"", request.from().orElseThrow().displayName());
        assertEquals("Quoted string \"\"", request.contact().orElseThrow().displayName());
        assertEquals("newfangled value continued newfangled value", request.header("NewFangledHeader").orElseThrow());
        assertEquals(3, request.values(HeaderName.VIA).size());
        assertEquals("z9hG4bKwsinvite", request.topVia().orElseThrow().branch());
    }

    @Test
    void mergedRequestIsALoop() throws IOException {
        VirtualNet net = new VirtualNet(1);
        VirtualNet.Node node = net.node(5062);
        String first = body("compact.sip");
        node.inject(first, 5099);
        node.inject(first.replace("z9hG4bKcompact", "z9hG4bKother"), 5099);
        assertEquals(482, node.statuses().getLast());
        assertEquals(1, node.events(IncomingInvite.class).size());
    }

    @Test
    void responsesGoToTheSentByPortUnlessRportAsksOtherwise() throws IOException {
        String via = "Via: SIP/2.0/UDP 10.1.1.1:5077;branch=z9hG4bKq";
        assertEquals("SIP/2.0/UDP 10.1.1.1:5077;branch=z9hG4bKq;received=127.0.0.1", answeredVia(via));
        assertEquals("SIP/2.0/UDP 10.1.1.1:5077;branch=z9hG4bKq;rport=5099;received=127.0.0.1",
                answeredVia(via + ";rport"));
        SipRequest plain = request(via);
        SipRequest rport = request(via + ";rport");
        Flow source = Flow.to(Transport.UDP, new java.net.InetSocketAddress("127.0.0.1", 5099));
        Responder responder = new VirtualNet(1).node(5062).core.responder();
        assertEquals(5077, responder.replyTo(plain, source).remote().getPort());
        assertEquals(5099, responder.replyTo(rport, source).remote().getPort());
    }

    private static SipRequest request(String via) {
        return SipParser.request(Samples.bytes("OPTIONS sip:127.0.0.1 SIP/2.0\n" + via
                + "\nFrom: <sip:x@127.0.0.1>;tag=1\nTo: <sip:127.0.0.1>\nCall-ID: v\nCSeq: 1 OPTIONS\n\n"));
    }

    private static String answeredVia(String via) {
        VirtualNet.Node node = new VirtualNet(1).node(5062);
        node.inject(new String(request(via).bytes(), StandardCharsets.UTF_8), 5099);
        return node.sent.getLast().header(HeaderName.VIA).orElseThrow();
    }

    private static String body(String name) throws IOException {
        String text = Files.readString(FOLDER.resolve(name));
        return text.substring(text.indexOf('\n') + 1);
    }
}
