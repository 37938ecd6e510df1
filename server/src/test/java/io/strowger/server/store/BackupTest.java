package io.strowger.server.store;

import static io.strowger.server.store.Records.ACCOUNT;
import static io.strowger.server.store.Records.sid;
import static io.strowger.server.store.TestStore.WORLD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.port.CallStatus;
import io.strowger.call.port.QueueRecord;
import io.strowger.kernel.KeySid;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.QueueSid;
import io.strowger.kernel.RecordingSid;
import io.strowger.kernel.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rulings part 2, "Upgrade": backup and restore. */
class BackupTest {
    @TempDir
    private Path folder;
    private TestStore store;
    private TestStore target;
    private DataDirectory from;
    private DataDirectory to;
    private Path file;

    @BeforeEach
    void fill() throws IOException {
        store = TestStore.open();
        target = TestStore.empty();
        from = DataDirectory.open(folder.resolve("from"));
        to = DataDirectory.open(folder.resolve("to"));
        file = folder.resolve("backup.zip");
        Secrets secrets = Secrets.open(WORLD, from.keyFile());
        Directory directory = Directory.open(store.database(), secrets, WORLD, List.of());
        directory.ensureMaster(Optional.of(ACCOUNT), Optional.empty());
        new Provisioning(store.database(), secrets, WORLD, directory).apply(
                Path.of(System.getProperty("strowger.root"), "examples/provisioning/strowger.yaml"), "test");
        new ResourceStore(store.database(), secrets, directory).change(Actor.command("test"), change -> {
            change.insert(Tables.KEYS, new ApiKey(KeySid.mint(WORLD), ACCOUNT, "k", ApiKey.Kind.MAIN, "{}",
                    new Secret("key-secret"), Dates.at(change.now())));
            return change.update(Tables.ACCOUNTS, ACCOUNT, ACCOUNT.value(), old -> old.withTokens(
                    old.authToken(), Optional.of(new Secret("second-token"))));
        });
        new ResourceStore(store.database(), secrets, directory).change(Actor.command("test"), change ->
                SipRows.oneOfEach(change, ACCOUNT));
        store.execute("insert into number_pool (digits, number, kind, country, created_at)"
                + " values ('15005550006', '+15005550006', 'local', 'US', now())");
        try (RecordStore records = RecordStore.open(WORLD, store.database(), new Metrics(), Duration.ofDays(30),
                (account, number) -> Optional.empty(), new OutboundCalls(store.database(), secrets),
                RecordStore.defaultBacklog())) {
            records.call(Records.call(sid(1), CallStatus.IN_PROGRESS));
            records.waiting(Records.waitingCall(sid(2)), Records.waiting(sid(2)));
            records.detail(Records.detail(sid(1)));
            records.timeline(Records.timeline(sid(1), "tab\t newline\n backslash \\ ünïcode"));
            records.notification(Records.notification(sid(1)));
            records.recording(Records.recording(RecordingSid.mint(WORLD), sid(1), "completed"));
            records.checkpoint(sid(1), "version=1\n");
            records.queued(Records.delivery("d", sid(1), 0));
            records.queue(new QueueRecord(
                    QueueSid.mint(WORLD), ACCOUNT, "support", 1000, Records.BEGAN, Records.BEGAN));
            records.registered(new StoredRegistration(
                    ACCOUNT, "anna", "sip:anna@192.0.2.1", "", "", "id", 1, Records.BEGAN));
        }
        store.execute("insert into outbound_stops values ('" + ACCOUNT + "', 'r', now())");
        store.execute("insert into dialled_countries values ('" + ACCOUNT + "', '44', now())");
        store.execute("insert into idempotency_keys values ('" + ACCOUNT + "', 'k', 'd', '" + sid(2) + "', now())");
        fillWork();
        Path sound = from.recordings().resolve(ACCOUNT.value()).resolve("RE1.wav");
        Files.createDirectories(sound.getParent());
        Files.writeString(sound, "sound");
    }

