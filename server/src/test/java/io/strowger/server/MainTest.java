package io.strowger.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.port.TimelineEntry;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.HostPort;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.LogContext;
import io.strowger.kernel.RealWorld;
import io.strowger.kernel.Settings;
import io.strowger.server.ServerConfigTest.Trial;
import io.strowger.server.ServerSettings.LogFormat;
import io.strowger.server.UpCommand.Letter;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command line: commands, exit codes, signals, log lines, doctor. */
class MainTest {
    @TempDir
    Path directory;

    @Test
    void helpListsEveryCommandOfTheIssue() {
        Trial trial = Trial.of("help");
        assertEquals(ExitCode.OK, trial.code());
        for (String command : List.of("demo", "up", "apply", "import", "call", "calls", "test", "soak", "bench",
                "backup", "restore", "doctor", "help")) {
            assertTrue(trial.out().contains("./strowger " + command), command);
        }
    }

    @Test
    void unknownCommandIsAUsageError() {
        assertEquals(ExitCode.USAGE, Trial.of("dance").code());
        assertEquals(ExitCode.USAGE, Trial.of().code());
    }

    @Test
    void doctorNamesATakenPortAndWhatToDo() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String http = "127.0.0.1:" + taken.getLocalPort();
            Trial trial = Trial.of("doctor", "--http", http, "--sip", "127.0.0.1:0", "--data", directory.toString());
            assertEquals(ExitCode.UNAVAILABLE, trial.code());
            assertTrue(trial.out().contains("BAD   http"), trial.out());
            assertTrue(trial.out().contains("choose another with --http"), trial.out());
        }
    }

    @Test
    void doctorRefusesADataDirectoryThatIsAFile() {
        Trial trial = Trial.of("doctor", "--sip", "127.0.0.1:0", "--http", "127.0.0.1:0", "--data", "/dev/null/x");
        assertTrue(trial.out().contains("BAD   data"), trial.out());
    }

    @Test
    void firstSignalDrainsAndTheLastCallEndsTheWait() {
        Exchange exchange = new Exchange(true);
        assertEquals(List.of("drain", "hangUp"), exchange.run(List.of(Letter.SIGNAL)));
        assertTrue(exchange.printed().contains("told once" + System.lineSeparator()
                + "ready http=http://127.0.0.1:1 sip=127.0.0.1:2 "), exchange.printed());
        assertEquals(1, exchange.printed().lines().filter(line -> line.startsWith("ready")).count());
    }

    @Test
    void secondSignalHangsUpWithoutWaitingForCalls() {
        assertEquals(List.of("drain", "hangUp"), new Exchange(false).run(List.of(Letter.SIGNAL, Letter.SIGNAL)));
    }

    /** Issue 4, split brain: the calls are the other server's to end in the records; here their phones are told. */
    @Test
    void serverThatWasTakenOverHangsUpAndSaysSoByItsExitCode() {
        for (List<Letter> letters : List.of(List.of(Letter.TAKEN), List.of(Letter.SIGNAL, Letter.TAKEN))) {
            Exchange exchange = new Exchange(false);
            assertEquals("hangUp", exchange.run(letters).getLast());
            assertEquals(ExitCode.TAKEN_OVER, exchange.ended);
            assertTrue(exchange.printed().contains("taken over: another server has the database"), exchange.printed());
        }
        assertEquals(75, ExitCode.TAKEN_OVER.number());
    }

    @Test
    void logLineCarriesTheCallAndForgesNoSecondLine() {
        LogRecord record = new LogRecord(Level.WARNING, "heard \"x\"\nERROR forged");
        record.setLoggerName("io.strowger.call.Call");
        String human = logged(LogFormat.HUMAN, record);
        assertEquals(1, human.lines().count(), human);
        assertTrue(human.contains("WARNING Call CA12 - heard"), human);
        String json = logged(LogFormat.JSON, record);
        assertTrue(json.contains("\"sid\":\"CA12\",\"message\":\"heard \\\"x\\\"\\nERROR forged\"}"), json);
        assertEquals(1, json.lines().count());
    }

    private static String logged(LogFormat format, LogRecord record) {
        var out = new ByteArrayOutputStream();
        new LogContext("CA12").run(() -> new LogLines(format, new PrintStream(out)).publish(record));
        return out.toString(StandardCharsets.UTF_8);
    }

    /** A product that remembers what it was told. */
    private static final class Exchange implements Product {
        private final boolean idleAtOnce;
        private final List<String> told = new ArrayList<>();
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();
        private ExitCode ended = ExitCode.FAILED;

        Exchange(boolean idleAtOnce) {
            this.idleAtOnce = idleAtOnce;
        }

        List<String> run(List<Letter> letters) {
            try (RealWorld world = RealWorld.open()) {
                Inbox<Letter> inbox = world.timeline().inbox(4);
                letters.forEach(letter -> assertTrue(inbox.post(letter)));
                ServerConfig config = ServerConfig.of(Settings.read(ServerSettings.ALL, Map.of(),
                        List.of("--drain-seconds", "86400"), Map.of(), Map.of()), Map.of());
                ended = UpCommand.stay(world, config, this, inbox, new PrintStream(out));
            }
            assertFalse(told.contains("close"), "whoever opened it closes it");
            return told;
        }

        String printed() {
            return out.toString(StandardCharsets.UTF_8);
        }

        @Override
        public List<String> notices() {
            return List.of("told once");
        }

        @Override
        public HostPort http() {
            return new HostPort("127.0.0.1", 1);
        }

        @Override
        public HostPort sip() {
            return new HostPort("127.0.0.1", 2);
        }

        @Override
        public void drain(Runnable idle) {
            told.add("drain");
            if (idleAtOnce) {
                idle.run();
            }
        }

        @Override
        public void hangUp() {
            told.add("hangUp");
        }

        @Override
        public int calls() {
            return 1;
        }

        @Override
        public void watch(BiConsumer<CallSid, TimelineEntry> watcher) {
            told.add("watch");
        }

        @Override
        public void close() {
            told.add("close");
        }
    }
}
