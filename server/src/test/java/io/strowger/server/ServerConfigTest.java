package io.strowger.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.OutboundLimits;
import io.strowger.kernel.BadSettings;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Settings;
import io.strowger.server.ServerSettings.FallbackScope;
import io.strowger.server.ServerSettings.LogFormat;
import io.strowger.server.ServerSettings.LogLevel;
import io.strowger.server.work.WorkRoom;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Design habit 17: defaults, full mapping, retired and unknown keys; issue 2: clashes and exit 78. */
class ServerConfigTest {
    private static final String SID = "AC" + "0123456789abcdef".repeat(2);

    @TempDir
    Path directory;

    private static ServerConfig config(String yaml, Map<String, String> environment, String... arguments) {
        SettingsFile file = SettingsFile.parse("s.yaml", yaml);
        Settings settings = Settings.read(ServerSettings.ALL, ServerSettings.RETIRED, List.of(arguments), environment,
                file.given());
        file.troubles().forEach(trouble -> settings.trouble(trouble.place(), trouble.sentence()));
        return ServerConfig.of(settings, environment);
    }

    private static String refusal(String yaml, Map<String, String> environment, String... arguments) {
        return assertThrows(BadSettings.class, () -> config(yaml, environment, arguments)).getMessage();
    }

    @Test
    void defaultsListenOnLoopbackOnly() {
        ServerConfig config = config("", Map.of());
        assertEquals("127.0.0.1:8080", config.addresses().http().toString());
        assertEquals("127.0.0.1:5060", config.addresses().sip().toString());
        assertEquals("127.0.0.1", config.addresses().rtp().host());
        assertEquals("127.0.0.1", config.addresses().publicHost());
        assertFalse(config.policy().allowPrivateUrls());
        assertEquals(List.of(), config.policy().trust());
        assertEquals(FallbackScope.REQUEST, config.policy().fallbackScope());
        assertTrue(config.account().isEmpty());
        assertTrue(config.storage().database().isEmpty());
        assertEquals(new ServerConfig.Logging(LogLevel.INFO, LogFormat.HUMAN), config.logging());
    }

    private static final String EVERYTHING = """
            settings:
              http: 0.0.0.0:1
              http-certificate: /srv/c.pem
              http-key: /srv/k.pem
              sip: "[::1]:2"
              rtp: 10.0.0.1:100-200
              public-host: voice.example.org
              public-url: https://voice.example.org/x/
              data: /srv/d
              database: postgresql://u:p@h/db
              standby: true
              config: /etc/s.yaml
              account-sid: %s
              auth-token: 0123456789abcdef
              allow-private-urls: true
              trust: [10.0.0.0/8, 192.0.2.1]
              fallback-scope: address
              sip-digest: both
              calls: 7
              calls-per-second: 8
              outbound-calls-per-second: 11
              outbound-calls: 12
              outbound-queue: 13
              trunk-calls: 14
              trunk-calls-per-second: 15
              trunk-minutes-per-day: 16
              new-countries-per-hour: 17
              work-workers: 18
              work-task-queues: 19
              work-open-tasks: 20
              work-attribute-characters: 321
              work-inbox: 122
              work-evaluations: 23
              retention-days: 9
              drain-seconds: 10
              log-level: debug
              log-format: json
            """.formatted(SID);

    @Test
    void standbyNeedsADatabaseThatAnotherServerCanHaveToo() {
        assertTrue(refusal("", Map.of(), "--standby").contains("standby needs an external database beside it"));
        assertTrue(config("", Map.of(), "--standby", "--database", "postgresql://h/d").storage().standby());
    }

    @Test
    void everySettingMapsFromTheFileIntoTheConfiguration() {
        assertEquals(keys(), new TreeSet<>(SettingsFile.parse("s.yaml", EVERYTHING).given().keySet()),
                "test maps every key");
        ServerConfig c = config(EVERYTHING, Map.of());
        assertEquals(ServerSettings.SipDigest.BOTH, c.policy().sipDigest());
        assertEquals("0.0.0.0:1 [::1]:2 10.0.0.1:100-200 voice.example.org https://voice.example.org/x",
                c.addresses().http() + " " + c.addresses().sip() + " " + c.addresses().rtp() + " "
                + c.addresses().publicHost() + " " + c.addresses().publicUrl().orElseThrow());
        assertEquals(new ServerConfig.TlsFiles(Path.of("/srv/c.pem"), Path.of("/srv/k.pem")),
                c.addresses().tls().orElseThrow());
        assertEquals("https://0.0.0.0:1", c.addresses().url(c.addresses().http()));
        assertEquals(Path.of("/srv/d"), c.storage().data());
        assertEquals("postgresql://u:p@h/db", c.storage().database().orElseThrow().value());
        assertTrue(c.storage().standby());
        assertEquals(Path.of("/etc/s.yaml"), c.storage().file().orElseThrow());
        assertEquals(SID, c.account().orElseThrow().sid().value());
        assertEquals("0123456789abcdef", c.account().orElseThrow().token().value());
        assertTrue(c.policy().allowPrivateUrls());
        assertEquals(2, c.policy().trust().size());
        assertEquals(FallbackScope.ADDRESS, c.policy().fallbackScope());
        assertEquals(7, c.admission().calls());
        assertEquals(8, c.admission().callsPerSecond());
        assertEquals(new OutboundLimits(11, 12, 5, 13, Duration.ofHours(24), 14, 15, 16, 17), c.admission().outbound());
        assertEquals(new ServerConfig.Lifetime(Duration.ofDays(9), Duration.ofSeconds(10)), c.lifetime());
        assertEquals(new ServerConfig.Logging(LogLevel.DEBUG, LogFormat.JSON), c.logging());
        WorkRoom.Limits work = c.admission().work();
        assertEquals(23, work.evaluations());
        assertEquals("18 19 20 321 122", work.routing().workers() + " " + work.routing().queues() + " "
                + work.routing().openTasks() + " " + work.routing().attributeCharacters() + " " + work.node().inbox());
        assertEquals(WorkRoom.Limits.DEFAULT, config("settings: {}\n", Map.of()).admission().work());
    }