    private void fillWork() {
        store.execute("insert into work_leases values ('WS1', '" + ACCOUNT + "', 'node', 1, now(), now(), false)");
        store.execute("insert into work_journal values ('WS1', 1, 2, now(), 1, '[]')");
        store.execute("insert into work_snapshots values ('WS1', 2, 1, 'd', now())");
        store.execute("insert into work_snapshot_parts values ('WS1', 2, 0, false, '{}')");
        store.execute("insert into work_outbox values ('WS1', 2, 0, '" + ACCOUNT + "', 'WT1', now(), '[]')");
        store.execute("insert into work_event_batches values ('WS1', 1, 2, now(), 1, 1, '{1}', 'x')");
        store.execute("insert into work_event_subjects values (1, 1)");
        store.execute("insert into work_counts values ('WS1', 'WS1', now(), 'TC1', 'TASKS_CREATED', 0, 1)");
        store.execute("insert into work_spans values ('WS1', 'WK1', 'WA1', now() - interval '1 minute', now())");
    }

    @AfterEach
    void close() {
        from.close();
        to.close();
        store.close();
        target.close();
    }

    private Backup source() {
        return new Backup(WORLD, store.database(), from, Migrations.shipped());
    }

    private Backup destination() {
        return new Backup(WORLD, target.database(), to, Migrations.shipped());
    }

    @Test
    void restoredElsewhereEverythingIsEqual() throws IOException {
        Backup.Manifest written = source().write(file, new Backup.Extent(true, true));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(written, destination().restore(file));
        assertEquals(written.digests(), destination().digests());
        assertEquals("sound", Files.readString(to.recordings().resolve(ACCOUNT.value()).resolve("RE1.wav")));
        Directory restored = Directory.open(
                target.database(), Secrets.open(WORLD, to.keyFile()), WORLD, List.of());
        assertTrue(known(restored, "anna"));
        newRowsGetNewNumbers(target);
    }

    /** A new audit row after the restore takes a new number. */
    private static void newRowsGetNewNumbers(TestStore store) {
        store.execute("insert into audit (sid, at, actor, action, subject, detail)"
                + " values ('AE', now(), 'x', 'x', 'x', '{}')");
        assertEquals(store.query("select count(*) from audit"), store.query("select max(id) from audit"));
    }

    @Test
    void everyTableIsInTheBackupWithRowsInThisTest() {
        List<String> tables = store.query("select tablename from pg_tables where schemaname = 'public'"
                + " and tablename <> 'schema_versions' order by 1");
        assertEquals(tables, List.copyOf(new TreeSet<>(Backup.TABLES.keySet())));
        for (String table : tables) {
            assertFalse(store.query("select 1 from " + table + " limit 1").isEmpty(), table + " is empty here");
        }
    }

    @Test
    void keysAndRecordingsStayOutUnlessAskedFor() throws IOException {
        source().write(file, new Backup.Extent(false, false));
        try (FileSystem zip = FileSystems.newFileSystem(file)) {
            assertFalse(Files.exists(zip.getPath("keys")));
            assertFalse(Files.exists(zip.getPath("recordings")));
            String accounts = Files.readString(zip.getPath("tables/accounts.copy"), StandardCharsets.UTF_8);
            assertFalse(accounts.contains("replace-me-0123456789abcdef"));
        }
        destination().restore(file);
        Exception refusal = assertThrows(StoreFailure.class, () -> Directory.open(
                target.database(), Secrets.open(WORLD, to.keyFile()), WORLD, List.of()));
        assertTrue(refusal.getMessage().contains("put back the key file"), refusal.getMessage());
    }

    @Test
    void damagedBackupChangesNothing() throws IOException {
        source().write(file, new Backup.Extent(false, false));
        try (FileSystem zip = FileSystems.newFileSystem(file)) {
            Path table = zip.getPath("tables/calls.copy");
            Files.writeString(table, Files.readString(table).replace("inbound", "outbound"));
        }
        Exception refusal = assertThrows(StoreFailure.class, () -> destination().restore(file));
        assertTrue(refusal.getMessage().contains("the table calls is not what its checksum says"),
                refusal.getMessage());
        assertEquals(List.of(), target.query("select tablename from pg_tables where schemaname = 'public'"));
    }

    @Test
    void databaseThatIsNotEmptyIsLeftAlone() {
        source().write(file, new Backup.Extent(false, false));
        Migrations.shipped().run(target.database());
        Exception refusal = assertThrows(StoreFailure.class, () -> destination().restore(file));
        assertTrue(refusal.getMessage().contains("the database is not empty"), refusal.getMessage());
        Exception second = assertThrows(
                StoreFailure.class, () -> source().write(file, new Backup.Extent(false, false)));
        assertTrue(second.getMessage().contains("is there already"), second.getMessage());
    }

