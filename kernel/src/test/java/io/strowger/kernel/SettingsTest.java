package io.strowger.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.Settings.Given;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Issue 2: "unknown keys, bad values and clashes are reported all together"; design habits 13, 16 and 17. */
class SettingsTest {
    private static final Setting<Integer> CALLS = new Setting<>("calls", Shapes.whole(1, 10), 5, "Calls.");
    private static final Setting<Boolean> OPEN = new Setting<>("allow-all", Shapes.toggle(), false, "Open.");
    private static final Setting<List<Cidr>> TRUST = new Setting<>("trust",
            Shapes.list(Shapes.cidr()), List.of(), "T.");
    private static final Setting<Optional<Secret>> TOKEN = new Setting<>("auth-token",
            Shapes.optional(Shapes.secret("8 letters", Pattern.compile("[a-z]{8}"))), Optional.empty(), "Token.");
    private static final List<Setting<?>> ALL = List.of(CALLS, OPEN, TRUST, TOKEN);

    private static Settings read(List<String> arguments, Map<String, String> environment, Map<String, Given> file) {
        return Settings.read(ALL, Map.of("callz", "use calls"), arguments, environment, file);
    }

    private static String troubles(Settings settings) {
        return assertThrows(BadSettings.class, settings::check).getMessage();
    }

    @Test
    void namesFollowFromTheKey() {
        assertEquals("--allow-all", OPEN.flag());
        assertEquals("STROWGER_ALLOW_ALL", OPEN.environment());
    }

    @Test
    void defaultStandsWhenNothingIsGiven() {
        Settings settings = read(List.of(), Map.of(), Map.of());
        settings.check();
        assertEquals(5, settings.get(CALLS));
        assertEquals("default", settings.place(CALLS));
        assertFalse(settings.isGiven(CALLS));
    }

    @Test
    void flagBeatsEnvironmentBeatsFile() {
        Map<String, Given> file = Map.of("calls", new Given("2", "f.yaml:3"));
        Map<String, String> environment = Map.of("STROWGER_CALLS", "3");
        assertEquals(2, read(List.of(), Map.of(), file).get(CALLS));
        assertEquals(3, read(List.of(), environment, file).get(CALLS));
        Settings all = read(List.of("--calls", "4"), environment, file);
        assertEquals(4, all.get(CALLS));
        assertEquals("--calls", all.place(CALLS));
    }

    @Test
    void flagTakesItsValueAfterABlankOrAnEqualsSign() {
        assertEquals(7, read(List.of("--calls=7"), Map.of(), Map.of()).get(CALLS));
        assertEquals(7, read(List.of("--calls", "7"), Map.of(), Map.of()).get(CALLS));
    }

    @Test
    void toggleStandsAloneAndLeavesTheNextWordAlone() {
        Settings settings = read(List.of("--allow-all", "FILE"), Map.of(), Map.of());
        assertTrue(settings.get(OPEN));
        assertEquals(List.of("FILE"), settings.operands());
        assertFalse(read(List.of("--allow-all=false"), Map.of(), Map.of()).get(OPEN));
    }

    @Test
    void listAddsUpRepeatedFlagsAndCommas() throws Exception {
        List<Cidr> nets = read(List.of("--trust", "10.0.0.0/8,192.0.2.7", "--trust=fd00::/8"), Map.of(), Map.of())
                .get(TRUST);
        assertEquals(List.of("10.0.0.0/8", "192.0.2.7/32", "fd00:0:0:0:0:0:0:0/8"),
                nets.stream().map(Cidr::toString).toList());
        assertTrue(nets.get(0).contains(InetAddress.getByName("10.255.0.1")));
        assertFalse(nets.get(0).contains(InetAddress.getByName("11.0.0.1")));
        assertFalse(nets.get(1).contains(InetAddress.getByName("192.0.2.8")));
        assertFalse(nets.get(2).contains(InetAddress.getByName("10.0.0.1")));
    }

