package io.strowger.server.peers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.Deadline;
import io.strowger.kernel.Inbox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** sipp, a peer that somebody else wrote, calls the whole product: real SIP, RTP and HTTP. */
class SippCallsTest {
    private static final String HANG_UP = "<Response><Hangup/></Response>";
    private static Bench bench;

    @BeforeAll
    static void open() {
        bench = Bench.open("127.0.0.1:27300-27399", app -> """
                accounts:
                  - name: Peers
                    numbers:
                      - {number: "+15550101", voice: {url: "%1$s/gather"}}
                      - {number: "+15550102", voice: {url: "%1$s/wait"}}
                      - {number: "+15550103", voice: {url: "%1$s/slow"}}
                    domains:
                      - host: house.example
                        voice: {url: "%1$s/wait"}
                        users: [{name: sipp, password: secret}]
                """.formatted(app), "--trust", "127.0.0.1");
    }

    @BeforeEach
    void pages() {
        bench.forget();
        bench.page("/gather", asked ->
                "<Response><Gather action=\"/digits\" finishOnKey=\"#\" timeout=\"30\"/></Response>");
        bench.page("/digits", asked -> HANG_UP);
        bench.page("/wait", asked -> "<Response><Gather timeout=\"60\"/></Response>");
    }

    @AfterEach
    void nothingIsLeft() {
        assertTrue(bench.awaitIdle(), () -> bench.get("/metrics").body());
    }

    @AfterAll
    static void close() {
        bench.close();
    }

    @Test
    void digitsOfRfc4733ReachTheGatherAndChangeTheDocument() throws Exception {
        sipp("digits.xml");
        assertEquals(1, bench.asked("/digits").size());
        assertEquals("42", bench.asked("/digits").getFirst().fields().get("Digits"));
    }

    @Test
    void anInviteThatArrivesTwiceIsOneCall() throws Exception {
        bench.page("/gather", asked -> "<Response><Gather timeout=\"1\"/></Response>");
        sipp("again.xml");
        assertTrue(bench.awaitIdle());
        assertEquals(1, bench.asked("/gather").size());
    }

    @Test
    void cancelBeforeTheAnswerLeavesNoCall() throws Exception {
        Inbox<Object> cancelled = bench.world().timeline().inbox(1);
        bench.page("/slow", asked -> {
            cancelled.await(Deadline.after(bench.world().timeline(), Bench.PATIENCE));
            return HANG_UP;
        });
        sipp("cancel.xml");
        assertTrue(cancelled.post("cancelled"));
        assertTrue(bench.awaitIdle());
        assertEquals(1, bench.asked("/slow").size());
    }

    @Test
    void cancelAfterTheAnswerChangesNothingAndByeEndsTheCall() throws Exception {
        sipp("cancel-late.xml");
        assertTrue(bench.awaitIdle());
    }

    @Test
    void holdAndResumeKeepTheCall() throws Exception {
        sipp("hold.xml");
        assertEquals(1, bench.asked("/wait").size());
    }

    @Test
    void aCallerWithCredentialsIsLetIntoADomain() throws Exception {
        sipp("auth.xml", "-auth_uri", "desk@house.example");
        assertEquals("house.example", bench.asked("/wait").getFirst().fields().get("SipDomain"));
    }

    /** Runs a scenario once; it checks each message itself and exits with 0 when all came as it should. */
    private static void sipp(String scenario, String... more) throws IOException, InterruptedException {
        Path out = bench.scratch().resolve(scenario + ".out");
        Path messages = bench.scratch().resolve(scenario + ".messages");
        Path errors = bench.scratch().resolve(scenario + ".errors");
        List<String> command = new ArrayList<>(List.of("sipp", bench.product().sip().toString(), "-sf",
                Path.of(System.getProperty("strowger.root"), "server/src/test/resources/peers", scenario).toString(),
                "-m", "1", "-i", "127.0.0.1", "-p", "27450", "-mp", "27400", "-nostdin", "-trace_err", "-trace_msg",
                "-message_file", messages.toString(), "-error_file",
                errors.toString(), "-timeout", "60s", "-timeout_error"));
        command.addAll(List.of(more));
        ProcessBuilder builder = new ProcessBuilder(command).directory(bench.scratch().toFile())
                .redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment().put("TERM", "dumb");
        Process process = builder.start();
        try {
            assertTrue(process.waitFor(2 * Bench.PATIENCE.toSeconds(), TimeUnit.SECONDS), "sipp still runs");
            String said = Files.exists(errors) ? Files.readString(errors) : "";
            String messaged = Files.exists(messages) ? Files.readString(messages) : "";
            assertEquals(0, process.exitValue(), () -> said + messaged);
        } finally {
            process.destroyForcibly();
        }
    }
}