    @Test
    void backupOfANewerProgramIsRefused() throws IOException {
        source().write(file, new Backup.Extent(false, false));
        try (FileSystem zip = FileSystems.newFileSystem(file)) {
            Path manifest = zip.getPath("manifest.json");
            Files.writeString(manifest, Files.readString(manifest).replace("\"schema\" : ", "\"schema\" : 99"));
        }
        Exception refusal = assertThrows(StoreFailure.class, () -> destination().restore(file));
        assertTrue(refusal.getMessage().contains("use the newer program"), refusal.getMessage());
    }

    /** A backup of an older schema is restored as it was, then upgraded. */
    @Test
    void olderBackupIsUpgradedAfterItsRestore() {
        source().write(file, new Backup.Extent(false, false));
        int now = Migrations.shipped().version();
        Migrations newer = Migrations.shippedAnd(new Migrations.Step(
                now + 1, "test", "alter table calls add column colour text not null default 'red'"));
        assertEquals(now, new Backup(WORLD, target.database(), to, newer).restore(file).schema());
        assertEquals(List.of("red"), target.query("select distinct colour from calls"));
    }

    /** Version 8 had a row for each event of work distribution. */
    @Test
    void tableThatIsNoMoreIsRestoredAndUpgraded() throws Exception {
        String rows = "EV01\tWS1\tAC1\t7\t0\t2026-11-23 10:00:00+00\tDesk\ttask.created\t\ttask\tWT1"
                + "\tWT1\t\\N\t\\N\t\\N\t\\N\t\\N\t{}\n";
        String digest = java.util.HexFormat.of().formatHex(java.security.MessageDigest.getInstance("SHA-256")
                .digest(rows.getBytes(StandardCharsets.UTF_8)));
        try (var zip = new java.util.zip.ZipOutputStream(Files.newOutputStream(file))) {
            zip.putNextEntry(new java.util.zip.ZipEntry("manifest.json"));
            zip.write(("{\"format\":1,\"schema\":8,\"recordings\":false,\"keys\":false,\"tables\":"
                    + "{\"work_events\":\"" + digest + "\"}}").getBytes(StandardCharsets.UTF_8));
            zip.putNextEntry(new java.util.zip.ZipEntry("tables/work_events.copy"));
            zip.write(rows.getBytes(StandardCharsets.UTF_8));
        }
        new Backup(WORLD, target.database(), to, Migrations.shipped()).restore(file);
        assertEquals(List.of("WS1 7 1"), target.query(
                "select workspace_sid || ' ' || first || ' ' || events from work_event_batches"));
        assertEquals(List.of("1"), target.query("select count(*) from work_event_subjects"));
    }

    /** Rulings part 2, "Secrets": rotation command. */
    @Test
    void rotationSealsEveryValueWithTheNewKey() {
        Secrets secrets = Secrets.open(WORLD, from.keyFile());
        Secrets running = Secrets.open(WORLD, from.keyFile());
        Directory directory = Directory.open(store.database(), running, WORLD, List.of());
        String old = secrets.newestKey();
        KeyRotation.Report report = new KeyRotation(WORLD, store.database(), secrets).rotate("test");
        assertEquals(13, report.values());
        for (KeyRotation.Column column : KeyRotation.SEALED) {
            for (String sealed : store.query("select encode(" + column.name() + ", 'hex') from " + column.table()
                    + " where " + column.name() + " is not null")) {
                assertTrue(sealed.startsWith("01" + report.newKey()), column.toString());
                assertFalse(sealed.startsWith("01" + old));
            }
        }
        directory.reload();
        assertTrue(known(directory, "anna"));
        assertEquals(List.of("keys.rotated " + report.newKey()),
                store.query("select action || ' ' || subject from audit order by id desc limit 1"));
    }

    /** A sealed column that the rotation does not know would stay behind; snapshots and events are only packed. */
    @Test
    void rotationKnowsEverySealedColumn() {
        List<String> columns = store.query("select table_name || '.' || column_name from information_schema.columns"
                + " where table_schema = 'public' and data_type = 'bytea'"
                + " and table_name not in ('work_snapshot_parts', 'work_event_batches') order by 1");
        assertEquals(columns, KeyRotation.SEALED.stream().map(c -> c.table() + "." + c.name()).sorted().toList());
    }

    private static boolean known(Directory directory, String user) {
        SipDomain domain = directory.inventory().sip().domain("phones.acme.example").orElseThrow();
        return !directory.inventory().sip().credentials(domain, SipMapping.Purpose.REGISTRATIONS, user).isEmpty();
    }
}