    @Test
    void allTroublesAreReportedTogetherEachWithItsPlace() {
        Settings settings = read(List.of("--cals", "3", "--calls"), Map.of("STROWGER_TRUST", "10.0.0.0/8,nonsense"),
                Map.of("allow-all", new Given("perhaps", "f.yaml:9"), "tone", new Given("x", "f.yaml:4")));
        String message = troubles(settings);
        assertEquals(5, message.lines().count(), message);
        assertTrue(message.contains("f.yaml:4: unknown setting 'tone'"), message);
        assertTrue(message.contains("f.yaml:9: allow-all: 'perhaps' is neither true nor false"), message);
        assertTrue(message.contains("--cals: unknown flag; did you mean 'calls'?"), message);
        assertTrue(message.contains("--calls: needs a value: 1 to 10"), message);
        assertTrue(message.contains("STROWGER_TRUST: trust: '10.0.0.0/8,nonsense' holds 'nonsense'"), message);
    }

    @Test
    void valueOutOfRangeIsATroubleThatNamesTheRange() {
        assertEquals("--calls: calls: '11' is out of range; 1 to 10 is accepted",
                troubles(read(List.of("--calls", "11"), Map.of(), Map.of())));
        assertEquals("--calls: calls: 'many' is not a whole number; 1 to 10 is accepted",
                troubles(read(List.of("--calls", "many"), Map.of(), Map.of())));
    }

    @Test
    void retiredKeyFailsLoudlyWithItsSuccessor() {
        assertEquals("f.yaml:1: setting 'callz' no longer exists: use calls",
                troubles(read(List.of(), Map.of(), Map.of("callz", new Given("1", "f.yaml:1")))));
    }

    @Test
    void flagGivenTwiceIsATrouble() {
        assertEquals("--calls: is given twice",
                troubles(read(List.of("--calls", "1", "--calls", "2"), Map.of(), Map.of())));
    }

    @Test
    void unknownEnvironmentVariableOnlyWarns() {
        Settings settings = read(List.of(), Map.of("STROWGER_PORT", "tcp://10.0.0.1"), Map.of());
        settings.check();
        assertEquals("STROWGER_PORT: no setting has this name; it is ignored",
                settings.warnings().getFirst().toString());
    }

    @Test
    void secretIsNeverPrinted() {
        assertFalse(troubles(read(List.of(), Map.of("STROWGER_AUTH_TOKEN", "hunter2"), Map.of())).contains("hunter2"));
        Optional<Secret> token = read(List.of(), Map.of("STROWGER_AUTH_TOKEN", "password"), Map.of()).get(TOKEN);
        assertEquals("password", token.orElseThrow().value());
        assertFalse(token.toString().contains("password"));
        assertFalse(TOKEN.shape().print(token).contains("password"));
    }

    @Test
    void addressesParseAndRefuse() {
        assertEquals(new HostPort("::1", 5060), HostPort.parse("[::1]:5060"));
        assertEquals("[::1]:5060", HostPort.parse("[::1]:5060").toString());
        for (String bad : List.of("5060", ":5060", "host:", "host:70000", "::1:5060", "a/b:1", "host:-1")) {
            assertThrows(IllegalArgumentException.class, () -> HostPort.parse(bad), bad);
        }
        assertEquals(new PortRange("127.0.0.1", 100, 200), PortRange.parse("127.0.0.1:100-200"));
        for (String bad : List.of("127.0.0.1:100", "h:200-100", "h:0-9", "h:1-70000", "100-200", "h:5-5")) {
            assertThrows(IllegalArgumentException.class, () -> PortRange.parse(bad), bad);
        }
        for (String bad : List.of("10.0.0.0/33", "host/8", "10.0.0.0/x", "10.0.0/8", "fd00::/129")) {
            assertThrows(IllegalArgumentException.class, () -> Cidr.parse(bad), bad);
        }
    }
}
