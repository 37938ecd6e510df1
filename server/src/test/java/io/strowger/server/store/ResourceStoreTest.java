package io.strowger.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ApplicationSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.KeySid;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.PhoneNumberSid;
import io.strowger.kernel.Secret;
import io.strowger.kernel.TrunkSid;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rest-api sections 1.7 and 2; B8 "provisioning a new inbound address by API", B10. */
class ResourceStoreTest {
    private static final AccountSid ALICE = new AccountSid("AC" + "1".repeat(32));
    private static final AccountSid BOB = new AccountSid("AC" + "2".repeat(32));
    private static final Actor TEST = Actor.command("test");

    @TempDir
    private Path folder;
    private TestStore store;
    private Secrets secrets;
    private Directory directory;
    private ResourceStore resources;

    @BeforeEach
    void open() {
        store = TestStore.open();
        secrets = Secrets.open(store.world(), folder.resolve("keys"));
        directory = Directory.open(store.database(), secrets, store.world(), List.of());
        directory.ensureMaster(Optional.of(ALICE), Optional.of(new Secret("token")));
        resources = new ResourceStore(store.database(), secrets, directory);
        resources.change(TEST, change -> change.insert(Tables.ACCOUNTS,
                Account.made(BOB, ALICE, "Bob", new Secret("bobs"), Dates.at(change.now()))));
    }

    @AfterEach
    void close() {
        store.close();
    }

    private PhoneNumber number(AccountSid account, String number) {
        return resources.change(TEST, change -> change.insert(Tables.NUMBERS, PhoneNumber.of(
                PhoneNumberSid.mint(change.world()), account, number, "name of " + number,
                VoiceUrls.of("https://app.example/"), Dates.at(change.now()))));
    }

    @Test
    void rowsComeBackAsTheyWereWritten() {
        Dates dates = Dates.at(store.world().timeline().now());
        PhoneNumber number = new PhoneNumber(PhoneNumberSid.mint(store.world()), BOB, "+15005550006", "n",
                VoiceUrls.of("https://a.example/"), PhoneNumber.Kind.MOBILE, Optional.of(TrunkSid.mint(store.world())),
                true, true, Map.of("sms_url", "https://sms.example/"), dates);
        Application application = new Application(ApplicationSid.mint(store.world()), BOB, "app",
                VoiceUrls.of("https://b.example/"), true, Map.of("sms_method", "GET"), dates);
        ApiKey key = new ApiKey(KeySid.mint(store.world()), BOB, "k", ApiKey.Kind.RESTRICTED, "{\"allow\":[]}",
                new Secret("s"), dates);
        CallerId id = new CallerId(PhoneNumberSid.mint(store.world()), BOB, "+15005550009", "mine", dates);
        resources.change(TEST, change -> List.of(change.insert(Tables.NUMBERS, number),
                change.insert(Tables.APPLICATIONS, application), change.insert(Tables.KEYS, key),
                change.insert(Tables.CALLER_IDS, id)));
        assertEquals(Optional.of(number), resources.fetch(Tables.NUMBERS, BOB, number.sid().value()));
        assertEquals(Optional.of(application), resources.fetch(Tables.APPLICATIONS, BOB, application.sid().value()));
        assertEquals(Optional.of(key), resources.fetch(Tables.KEYS, BOB, key.sid().value()));
        assertEquals(Optional.of(id), resources.fetch(Tables.CALLER_IDS, BOB, id.sid().value()));
        Inventory before = directory.inventory();
        directory.reload();
        assertNotSame(before, directory.inventory());
        assertEquals(Optional.of(number), directory.inventory().number("+15005550006"));
        assertEquals(Optional.of(key), directory.inventory().key(key.sid()));
    }

    @Test
    void callKnowsANumberAsSoonAsItsCreationReturns() {
        PhoneNumber made = number(BOB, "+15005550006");
        assertEquals(Optional.of(made), directory.inventory().number("15005550006"));
        assertInstanceOf(InboundRoute.Bound.class, directory.inventory().toNumber(made, Optional.empty()));
        resources.change(TEST, change -> change.update(Tables.NUMBERS, BOB, made.sid().value(), old -> old.calling(
                old.number(), "renamed", VoiceUrls.NONE, old.dates().touched(change.now()))));
        assertEquals("renamed", directory.inventory().number("15005550006").orElseThrow().name());
        resources.change(TEST, change -> change.delete(Tables.NUMBERS, BOB, made.sid().value()));
        assertEquals(Optional.empty(), directory.inventory().number("15005550006"));
    }

