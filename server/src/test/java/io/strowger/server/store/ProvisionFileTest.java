package io.strowger.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.BadSettings;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProvisionFileTest {
    private static List<String> errors(String... lines) {
        String text = String.join("\n", lines);
        return assertThrows(BadSettings.class, () -> ProvisionFile.parse("s.yaml", text)).getMessage().lines().toList();
    }

    @Test
    void allErrorsAreReportedTogetherEachWithItsLine() {
        List<String> errors = errors(
                "prune: perhaps",
                "accounts:",
                "  - name: Acme",
                "    colour: red",
                "    voice:",
                "      url: ftp://a.example/",
                "      method: PUT",
                "    numbers:",
                "      - number: 12ab",
                "      - name: nameless",
                "    trunks:",
                "      - name: t",
                "        sources: [300.1.1.1]");
        assertEquals(7, errors.size(), errors.toString());
        for (String start : List.of("s.yaml:1", "s.yaml:4", "s.yaml:6", "s.yaml:7", "s.yaml:9", "s.yaml:10",
                "s.yaml:13")) {
            assertEquals(1, errors.stream().filter(error -> error.contains(start + ":")
                    || error.contains(start + " ")).count(), start + " in " + errors);
        }
        assertTrue(errors.stream().anyMatch(error -> error.contains("unknown key 'colour'; known are")));
        assertTrue(errors.stream().anyMatch(error -> error.contains("'url' ('ftp://a.example/') is not an absolute")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "accounts: [{name: a, sid: AC1}]|'sid' ('AC1')",
        "accounts: [{sid: x, sid: y}]|key 'sid' is given twice",
        "accounts: {name: a}|must be a list",
        "accounts: [7]|must be a mapping",
        "accounts: [{name: [a]}]|'name' must be one value",
        "accounts: [{}]|'name' is missing",
        "accounts: [{name: a, authToken: short}]|shorter than 16",
        "accounts: [{name: a, status: paused}]|not one of active, suspended, closed",
        "accounts: [{name: a}, {name: a}]|account 'a' stands at s.yaml:1 already",
        "accounts: [{name: a, application: x}]|application 'x' is not among",
        "accounts: [{name: a, allowedPrefixes: [4x]}]|neither leading digits",
        "accounts: [{name: a, applications: [{name: b, application: c}]}]|cannot stand in an application",
        "accounts: [{name: a, voice: {fallback: http://b.example}}]|needs a 'url'",
        "accounts: [{name: a, voice: {statusEvents: completed}}]|need a 'statusCallback'",
        "accounts: [{name: a, voice: {statusCallback: http://b, statusEvents: done}}]|is not one of initiated",
        "accounts: [{name: a, domains: [{host: a_b}]}]|is not a host name",
        "accounts: [{name: a, domains: [{host: a, users: [{name: b}]}]}]|'password' is missing",
        "accounts: [{name: a, domains: [{host: a, users: [{name: 'b c', password: d}]}]}]|is not 1 to 121 letters",
        "accounts: [{name: a, trunks: [{name: b}]}]|neither takes nor makes calls",
        "accounts: [{name: a, trunks: [{name: b, uri: 'sip:c.example'}]}]|with {number}",
        "accounts: [{name: a, trunks: [{name: b, sources: 1.2.3.4, username: u}]}]|belong together",
        "accounts: [{name: a, trunks: [{name: b, sources: 1.2.3.4, priority: -1}]}]|whole number from 0 to 65535",
        "[1|is not YAML",
        "word|must be a mapping"})
    void wrongFileIsRefusedWithTheRule(String text, String rule) {
        List<String> errors = errors(text);
        assertTrue(errors.getFirst().contains("s.yaml:1"), errors.toString());
        assertTrue(errors.stream().anyMatch(error -> error.contains(rule)), errors.toString());
    }

    /** A user's name is unique within an account, not only within its domain (rulings part 2). */
    @Test
    void sameUserInTwoDomainsOfAnAccountIsRefused() {
        List<String> errors = errors("accounts:", "  - name: a", "    domains:",
                "      - host: x", "        users: [{name: anna, password: p}]",
                "      - host: y", "        users: [{name: anna, password: p}]");
        assertEquals(1, errors.size());
        assertTrue(errors.getFirst().contains("user 'anna' stands at s.yaml:5 already"), errors.toString());
    }

    @Test
    void errorsNeverRepeatAPassword() {
        List<String> errors = errors("accounts: [{name: a, authToken: hunter2, domains: [{host: a_b, users:"
                + " [{name: 'x y', password: hunter2}]}]}]");
        assertFalse(errors.toString().contains("hunter2"), errors.toString());
    }

    @Test
    void settingsAndEmptyFilesAreLeftAlone() {
        assertEquals(List.of(), ProvisionFile.parse("s.yaml", "settings: {http: 'x'}").accounts());
        assertEquals(List.of(), ProvisionFile.parse("s.yaml", "").accounts());
        assertEquals(List.of(), ProvisionFile.parse("s.yaml", "accounts:").accounts());
    }
}
