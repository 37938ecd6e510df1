package io.strowger.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Strand;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rulings part 2, "Upgrade". */
class MigrationsTest {
    private static final Migrations.Step ONE = new Migrations.Step(1, "001_a", "create table a (v text)");
    private static final Migrations.Step TWO = new Migrations.Step(
            2, "002_b", "alter table a add column w int not null default 7; create table b (v text)");

    private TestStore store;

    @BeforeEach
    void open() {
        store = TestStore.empty();
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void missingStepsAreAppliedAndDataStays() {
        assertEquals(0, new Migrations(List.of(ONE)).run(store.database()));
        store.execute("insert into a values ('old')");
        assertEquals(1, new Migrations(List.of(ONE, TWO)).run(store.database()));
        assertEquals(2, new Migrations(List.of(ONE, TWO)).run(store.database()));
        assertEquals(List.of("old 7"), store.query("select v || ' ' || w from a"));
        assertEquals(List.of("1", "2"), store.query("select version from schema_versions order by 1"));
    }

    @Test
    void newerSchemaIsRefusedWithBothVersions() {
        new Migrations(List.of(ONE, TWO)).run(store.database());
        Exception refusal = assertThrows(StoreFailure.class, () -> new Migrations(List.of(ONE)).run(store.database()));
        assertTrue(refusal.getMessage().contains("schema version 2, this program knows versions up to 1"),
                refusal.getMessage());
    }

    @Test
    void databaseMadeByAnotherTextIsRefused() {
        new Migrations(List.of(ONE)).run(store.database());
        Migrations other = new Migrations(List.of(new Migrations.Step(1, "001_a", "create table a (v int)")));
        Exception refusal = assertThrows(StoreFailure.class, () -> other.run(store.database()));
        assertTrue(refusal.getMessage().contains("made by another text of 001_a.sql"), refusal.getMessage());
    }

    @Test
    void brokenStepLeavesNothingBehind() {
        Migrations.Step wrong = new Migrations.Step(2, "002_x", "create table c (v text); no");
        Migrations broken = new Migrations(List.of(ONE, wrong));
        assertThrows(StoreFailure.class, () -> broken.run(store.database()));
        assertEquals(List.of(), store.query("select tablename from pg_tables where schemaname = 'public'"));
    }

    @Test
    void instancesThatStartTogetherApplyEachStepOnce() {
        List<Throwable> troubles = Collections.synchronizedList(new ArrayList<>());
        List<Strand> strands = new ArrayList<>();
        var done = store.world().timeline().<Integer>inbox(4);
        for (int i = 0; i < 4; i++) {
            strands.add(store.world().timeline().spawn("migrating " + i, () -> {
                try {
                    done.post(Migrations.shipped().run(store.database()));
                } catch (RuntimeException trouble) {
                    troubles.add(trouble);
                    done.post(-1);
                }
            }));
        }
        List<Integer> found = new ArrayList<>();
        strands.forEach(strand -> found.add(done.await()));
        assertEquals(List.of(), troubles);
        assertEquals(1, Collections.frequency(found, 0), "one of them found an empty database");
    }

    /** Rulings part 2, "Upgrade": what the first version wrote is read by this one, and means the same. */
    @Test
    void dataOfVersionOneIsReadAfterTheUpgrade(@TempDir Path folder) throws Exception {
        Secrets secrets = Secrets.open(store.world(), folder.resolve("keys"));
        String master = "AC" + "1".repeat(32);
        String tenant = "AC" + "2".repeat(32);
        store.database().change(connection -> {
            Migrations.shipped().create(connection, 1);
            Sql sql = new Sql(connection);
            String account = "insert into accounts (sid, name, status, master, auth_token, voice, allowed_prefixes,"
                    + " created_at, updated_at) values (?, ?, 'active', ?, ?, ?::jsonb, ?::jsonb, ?, ?)";
            Instant then = Instant.parse("2026-11-23T10:00:00.123456Z");
            sql.run(account, master, "Master account", true,
                    secrets.seal("accounts.auth_token:" + master, "master-token"), "{}", "[]", then, then);
            sql.run(account, tenant, "Acme", false, secrets.seal("accounts.auth_token:" + tenant, "tenant-token"),
                    Json.voice(VoiceUrls.of("https://account.example/")), "[\"44\"]", then.plusSeconds(1), then);
            sql.run("insert into applications (sid, account_sid, name, voice, created_at, updated_at)"
                    + " values (?, ?, 'menu', ?::jsonb, ?, ?)", "AP" + "3".repeat(32), tenant,
                    Json.voice(VoiceUrls.of("https://menu.example/")), then, then);
            sql.run("insert into phone_numbers (sid, account_sid, number, digits, name, voice, created_at, updated_at)"
                    + " values (?, ?, '+18005550100', '18005550100', 'free', '{}', ?, ?)", "PN" + "4".repeat(32),
                    tenant, then, then);
            sql.run("insert into caller_ids (account_sid, number, digits, created_at) values"
                    + " (?, '+441632960999', '441632960999', ?)", tenant, then);
            sql.run("insert into audit (at, actor, account_sid, action, subject, detail)"
                    + " values (?, 'apply a.yaml', ?, 'number.created', 'x', '{}')", then, tenant);
            sql.run("insert into settings (name, value) values ('directory_generation', '41')");
        });
        assertEquals(1, Migrations.shipped().run(store.database()));
        Directory directory = Directory.open(store.database(), secrets, store.world(), List.of());
        Inventory inventory = directory.inventory();
        Account acme = inventory.account(new AccountSid(tenant)).orElseThrow();
        assertEquals(List.of(master, tenant), inventory.accounts().stream().map(a -> a.sid().value()).toList());
        assertEquals(master, acme.owner().value());
        assertEquals("tenant-token", acme.authToken().value());
        assertEquals(List.of("44"), acme.allowedPrefixes());
        assertEquals("Full", acme.type());
        assertEquals(Instant.parse("2026-11-23T10:00:01.123456Z"), acme.dates().created());
        assertTrue(inventory.master().orElseThrow().owner().value().equals(master));
        PhoneNumber number = inventory.number("+18005550100").orElseThrow();
        assertEquals(PhoneNumber.Kind.TOLL_FREE, number.kind());
        assertEquals("https://account.example/", ((InboundRoute.Bound) inventory.toNumber(number, Optional.empty()))
                .binding().primary().url());
        assertTrue(inventory.mayShow(new AccountSid(tenant), "+441632960999"));
        ResourceStore resources = new ResourceStore(store.database(), secrets, directory);
        CallerId id = resources.page(Tables.CALLER_IDS, new AccountSid(tenant), Selection.first(2)).rows().getFirst();
        assertEquals("+441632960999", id.name());
        assertTrue(id.sid().value().startsWith("PN01a207d92"), "its sid begins with its time: " + id.sid());
        assertEquals(List.of("command"), store.query("select source from audit where sid like 'AE01a207d92%'"));
        resources.change(Actor.command("test"), change -> change.update(Tables.ACCOUNTS, acme.sid(), tenant,
                old -> old.named("Acme Ltd")));
        assertEquals(List.of("42"), store.query("select value from settings where name = 'directory_generation'"));
        assertEquals("Acme Ltd", directory.inventory().account(acme.sid()).orElseThrow().name());
    }

    /** Users of a domain become a list of credentials that works where it did, and keys can still be rotated. */
    @Test
    void usersOfVersionOneKeepTheirPasswords(@TempDir Path folder) {
        Secrets secrets = Secrets.open(store.world(), folder.resolve("keys"));
        String account = "AC" + "1".repeat(32);
        String place = account + "/anna";
        store.database().change(connection -> {
            Migrations.shipped().create(connection, 1);
            Sql sql = new Sql(connection);
            Instant then = Instant.parse("2026-11-23T10:00:00.123456Z");
            sql.run("insert into accounts (sid, name, status, master, auth_token, created_at, updated_at)"
                    + " values (?, 'm', 'active', true, ?, ?, ?)", account,
                    secrets.seal("accounts.auth_token:" + account, "token"), then, then);
            for (String host : List.of("empty.example", "phones.example")) {
                sql.run("insert into sip_domains (sid, account_sid, name, host, created_at, updated_at)"
                        + " values (?, ?, ?, ?, ?, ?)", "SD" + (host.startsWith("e") ? "1" : "2").repeat(32), account,
                        host, host, then, then);
            }
            sql.run("insert into sip_credentials (account_sid, domain_sid, username, ha1_md5, ha1_sha256, created_at,"
                    + " updated_at) values (?, ?, 'anna', ?, ?, ?, ?)", account, "SD" + "2".repeat(32),
                    secrets.seal("sip_credentials.ha1_md5:" + place, "m"),
                    secrets.seal("sip_credentials.ha1_sha256:" + place, "s"), then, then);
        });
        Migrations.shipped().run(store.database());
        new KeyRotation(store.world(), store.database(), secrets).rotate("test");
        SipInventory sip = Directory.open(store.database(), secrets, store.world(), List.of()).inventory().sip();
        SipDomain domain = sip.domain("phones.example").orElseThrow();
        assertEquals("phones.example", domain.realm(), "what its HA1s were made for");
        assertTrue(domain.registration());
        for (SipMapping.Purpose purpose : SipMapping.Purpose.values()) {
            SipCredential anna = sip.credentials(domain, purpose, "anna").getFirst();
            assertEquals("m s", anna.ha1Md5().value() + " " + anna.ha1Sha256().value());
            assertEquals(domain.fileUsers(), Optional.of(anna.list()));
        }
        assertEquals(Optional.empty(), sip.domain("empty.example").orElseThrow().fileUsers());
    }
}
