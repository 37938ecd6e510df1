package io.strowger.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ApplicationSid;
import io.strowger.kernel.BadSettings;
import io.strowger.kernel.PhoneNumberSid;
import io.strowger.kernel.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Issue 3: a command that imports numbers, applications and workflows and reports what would differ. */
class ImportingTest {
    private static final AccountSid MASTER = new AccountSid("AC" + "1".repeat(32));
    private static final AccountSid BOB = new AccountSid("AC" + "2".repeat(32));
    private static final ApplicationSid MENU = new ApplicationSid("AP" + "3".repeat(32));
    private static final String NUMBER = "PN" + "4".repeat(32);
    private static final String APPLICATIONS = """
            {"applications": [{"sid": "%s", "account_sid": "AC%s", "friendly_name": "menu", "api_version": "2010-04-01",
              "voice_url": "https://menu.example/", "voice_method": "GET", "voice_fallback_url": "https://b.example/",
              "voice_fallback_method": "POST", "status_callback": "", "status_callback_method": "POST",
              "voice_caller_id_lookup": true, "sms_url": "https://sms.example/", "sms_method": "POST"}],
             "end": 0, "next_page_uri": null, "page": 0}
            """.formatted(MENU, "9".repeat(32));
    private static final String NUMBERS = """
            {"incoming_phone_numbers": [{"sid": "%s", "phone_number": "+14155550101", "friendly_name": "(415) 555-0101",
              "capabilities": {"voice": true, "sms": true, "mms": false, "fax": false}, "voice_url": "",
              "voice_fallback_url": "https://lonely.example/", "voice_application_sid": "%s", "trunk_sid": null,
              "status_callback": "ftp://nowhere", "emergency_status": "Inactive", "voice_receive_mode": "voice"}],
             "next_page_uri": "/2010-04-01/more"}
            """.formatted(NUMBER, MENU);

    @TempDir
    private Path folder;
    private TestStore store;
    private Directory directory;
    private ResourceStore resources;

