package io.strowger.sip;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.Deadline;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.RealWorld;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stack against sipp, a peer that somebody else wrote, over real sockets. */
class SippTest {
    private static final Path SIPP = Path.of("/usr/bin/sipp");

    private final RealWorld world = RealWorld.open();
    private final Metrics metrics = new Metrics();
    private final Inbox<CallEvent> ends = world.timeline().inbox(1000);
    private final DigestServer digest = new DigestServer(world, Duration.ofMinutes(5), (realm, user, algorithm) ->
            user.equals("alice") ? Optional.of(algorithm.ha1(user, realm, "secret")) : Optional.empty());
    @TempDir
    private Path folder;
    private SipStack stack;

    @BeforeEach
    void open() {
        assertTrue(Files.isExecutable(SIPP), "sipp is missing: apt-get install sip-tester");
        SipConfig config = SipConfig.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "");
        stack = SipStack.open(world, config, this::serve, SipTrace.NONE, metrics);
    }

    @AfterEach
    void close() {
        stack.close();
        world.close();
    }

    private CallListener serve(IncomingInvite invite) {
        String user = invite.request().uri().orElseThrow().user();
        boolean accepted = !user.equals("auth")
                || digest.check(invite.request(), "house") instanceof DigestVerdict.Accepted;
        if (!accepted) {
            invite.refuse(407, "Proxy Authentication Required", digest.challenge("house", true, false));
            return event -> ends.post(event);
        }
        invite.ring();
        if (!user.equals("ring")) {
            invite.answer(StackTest.SDP);
        }
        return event -> {
            switch (event) {
                case CallEvent.Offered(Optional<String> sdp) -> invite.answerOffer(StackTest.SDP
                        + (sdp.orElse("").contains("sendonly") ? "a=recvonly\r\n" : ""));
                case CallEvent.Ended ended -> ends.post(ended);
                default -> { }
            }
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"u1", "t1"})
    void sippCallsUs(String transport) throws Exception {
        assertEquals(0, sipp("-sn", "uac", "-m", "20", "-r", "100", "-d", "20", "-t", transport));
        awaitEnds(20, CallEvent.Cause.REMOTE_BYE);
    }

    @Test
    void sippCallsUsOverALossyNetwork() throws Exception {
        assertEquals(0, sipp("-sn", "uac", "-m", "20", "-r", "50", "-d", "20", "-lost", "8", "-timeout", "40s"));
        awaitEnds(20, CallEvent.Cause.REMOTE_BYE, CallEvent.Cause.LOST);
        String text = metrics.text();
        assertTrue(number(text, "sip_retransmissions_sent_total") + number(text,
                "sip_retransmissions_received_total") > 0, "nothing was lost:\n" + text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"u1", "t1"})
    void sippHoldsAndResumes(String transport) throws Exception {
        assertEquals(0, sipp("-sf", scenario("hold.xml"), "-m", "5", "-t", transport));
        awaitEnds(5, CallEvent.Cause.REMOTE_BYE);
    }

    @Test
    void sippCancelsWhileItRings() throws Exception {
        assertEquals(0, sipp("-sf", scenario("cancel.xml"), "-m", "5"));
        awaitEnds(5, CallEvent.Cause.REMOTE_CANCEL);
    }

    @Test
    void sippCancelsTooLate() throws Exception {
        assertEquals(0, sipp("-sf", scenario("cancel-late.xml"), "-m", "5"));
        awaitEnds(5, CallEvent.Cause.REMOTE_BYE);
    }

    @Test
    void sippAnswersOurChallenge() throws Exception {
        assertEquals(0, sipp("-sf", scenario("auth.xml"), "-m", "3"));
        awaitEnds(6, CallEvent.Cause.REMOTE_BYE, CallEvent.Cause.LOCAL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"u1", "t1"})
    void weCallSipp(String transport) throws Exception {
        int port = freePort(20_000);
        Process sipp = start(port, List.of("-sn", "uas", "-m", "3", "-t", transport));
        String uri = "sip:service@127.0.0.1:" + port + (transport.equals("t1") ? ";transport=tcp" : "");
        Inbox<CallEvent> events = world.timeline().inbox(100);
        awaitListening(uri);
        for (int i = 0; i < 3; i++) {
            SipCall call = stack.invite(InviteSpec.of(uri, "sip:us@127.0.0.1", StackTest.SDP), events::post);
            CallEvent next = await(events);
            while (next instanceof CallEvent.Ringing) {
                next = await(events);
            }
            assertTrue(next instanceof CallEvent.Answered, "instead of an answer: " + next);
            call.hangUp();
            assertEquals(new CallEvent.Ended(CallEvent.Cause.LOCAL), await(events));
        }
        assertTrue(sipp.waitFor(60, TimeUnit.SECONDS), "sipp still runs");
        assertEquals(0, sipp.exitValue(), () -> output());
    }

    /** sipp needs a moment to listen; over TCP an early call would be refused. */
    private void awaitListening(String uri) throws Exception {
        int port = SipUri.parse(uri).orElseThrow().port();
        boolean tcp = uri.contains("tcp");
        String listens = "0100007F:%04X 00000000:0000 ".formatted(port) + (tcp ? "0A" : "07");
        Path table = Path.of(tcp ? "/proc/net/tcp" : "/proc/net/udp");
        Deadline limit = Deadline.after(world.timeline(), Duration.ofSeconds(60));
        while (!Files.readString(table).contains(listens)) {
            assertFalse(limit.passed(world.timeline()), () -> "sipp does not listen on " + port + ": " + output());
            pause();
        }
    }

    private void awaitEnds(int count, CallEvent.Cause... causes) {
        for (int i = 0; i < count; i++) {
            CallEvent.Ended ended = (CallEvent.Ended) await(ends);
            assertTrue(List.of(causes).contains(ended.cause()), "ended by " + ended.cause());
        }
        Deadline limit = Deadline.after(world.timeline(), Duration.ofSeconds(40));
        while (number(metrics.text(), "sip_calls") > 0 && !limit.passed(world.timeline())) {
            pause(); // a call that was lost still waits for the answer to its BYE
        }
        String text = metrics.text();
        assertEquals(0, number(text, "sip_mistakes_total"), text);
        assertEquals(0, number(text, "sip_calls"), text);
        assertEquals(0, number(text, "sip_dialogs"), text);
    }

    private void pause() {
        world.timeline().inbox(1).await(Deadline.after(world.timeline(), Duration.ofMillis(20)));
    }

    /**
     * Longer than 64 T1 (RFC 3261 paragraph 13.3.1.4): when sipp loses its ACK and then its BYE, it takes our repeated
     * 200 for the answer to the BYE and goes, and the call ends as lost 32 s later.
     */
    private CallEvent await(Inbox<CallEvent> inbox) {
        Optional<CallEvent> event = inbox.await(Deadline.after(world.timeline(), Duration.ofSeconds(60)));
        assertTrue(event.isPresent(), () -> "no event; sipp said: " + output());
        return event.get();
    }

    private static long number(String text, String name) {
        return text.lines().filter(l -> l.startsWith(name + " "))
                .mapToLong(l -> Long.parseLong(l.substring(l.lastIndexOf(' ') + 1))).sum();
    }

    private int sipp(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("127.0.0.1:" + stack.address().getPort()));
        all.addAll(List.of(arguments));
        Process process = start(freePort(20_000), all);
        assertTrue(process.waitFor(90, TimeUnit.SECONDS), "sipp still runs");
        assertEquals(0, process.exitValue(), () -> output());
        return process.exitValue();
    }

    private Process start(int port, List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(SIPP.toString()));
        command.addAll(arguments);
        command.addAll(List.of("-i", "127.0.0.1", "-p", Integer.toString(port), "-mp",
                Integer.toString(freePort(20_500)),
                "-nostdin", "-trace_err", "-error_file", folder.resolve("errors.log").toString()));
        if (!arguments.contains("-timeout")) {
            command.addAll(List.of("-timeout", "60s", "-timeout_error"));
        }
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(folder.resolve("out.log").toFile());
        builder.environment().put("TERM", "dumb");
        return builder.start();
    }

    private String output() {
        StringBuilder out = new StringBuilder();
        for (String name : List.of("errors.log", "out.log")) {
            try {
                String text = Files.exists(folder.resolve(name)) ? Files.readString(folder.resolve(name)) : "";
                out.append(text, Math.max(0, text.length() - 3000), text.length()).append('\n');
            } catch (IOException unreadable) {
                out.append(unreadable);
            }
        }
        return out.toString();
    }

    private static int freePort(int from) throws IOException {
        for (int port = from + 2 * (int) (ProcessHandle.current().pid() % 200); port < from + 500; port += 2) {
            try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress("127.0.0.1", port));
                    java.net.ServerSocket stream = new java.net.ServerSocket(port, 1, socket.getLocalAddress())) {
                return stream.getLocalPort();
            } catch (IOException taken) {
                continue;
            }
        }
        throw new IllegalStateException("no free port above " + from);
    }

    private static String scenario(String name) {
        return Path.of("src/test/resources/sipp", name).toAbsolutePath().toString();
    }
}
