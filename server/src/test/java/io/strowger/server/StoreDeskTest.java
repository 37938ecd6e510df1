package io.strowger.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.port.CallRecord;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.CallTimelineRecord;
import io.strowger.call.port.Direction;
import io.strowger.call.port.TimelineEntry;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.RealWorld;
import io.strowger.server.store.RecordStore;
import io.strowger.server.store.Store;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The commands on a store, while a server runs on it and while none does. */
class StoreDeskTest {
    private static final AccountSid ACCOUNT = new AccountSid("AC" + "a".repeat(32));
    private static final CallSid CALL = new CallSid("CA" + "1".repeat(32));
    private static final Instant AT = Instant.parse("2026-11-23T10:00:00Z");

    private static void write(RecordStore journal) {
        journal.call(new CallRecord(
                CALL, ACCOUNT, Optional.empty(), "+1", "+2", Direction.INBOUND, CallStatus.COMPLETED, AT,
                Optional.of(AT), Optional.of(AT), Duration.ofSeconds(3), Optional.empty(), Optional.empty(), ""));
        journal.timeline(new CallTimelineRecord(CALL, ACCOUNT, List.of(
                new TimelineEntry(
                        AT, Duration.ofMillis(1500), TimelineEntry.Kind.VERB, CALL.value(), "Say done", Map.of()),
                new TimelineEntry(AT, Duration.ofMillis(1600), TimelineEntry.Kind.SIP, "CAother", "INVITE", Map.of())),
                4));
    }

    @Test
    void commandsWorkBesideAServerAndWithoutOne() throws IOException {
        Path folder = Files.createTempDirectory("strowger-desk-test-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        Path file = Files.writeString(
                folder.resolve("s.yaml"), "accounts: [{master: true, numbers: [{number: '+1'}]}]");
        try (RealWorld world = RealWorld.open()) {
            Store.Place place = new Store.Place(folder.resolve("data"), Optional.empty(), List.of());
            try (Store server = Store.open(world, place, new Metrics());
                    RecordStore journal = server.journal(new Metrics(), Duration.ofDays(30));
                    StoreDesk desk = new StoreDesk(world, place)) {
                server.directory().ensureMaster(Optional.of(ACCOUNT), Optional.empty());
                assertEquals(1, desk.apply(file).stream().filter(line -> line.startsWith("created number")).count());
                write(journal);
                journal.flush();
                assertEquals(List.of(
                        CALL + "  2026-11-23T10:00:00Z  completed    inbound        +1 -> +2  3 s",
                        "    1.500  verb     Say done",
                        "    1.600  sip      [CAother] INVITE",
                        "(4 more lines were left out: the timeline's limit)"), desk.show(CALL.value()));
                desk.backup(folder.resolve("b.zip"));
            }
            try (StoreDesk desk = new StoreDesk(world, place)) {
                assertEquals(List.of("nothing to change"), desk.apply(file));
                assertEquals(1, desk.calls().size());
                importsAnExport(desk, folder);
                assertThrows(CommandFailure.class, () -> desk.show("CA1"));
                String oldKey = Files.readAllLines(folder.resolve("data/keys")).getLast();
                String report = desk.rotateKeys().getFirst();
                String newKey = Files.readAllLines(folder.resolve("data/keys")).getLast();
                assertNotEquals(oldKey, newKey);
                assertTrue(report.endsWith(newKey.split(" ")[1]), report);
                assertEquals(List.of("nothing to change"), desk.apply(file), "what is sealed anew still opens");
                assertThrows(CommandFailure.class, () -> desk.erase("CA" + "2".repeat(32)));
                CommandFailure refusal =
                        assertThrows(CommandFailure.class, () -> desk.backup(folder.resolve("b.zip")));
                assertTrue(refusal.getMessage().contains("is there already"), refusal.getMessage());
            }
            try (StoreDesk desk = new StoreDesk(
                    world, new Store.Place(folder.resolve("other"), Optional.empty(), List.of()))) {
                desk.restore(folder.resolve("b.zip"));
                Files.copy(folder.resolve("data/keys"), folder.resolve("other/keys"));
                assertEquals(CALL.value(), desk.calls().getFirst().substring(0, 34));
            }
            try (StoreDesk desk = new StoreDesk(world, place)) {
                assertTrue(desk.erase(CALL.value()).getFirst().startsWith("erased " + CALL));
                assertEquals(List.of(), desk.calls());
            }
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path tree) throws IOException {
        try (var paths = Files.walk(tree)) {
            for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static void importsAnExport(StoreDesk desk, Path folder) throws IOException {
        Path export = Files.writeString(folder.resolve("e.json"), "{\"applications\": [{\"friendly_name\": \"a\"}]}");
        assertEquals("1 created, 0 changed, 0 the same, 0 refused; this was a rehearsal: nothing has changed,"
                + " --apply does it", desk.importFrom(export, "", false).getLast());
        assertEquals("1 created, 0 changed, 0 the same, 0 refused",
                desk.importFrom(export, ACCOUNT.value(), true).getLast());
        assertThrows(CommandFailure.class, () -> desk.importFrom(export, "AC" + "0".repeat(32), true));
    }
}