    @BeforeEach
    void open() {
        store = TestStore.open();
        Secrets secrets = Secrets.open(store.world(), folder.resolve("keys"));
        directory = Directory.open(store.database(), secrets, store.world(), List.of());
        directory.ensureMaster(Optional.of(MASTER), Optional.of(new Secret("token")));
        resources = new ResourceStore(store.database(), secrets, directory);
        resources.change(Actor.command("test"), change -> change.insert(Tables.ACCOUNTS,
                Account.made(BOB, MASTER, "Bob", new Secret("bobs"), Dates.at(change.now()))));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private Importing.Report run(String text, AccountSid account, boolean apply) throws Exception {
        Path file = Files.writeString(folder.resolve("export.json"), text);
        return new Importing(resources).run(file, account, apply);
    }

    @Test
    void rehearsalTellsWhatWouldDifferAndChangesNothing() throws Exception {
        Importing.Report report = run(APPLICATIONS + NUMBERS, BOB, false);
        assertEquals(List.of(
                "application " + MENU + " 'menu': create",
                "    differs: voice_caller_id_lookup is kept; nothing looks names up yet",
                "    differs: sms_url is kept and has no effect",
                "number +14155550101: create",
                "    differs: it took sms, which does not exist here",
                "    differs: voice_fallback_url is left out: here it stands in for a voice_url, and there is none",
                "    differs: status_callback is left out: it is no absolute http or https URL",
                "a page of this export says that more follow at /2010-04-01/more: export every page"),
                report.lines());
        assertEquals(2, report.created());
        assertEquals(Optional.empty(), directory.inventory().number("+14155550101"));
        assertEquals(List.of("0"), store.query("select count(*) from applications"));
        assertEquals(List.of("0"), store.query("select count(*) from audit where actor like 'import%'"));
    }

    @Test
    void importKeepsSidsAndRoutesAndDoesNothingTheSecondTime() throws Exception {
        Importing.Report rehearsed = run(APPLICATIONS + NUMBERS, BOB, false);
        assertEquals(rehearsed, run(APPLICATIONS + NUMBERS, BOB, true), "a rehearsal says what then happens");
        PhoneNumber number = directory.inventory().number("+14155550101").orElseThrow();
        assertEquals(NUMBER, number.sid().value());
        assertEquals(BOB, number.account());
        InboundRoute.Bound route = (InboundRoute.Bound) directory.inventory().toNumber(number, Optional.empty());
        assertEquals("https://menu.example/ GET", route.binding().primary().url() + " "
                + route.binding().primary().method());
        assertEquals(Optional.of(MENU), route.binding().application());
        Importing.Report again = run("[" + APPLICATIONS + "," + NUMBERS + "]", BOB, true);
        assertEquals("0 0 2 0", again.created() + " " + again.changed() + " " + again.same() + " " + again.refused());
        assertEquals(List.of("import export.json"), store.query(
                "select distinct actor from audit where action in ('number.created', 'application.created')"));
    }

    @Test
    void changesAreToldFieldByField() throws Exception {
        run(APPLICATIONS, BOB, true);
        Importing.Report report = run(APPLICATIONS.replace("menu.example", "new.example"), BOB, true);
        assertEquals(List.of("application " + MENU + " 'menu': change",
                        "    voice_url: 'GET https://menu.example/' becomes 'GET https://new.example/'"),
                report.lines().subList(0, 2));
        assertEquals("https://new.example/", directory.inventory().application(BOB, MENU).orElseThrow().voice()
                .primary().orElseThrow().url());
    }

    @Test
    void whatAnotherAccountHasIsRefused() throws Exception {
        run(APPLICATIONS + NUMBERS, BOB, true);
        Importing.Report report = run(APPLICATIONS + NUMBERS, MASTER, true);
        assertEquals(2, report.refused());
        assertTrue(report.lines().contains(
                "number +14155550101: REFUSED, another account of this installation has it"));
        assertEquals(BOB, directory.inventory().number("+14155550101").orElseThrow().account());
    }

    @Test
    void numberOfThisInstallationKeepsItsOwnSid() throws Exception {
        PhoneNumber here = resources.change(Actor.command("test"), change -> change.insert(Tables.NUMBERS,
                PhoneNumber.of(PhoneNumberSid.mint(change.world()), BOB, "+14155550101", "x", VoiceUrls.NONE,
                        Dates.at(change.now()))));
        Importing.Report report = run(NUMBERS, BOB, true);
        assertEquals(1, report.changed());
        assertTrue(report.lines().contains("    differs: voice_application_sid " + MENU
                + " is left out: the account and this export have no such application"), report.lines().toString());
        assertEquals(here.sid(), directory.inventory().number("+14155550101").orElseThrow().sid());
    }

    @Test
    void workflowsAreReadAndJudged() throws Exception {
        String good = "{\\\"task_routing\\\":{\\\"filters\\\":[{\\\"expression\\\":\\\"a == 1\\\",\\\"targets\\\":"
                + "[{\\\"queue\\\":\\\"WQ1\\\"}]}]}}";
        Importing.Report report = run("{\"workflows\": [{\"sid\": \"WW1\", \"friendly_name\": \"good\","
                + " \"configuration\": \"" + good + "\"}, {\"sid\": \"WW2\", \"friendly_name\": \"bad\","
                + " \"configuration\": \"" + good.replace("a == 1", "a ==") + "\"}], \"meta\": {}}", BOB, true);
        assertTrue(report.lines().getFirst().startsWith("workflow WW1 'good': can be read, 1 filters, queues WQ1"),
                report.lines().toString());
        assertTrue(report.lines().getLast().startsWith("workflow WW2 'bad': REFUSED, "), report.lines().toString());
        assertTrue(report.lines().getLast().contains("expression"), report.lines().toString());
        assertEquals(1, report.refused());
    }

    @Test
    void whatIsNoExportIsRefusedWithItsReason() {
        for (String text : List.of("", "no", "{\"applications\": [", "{\"calls\": [{}]}", "1")) {
            BadSettings bad = assertThrows(BadSettings.class, () -> run(text, BOB, true), text);
            assertTrue(bad.troubles().getFirst().toString().contains("export.json"), text);
        }
        assertThrows(BadSettings.class, () -> new Importing(resources).run(folder.resolve("none"), BOB, true));
    }

    @Test
    void brokenRowsDoNotStopTheOthers() throws Exception {
        Importing.Report report = run("{\"incoming_phone_numbers\": [{}, {\"phone_number\": \"12\"}, 7,"
                + " {\"phone_number\": \"12345\"}], \"calls\": [{}]}", BOB, true);
        assertEquals(2, report.refused());
        assertEquals(2, report.created());
        assertTrue(report.lines().contains("1 calls are not imported"));
        assertTrue(report.lines().contains("    differs: it gets a new sid, as the export has none of the right form"));
    }
}