    @Test
    void aCertificateWithoutItsKeyIsRefused() {
        String message = refusal("settings:\n  http-certificate: /srv/c.pem\n", Map.of());
        assertTrue(message.contains("s.yaml:2: http-certificate needs http-key beside it"), message);
    }

    private static Set<String> keys() {
        Set<String> keys = new TreeSet<>();
        ServerSettings.ALL.forEach(setting -> keys.add(setting.key()));
        return keys;
    }

    @Test
    void clashesAreReportedTogetherWithBadValuesAndTheirPlaces() {
        String message = refusal("settings:\n  rtp: 127.0.0.1:7000-8000\n  tone: loud\n",
                Map.of("STROWGER_HTTP", "0.0.0.0:7060", "STROWGER_ACCOUNT_SID", SID), "--sip", "127.0.0.1:7060",
                "--calls", "0");
        assertTrue(message.contains("s.yaml:3: unknown setting 'tone'"), message);
        assertTrue(message.contains("--calls: calls: '0' is out of range"), message);
        assertTrue(message.contains("--sip: sip 127.0.0.1:7060 clashes with http 0.0.0.0:7060 (STROWGER_HTTP)"),
                message);
        assertTrue(message.contains("s.yaml:2: rtp 127.0.0.1:7000-8000 covers the port of sip"), message);
        assertTrue(message.contains("STROWGER_ACCOUNT_SID: account-sid needs auth-token beside it"), message);
        assertEquals(5, message.lines().count(), message);
    }

    @Test
    void portZeroNeverClashes() {
        ServerConfig config = config("", Map.of(), "--http", "127.0.0.1:0", "--sip", "127.0.0.1:0");
        assertEquals(0, config.addresses().sip().port());
    }

    @Test
    void listeningOnEveryInterfaceShowsARealAddress() {
        String shown = config("", Map.of(), "--sip", "0.0.0.0:5060").addresses().publicHost();
        assertFalse(shown.equals("0.0.0.0"), shown);
    }

    @Test
    void brokenFilesAreTroublesWithTheirLine() {
        assertTrue(refusal("settings: [\n", Map.of()).startsWith("s.yaml:2: is not YAML"));
        assertEquals("s.yaml:1: the file must be a mapping with keys such as 'settings:'", refusal("- a\n", Map.of()));
        assertEquals("s.yaml:2: setting 'http' must be a value or a list of values",
                refusal("settings:\n  http: {a: b}\n", Map.of()));
        assertEquals("s.yaml:1: 'settings:' must be a mapping of keys to values", refusal("settings: 3\n", Map.of()));
        assertTrue(refusal("settings:\n  calls: 1\n  calls: 2\n", Map.of()).contains("calls"));
    }

    @Test
    void missingFileIsATrouble() {
        Trial trial = Trial.of("doctor", "--config", directory.resolve("none.yaml").toString());
        assertEquals(ExitCode.CONFIGURATION, trial.code());
        assertTrue(trial.err().contains("none.yaml: cannot be read"), trial.err());
    }

    @Test
    void badSettingsExitWith78AndNeverShowTheToken() {
        Map<String, String> environment = Map.of("STROWGER_AUTH_TOKEN", "short!");
        Trial trial = Trial.of(environment, "up", "--nonsense", "--calls", "x");
        assertEquals(78, trial.code().number());
        assertEquals(4, trial.err().lines().filter(line -> line.startsWith("  ")).count(), trial.err());
        assertFalse(trial.err().contains("short!"));
    }

    @Test
    void rootKeepsItsDataInASystemFolder() {
        Path data = config("", new HashMap<>(Map.of("XDG_DATA_HOME", "/xdg"))).storage().data();
        boolean root = "root".equals(System.getProperty("user.name"));
        assertEquals(Path.of(root ? "/var/lib/strowger" : "/xdg/strowger"), data);
    }

    @Test
    void referencePageIsUpToDate() throws IOException {
        Path page = Path.of(System.getProperty("strowger.root")).resolve("docs/settings.md");
        assertEquals(SettingsPage.print(), Files.readString(page),
                "docs/settings.md is stale: ./strowger help settings > docs/settings.md");
    }

    @Test
    void errorsPageIsUpToDateAndNoNumberHasTwoMeanings() throws IOException {
        Path page = Path.of(System.getProperty("strowger.root")).resolve("docs/errors.md");
        assertEquals(ErrorsPage.print(), Files.readString(page),
                "docs/errors.md is stale: ./strowger help errors > docs/errors.md");
        long numbers = Arrays.stream(ErrorCode.values()).mapToInt(ErrorCode::number).distinct().count();
        assertEquals(ErrorCode.values().length, numbers);
    }

    /** One run of the command line in this process. */
    record Trial(ExitCode code, String out, String err) {
        static Trial of(String... words) {
            return of(Map.of(), words);
        }

        static Trial of(Map<String, String> environment, String... words) {
            var out = new ByteArrayOutputStream();
            var err = new ByteArrayOutputStream();
            ExitCode code = Main.run(List.of(words), environment, new PrintStream(out), new PrintStream(err));
            return new Trial(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
        }
    }
}
