package io.strowger.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.port.DirectoryPort.NumberRoute;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.BadSettings;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProvisioningTest {
    private static final Path EXAMPLE =
            Path.of(System.getProperty("strowger.root"), "examples/provisioning/strowger.yaml");

    @TempDir
    private Path folder;
    private TestStore store;
    private Directory directory;
    private Provisioning provisioning;

    @BeforeEach
    void open() {
        store = TestStore.open();
        Secrets secrets = Secrets.open(store.world(), folder.resolve("keys"));
        directory = Directory.open(store.database(), secrets, store.world(), List.of());
        directory.ensureMaster(Optional.empty(), Optional.empty());
        provisioning = new Provisioning(store.database(), secrets, store.world(), directory);
    }

    @AfterEach
    void close() {
        store.close();
    }

    private List<String> apply(String... lines) {
        return provisioning.apply(ProvisionFile.parse("s.yaml", String.join("\n", lines)), "test").changes();
    }

    private Account acme() {
        return directory.inventory().accounts().stream().filter(a -> a.name().equals("Acme")).findFirst().orElseThrow();
    }

    @Test
    void exampleFileMakesAWorkingDirectory() throws Exception {
        Provisioning.Result result = provisioning.apply(EXAMPLE, "apply");
        assertEquals("Acme", result.created().getFirst().name());
        AccountSid acme = acme().sid();
        InboundRoute.Bound bound = assertInstanceOf(InboundRoute.Bound.class,
                directory.inventory().arriving(InetAddress.getByName("198.51.100.7"), "+441632960100"));
        assertEquals("https://voice.acme.example/menu", bound.binding().primary().url());
        assertEquals("GET", bound.binding().primary().method());
        assertEquals("https://voice.acme.example/status", bound.binding().statusCallback().orElseThrow().url());
        NumberRoute.ByTrunks ways =
                assertInstanceOf(NumberRoute.ByTrunks.class, directory.inventory().routeTo(acme, "+441632960555"));
        assertEquals("trunk-password", ways.trunks().getFirst().credentials().orElseThrow().password());
        assertEquals("sip:+441632960555@sip.carrier.example;user=phone", ways.trunks().getFirst().uri());
        assertTrue(directory.inventory().mayShow(acme, "+441632960999"));
        assertEquals(List.of("https://backup.acme.example/welcome", "https://static.acme.example/sorry.xml"),
                acme().voice().secondaries().stream().map(target -> target.url()).toList());
    }

    /** HA1 of RFC 7616 section 3.4.2: H(anna:realm:a-long-password), for the installation's realm (decision 0007). */
    @Test
    void passwordsAreStoredAsHa1Only() throws Exception {
        store.execute("insert into settings (name, value) values ('sip_realm', 'phones.acme.example')");
        provisioning.apply(EXAMPLE, "apply");
        SipDomain domain = directory.inventory().sip().domain("phones.acme.example").orElseThrow();
        SipCredential anna = directory.inventory().sip()
                .credentials(domain, SipMapping.Purpose.CALLS, "anna").getFirst();
        assertEquals("b8422f19f5c32ee05d2464107eb649eb", anna.ha1Md5().value());
        assertEquals("ed8861fe533a62a01103e1b0a90096d1a184c4925c88f7c0d1082cb9ecab59d5", anna.ha1Sha256().value());
        assertEquals(List.of(anna),
                directory.inventory().sip().credentials(domain, SipMapping.Purpose.REGISTRATIONS, "anna"));
    }

    @Test
    void applyingAgainChangesNothing() {
        provisioning.apply(EXAMPLE, "apply");
        String audit = store.query("select count(*) from audit").getFirst();
        assertEquals(List.of(), provisioning.apply(EXAMPLE, "apply").changes());
        assertEquals(audit, store.query("select count(*) from audit").getFirst());
    }

    @Test
    void everyKindOfChangeIsFoundAndAudited() {
        provisioning.apply(EXAMPLE, "apply");
        List<String> changes = apply("accounts:",
                "  - name: Acme",
                "    allowedPrefixes: [\"44\"]",
                "    applications: [{name: menu, voice: {url: 'https://new.example/'}}]",
                "    numbers: [{number: \"+441632960100\", name: Desk, application: menu}]",
                "    domains: [{host: phones.acme.example, users: [{name: anna, password: new-password}]}]",
                "    trunks: [{name: carrier, sources: 192.0.2.10}]");
        String of = "' of " + acme().sid();
        assertEquals(List.of("changed application 'menu" + of, "changed account 'Acme" + of,
                "changed number '+441632960100" + of, "changed domain 'phones.acme.example" + of,
                "changed user 'anna" + of, "changed trunk 'carrier" + of), changes);
        assertEquals(List.of("trunk.changed test s.yaml"),
                store.query("select action || ' ' || actor from audit order by id desc limit 1"));
    }

    @Test
    void whatTheFileDoesNotNameStaysUnlessPruned() {
        provisioning.apply(EXAMPLE, "apply");
        assertEquals(List.of("changed account 'Acme' of " + acme().sid()), apply("accounts: [{name: Acme}]"));
        assertTrue(directory.inventory().number("+441632960101").isPresent());
        List<String> removed = apply("prune: true", "accounts:", "  - name: Acme",
                "    numbers: [{number: \"+441632960101\", voice: {url: 'https://voice.acme.example/support/{To}'}}]");
        assertEquals(7, removed.size(), removed.toString());
        assertTrue(removed.stream().allMatch(line -> line.startsWith("removed ")), removed.toString());
        assertEquals(Optional.empty(), directory.inventory().number("+441632960100"));
        assertEquals(Optional.empty(), directory.inventory().sip().domain("phones.acme.example"));
        assertTrue(directory.inventory().number("+441632960101").isPresent());
        assertEquals(2, directory.inventory().accounts().size());
    }

    /** Rulings part 2: a number belongs to one account. */
    @Test
    void numberOfAnotherAccountIsRefusedAndNothingIsWritten() {
        provisioning.apply(EXAMPLE, "apply");
        BadSettings refusal = assertThrows(BadSettings.class, () -> apply("accounts:",
                "  - name: Other",
                "    numbers: [{number: \"441632960100\"}]",
                "    domains: [{host: phones.acme.example}]"));
        assertEquals(2, refusal.troubles().size());
        assertTrue(refusal.getMessage().contains("s.yaml:3"), refusal.getMessage());
        assertTrue(refusal.getMessage().contains("belongs to account " + acme().sid()), refusal.getMessage());
        assertEquals(2, directory.inventory().accounts().size());
    }

    @Test
    void numberMovesToAnotherAccountWhenPruned() {
        apply("accounts:", "  - {name: A, numbers: [{number: \"+1\"}]}", "  - {name: B}");
        apply("prune: true", "accounts:", "  - {name: A}", "  - {name: B, numbers: [{number: \"+1\"}]}");
        AccountSid owner = directory.inventory().number("+1").orElseThrow().account();
        assertEquals("B", directory.inventory().account(owner).orElseThrow().name());
    }

    @Test
    void masterAccountIsNamedByItsRole() {
        Account before = directory.master().orElseThrow();
        apply("accounts: [{master: true, allowedPrefixes: '*'}]");
        Account master = directory.master().orElseThrow();
        assertEquals(List.of(""), master.allowedPrefixes());
        assertEquals(before.authToken(), master.authToken());
        assertInstanceOf(NumberRoute.Unreachable.class, directory.inventory().routeTo(master.sid(), "+4930"));
    }

    @Test
    void accountWithoutATokenGetsOneThatIsShownOnce() {
        Provisioning.Result result = provisioning.apply(ProvisionFile.parse("s.yaml", "accounts: [{name: N}]"), "test");
        Provisioning.Created made = result.created().getFirst();
        assertInstanceOf(Authentication.Granted.class,
                new Access(directory).authenticate(made.sid().value(), made.authToken().value()));
        assertEquals(List.of(), provisioning.apply(ProvisionFile.parse("s.yaml", "accounts: [{name: N}]"), "test")
                .created());
    }

    @Test
    void poolIsFilledOnceAndKeepsItsPlaces() {
        String[] file = {"pool:", "  - {number: '+1 (415) 555-0101', country: us, region: CA, locality: Oakland}",
            "  - {number: '+18005550104', country: US}", "  - {number: '+447700900105', country: GB, kind: mobile}"};
        assertEquals(List.of("created pool number '+14155550101'", "created pool number '+18005550104'",
                "created pool number '+447700900105'"), apply(file));
        assertEquals(List.of(), apply(file));
        NumberPool pool = new NumberPool(store.database());
        assertEquals(List.of(new PoolNumber("+14155550101", PhoneNumber.Kind.LOCAL, "US", "CA", "Oakland")), pool.free(
                new NumberPool.Wanted("US", PhoneNumber.Kind.LOCAL, "", "", ""), false, "", 0, 9));
        assertEquals(PhoneNumber.Kind.TOLL_FREE, pool.find("+18005550104").orElseThrow().kind());
        file[1] = file[1].replace("Oakland", "Berkeley");
        assertEquals(List.of("changed pool number '+14155550101'"), apply(file));
        BadSettings bad = assertThrows(BadSettings.class, () -> apply(
                "pool: [{number: abc, country: USA}, {number: '+12', kind: odd, x: 1}]"));
        assertEquals(5, bad.troubles().size(), bad.troubles().toString());
    }

    /** Docs/provisioning.md, "Beside the API": what the file names is as the file says after it is applied again. */
    @Test
    void usersListIsMappedAgainWhenTheApiHasUnmappedIt() {
        String[] file = {"accounts:", "  - name: Acme", "    domains:",
            "      - {host: d.example, users: [{name: anna, password: a-long-password}]}"};
        apply(file);
        assertEquals(List.of(), apply(file));
        SipDomain domain = directory.inventory().sip().domain("d.example").orElseThrow();
        assertTrue(domain.registration());
        Secrets secrets = Secrets.open(store.world(), folder.resolve("keys"));
        new ResourceStore(store.database(), secrets, directory).change(Actor.command("test"), change ->
                new SipChange(change).unmap(domain.account(), domain.sid().value(),
                        domain.fileUsers().orElseThrow().value(), SipMapping.Purpose.CALLS));
        assertEquals(List.of(),
                directory.inventory().sip().credentials(domain, SipMapping.Purpose.CALLS, "anna"));
        assertEquals(1, apply(file).size());
        assertEquals(1,
                directory.inventory().sip().credentials(domain, SipMapping.Purpose.CALLS, "anna").size());
    }

    /** A user keeps one name in an account's file lists: moved to another domain, it is there alone. */
    @Test
    void userThatMovesToAnotherDomainIsThereAlone() {
        apply("accounts:", "  - name: Acme", "    domains:",
                "      - {host: a.example, users: [{name: anna, password: a-long-password}]}",
                "      - {host: b.example}");
        apply("accounts:", "  - name: Acme", "    domains:", "      - {host: a.example}",
                "      - {host: b.example, users: [{name: anna, password: a-long-password}]}");
        SipInventory sip = directory.inventory().sip();
        assertEquals(List.of(), sip.credentials(
                sip.domain("a.example").orElseThrow(), SipMapping.Purpose.CALLS, "anna"));
        assertEquals(1, sip.credentials(
                sip.domain("b.example").orElseThrow(), SipMapping.Purpose.CALLS, "anna").size());
    }
}