    @Test
    void changesAreAuditedWithTheirActorAndNoSecret() {
        Actor actor = Actor.api(ALICE.value(), "192.0.2.7");
        KeySid key = KeySid.mint(store.world());
        resources.change(actor, change -> change.insert(Tables.KEYS, new ApiKey(key, BOB, "k", ApiKey.Kind.MAIN,
                "{}", new Secret("very-secret"), Dates.at(change.now()))));
        resources.change(actor, change -> change.update(Tables.KEYS, BOB, key.value(),
                old -> old.named("other", old.dates().touched(change.now()))));
        resources.change(actor, change -> change.delete(Tables.KEYS, BOB, key.value()));
        assertEquals(List.of(
                        "key.created " + ALICE + " api 192.0.2.7 " + BOB + " {}",
                        "key.changed " + ALICE + " api 192.0.2.7 " + BOB + " {\"fields\": [\"name\"]}",
                        "key.removed " + ALICE + " api 192.0.2.7 " + BOB + " {}"),
                store.query("select concat_ws(' ', action, actor_sid, source, source_address, account_sid, detail)"
                        + " from audit where subject = '" + key + "' order by id"));
        assertTrue(store.query("select sid from audit").stream().allMatch(sid -> sid.matches("AE[0-9a-f]{32}")));
    }

    @Test
    void nothingIsWrittenWhenNothingChanges() {
        PhoneNumber made = number(BOB, "+15005550006");
        long rows = store.query("select sid from audit").size();
        assertEquals(Optional.of(made), resources.change(TEST, change -> change.update(Tables.NUMBERS, BOB,
                made.sid().value(), old -> old.calling(old.number(), old.name(), old.voice(),
                        old.dates().touched(change.now())))));
        assertEquals(rows, store.query("select sid from audit").size());
    }

    /** B10: the foreign answer equals the one for a sid that never existed. */
    @Test
    void anotherAccountsRowIsAsAbsentAsOneThatNeverWas() {
        PhoneNumber made = number(BOB, "+15005550006");
        String sid = made.sid().value();
        assertEquals(Optional.empty(), resources.fetch(Tables.NUMBERS, ALICE, sid));
        assertEquals(Optional.empty(), resources.change(TEST,
                change -> change.update(Tables.NUMBERS, ALICE, sid, old -> old.calling("+1", "x", VoiceUrls.NONE,
                        old.dates()))));
        assertEquals(Optional.empty(), resources.change(TEST, change -> change.delete(Tables.NUMBERS, ALICE, sid)));
        assertEquals(List.of(), resources.page(Tables.NUMBERS, ALICE, Selection.first(50)).rows());
        assertEquals(Optional.of(made), resources.fetch(Tables.NUMBERS, BOB, sid));
        assertEquals(List.of(made), resources.page(Tables.NUMBERS, BOB, Selection.first(50)).rows());
    }

    @Test
    void failedChangeLeavesNeitherRowsNorMemory() {
        Inventory before = directory.inventory();
        assertThrows(IllegalStateException.class, () -> resources.change(TEST, change -> {
            change.insert(Tables.APPLICATIONS, Application.of(ApplicationSid.mint(change.world()), BOB, "a",
                    VoiceUrls.NONE, Dates.at(change.now())));
            throw new IllegalStateException("the caller's");
        }));
        assertSame(before, directory.inventory());
        assertEquals(List.of(), store.query("select sid from applications"));
        assertEquals(List.of(), store.query("select sid from audit where action like 'application%'"));
    }

    @Test
    void takenNumberIsRefusedWithItsCode() {
        number(ALICE, "+15005550006");
        RowRefused refused = assertThrows(RowRefused.class, () -> number(BOB, "15005550006"));
        assertEquals(ErrorCode.NUMBER_NOT_AVAILABLE, refused.code());
        assertTrue(refused.getMessage().startsWith("PhoneNumber"), refused.getMessage());
        Metrics metrics = new Metrics();
        directory.register(metrics);
        assertTrue(metrics.text().contains("strowger_rows_refused_total 1"), metrics.text());
    }

    @Test
    void numberMovesFromAccountToAccount() {
        PhoneNumber made = number(ALICE, "+15005550006");
        resources.change(TEST, change -> change.update(Tables.NUMBERS, ALICE, made.sid().value(),
                old -> new PhoneNumber(old.sid(), BOB, old.number(), old.name(), old.voice(), old.kind(), old.trunk(),
                        old.pooled(), old.callerIdLookup(), old.further(), old.dates().touched(change.now()))));
        assertEquals(Optional.empty(), resources.fetch(Tables.NUMBERS, ALICE, made.sid().value()));
        assertEquals(BOB, resources.fetch(Tables.NUMBERS, BOB, made.sid().value()).orElseThrow().account());
        assertTrue(directory.inventory().mayShow(BOB, "+15005550006"));
    }

    @Test
    void changeOfAnotherProcessIsSeenBySuchAChangeHere() {
        Directory elsewhere = Directory.open(store.database(), secrets, store.world(), List.of());
        ResourceStore other = new ResourceStore(store.database(), secrets, elsewhere);
        number(BOB, "+15005550001");
        PhoneNumber made = other.change(TEST, change -> change.insert(Tables.NUMBERS, PhoneNumber.of(
                PhoneNumberSid.mint(change.world()), BOB, "+15005550002", "", VoiceUrls.NONE,
                Dates.at(change.now()))));
        assertTrue(elsewhere.inventory().number("15005550001").isPresent(), "the missed change was read");
        assertEquals(Optional.empty(), directory.inventory().number(made.number()));
        directory.reloadIfChanged();
        assertEquals(Optional.of(made), directory.inventory().number(made.number()));
    }

    @Test
    void pagesLeadForthAndBackInTheSameRows() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            made.addFirst(number(BOB, "+1500555000" + i).number());
        }
        List<String> sorted = resources.page(Tables.NUMBERS, BOB, Selection.first(50)).rows().stream()
                .map(PhoneNumber::number).toList();
        assertEquals(new TreeSet<>(made), new TreeSet<>(sorted));
        List<List<PhoneNumber>> forth = new ArrayList<>();
        RowPage<PhoneNumber> page = resources.page(Tables.NUMBERS, BOB, Selection.first(3));
        assertEquals(Optional.empty(), page.newer());
        forth.add(page.rows());
        while (page.older().isPresent()) {
            page = resources.page(Tables.NUMBERS, BOB, Selection.first(3).at(page.older().get()));
            forth.add(page.rows());
        }
        assertEquals(List.of(3, 3, 1), forth.stream().map(List::size).toList());
        assertEquals(sorted, forth.stream().flatMap(List::stream).map(PhoneNumber::number).toList());
        page = resources.page(Tables.NUMBERS, BOB, Selection.first(3).at(page.newer().orElseThrow()));
        assertEquals(forth.get(1), page.rows());
        page = resources.page(Tables.NUMBERS, BOB, Selection.first(3).at(page.newer().orElseThrow()));
        assertEquals(forth.get(0), page.rows());
        assertEquals(Optional.empty(), page.newer());
        assertTrue(page.older().isPresent());
        page = resources.page(Tables.NUMBERS, BOB, new Selection(Map.of(), new Cursor.Newest(), 3, 3));
        assertEquals(forth.get(1), page.rows());
        assertTrue(page.older().isPresent() && page.newer().isPresent());
    }

    @Test
    void filtersNarrowAListAndTheEmptyPageLeadsNowhere() {
        number(BOB, "+15005550001");
        PhoneNumber second = number(BOB, "+15005550002");
        Selection all = Selection.first(50);
        assertEquals(List.of(second), resources.page(Tables.NUMBERS, BOB,
                all.where("FriendlyName", "name of +15005550002")).rows());
        assertEquals(List.of(second), resources.page(Tables.NUMBERS, BOB, all.where("PhoneNumber", "%0002")).rows());
        assertEquals(2, resources.page(Tables.NUMBERS, BOB, all.where("Kind", "local")).rows().size());
        RowPage<PhoneNumber> none = resources.page(Tables.NUMBERS, BOB, all.where("Kind", "toll_free"));
        assertEquals(new RowPage<PhoneNumber>(List.of(), Optional.empty(), Optional.empty()), none);
        assertThrows(NullPointerException.class,
                () -> resources.page(Tables.NUMBERS, BOB, all.where("Nonsense", "x")));
    }

    @Test
    void accountReachesItselfAndWhatItOwns() {
        assertEquals(Set.of(ALICE, BOB), sids(ALICE));
        assertEquals(Set.of(BOB), sids(BOB));
        assertEquals(Optional.empty(), resources.fetch(Tables.ACCOUNTS, BOB, ALICE.value()));
    }

    private Set<AccountSid> sids(AccountSid account) {
        return Set.copyOf(resources.page(Tables.ACCOUNTS, account, Selection.first(50)).rows().stream()
                .map(Account::sid).toList());
    }

    /** The 5,000th costs what the first did: each inventory shares what did not change with the one before. */
    @Test
    void manyNumbersAreMadeOneByOne() {
        List<Inventory> kept = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            number(BOB, "+1500%07d".formatted(i));
            if (i % 1000 == 999) {
                kept.add(directory.inventory());
            }
        }
        assertEquals(Optional.empty(), kept.getFirst().number("15000001000"));
        assertTrue(directory.inventory().number("15000000000").isPresent());
        assertTrue(directory.inventory().number("15000004999").isPresent());
        assertEquals("5000", store.query("select count(*) from phone_numbers").getFirst());
    }
}
