package io.strowger.server.api;

import static io.strowger.server.api.TestApi.ALICE;
import static io.strowger.server.api.TestApi.ALICES;
import static io.strowger.server.api.TestApi.BOB;
import static io.strowger.server.api.TestApi.BOBS;
import static io.strowger.server.api.TestApi.MASTER;
import static io.strowger.server.api.TestApi.MASTERS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.server.api.TestApi.Answer;
import io.strowger.server.store.InboundRoute;
import io.strowger.server.store.NumberPool;
import io.strowger.server.store.PhoneNumber;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Numbers, the pool and caller ids (rest-api section 2; B8, B10) over HTTP on a real database. */
class NumberResourcesTest {
    private static final String FIRST = "+14155550101";
    private static final String SECOND = "+14155550102";

    @TempDir
    private Path folder;
    private TestApi api;

    @BeforeEach
    void open() {
        api = TestApi.open(folder, server -> {
            StoredResources stored = new StoredResources(server.resources());
            NumberPool pool = new NumberPool(server.store().database());
            return Stream.of(new NumberResources(stored, pool).operations(),
                    new AvailableNumberResources(stored, pool).operations(),
                    new ApplicationResources(stored).operations(), new AccountResources(stored).operations())
                    .flatMap(List::stream).toList();
        });
    }

    @AfterEach
    void close() {
        api.nothingUnforeseen();
        api.close();
    }

    private void pool(String number, String... more) throws Exception {
        List<String> fields = new ArrayList<>(List.of("PhoneNumber", number));
        fields.addAll(List.of(more));
        if (!fields.contains("Country")) {
            fields.addAll(List.of("Country", "US"));
        }
        Answer put = api.post(MASTER, "/strowger/v1/NumberPool", fields.toArray(String[]::new));
        assertEquals(201, put.status(), put.body().toString());
    }

    private static List<String> each(Answer list, String key, String field) {
        List<String> values = new ArrayList<>();
        assertTrue(list.body().path(key).isArray(), list.body().toString());
        list.body().path(key).forEach(row -> values.add(row.path(field).asText()));
        return values;
    }

    private List<String> free(String kind, String query) throws Exception {
        return each(api.get(ALICE, ALICES + "/AvailablePhoneNumbers/US/" + kind + ".json" + query),
                "available_phone_numbers", "phone_number");
    }

    /** B8: an address is provisioned, and calls go there at once. */
    @Test
    void numberIsMadeAndRoutesAndIsChangedAndGivenUp() throws Exception {
        Answer made = api.post(MASTER, ALICES + "/IncomingPhoneNumbers.json", "PhoneNumber", FIRST,
                "VoiceUrl", "https://a.example/", "FriendlyName", "front desk");
        assertEquals(201, made.status(), made.body().toString());
        assertEquals("front desk local null " + ALICE, String.join(" ", made.text("friendly_name"), made.text("type"),
                made.text("voice_fallback_url"), made.text("account_sid")));
        assertEquals("https://a.example/", route(FIRST));
        String path = ALICES + "/IncomingPhoneNumbers/" + made.text("sid") + ".json";
        assertEquals(made.body(), api.get(ALICE, path).body());
        assertEquals("https://b.example/", api.post(ALICE, path, "VoiceUrl", "https://b.example/").text("voice_url"));
        assertEquals("https://b.example/", route(FIRST));
        assertEquals(404, api.get(BOB, BOBS + "/IncomingPhoneNumbers/" + made.text("sid") + ".json").status());
        assertEquals(404, api.delete(BOB, BOBS + "/IncomingPhoneNumbers/" + made.text("sid") + ".json").status());
        assertEquals(204, api.delete(ALICE, path).status());
        assertEquals(Optional.empty(), api.directory().inventory().number(FIRST));
        assertEquals(404, api.get(ALICE, path).status());
    }

    private String route(String number) {
        PhoneNumber found = api.directory().inventory().number(number).orElseThrow();
        return assertInstanceOf(InboundRoute.Bound.class, api.directory().inventory().toNumber(
                found, Optional.empty())).binding().primary().url();
    }

    /** Rulings, "Precedence of URIs". */
    @Test
    void applicationOfTheAccountWinsOverTheNumbersUrls() throws Exception {
        Answer theirs = api.post(BOB, BOBS + "/Applications.json", "VoiceUrl", "https://bob.example/");
        Answer mine = api.post(ALICE, ALICES + "/Applications.json", "VoiceUrl", "https://app.example/");
        api.post(MASTER, ALICES + "/IncomingPhoneNumbers.json", "PhoneNumber", FIRST,
                "VoiceApplicationSid", theirs.text("sid")).refused(400, 20001, "VoiceApplicationSid");
        Answer made = api.post(MASTER, ALICES + "/IncomingPhoneNumbers.json", "PhoneNumber", FIRST,
                "VoiceUrl", "https://a.example/", "VoiceApplicationSid", mine.text("sid"));
        assertEquals("https://app.example/", route(FIRST));
        String path = ALICES + "/IncomingPhoneNumbers/" + made.text("sid") + ".json";
        assertEquals("null", api.post(ALICE, path, "VoiceApplicationSid", "").text("voice_application_sid"));
        assertEquals("https://a.example/", route(FIRST));
        api.post(ALICE, path, "TrunkSid", "TK" + "1".repeat(32)).refused(400, 20001, "TrunkSid");
    }

    @Test
    void onlyTheMasterTakesNumbersThatAreNotInThePool() throws Exception {
        api.post(ALICE, ALICES + "/IncomingPhoneNumbers.json", "PhoneNumber", FIRST).refused(400, 21422, FIRST);
        api.post(ALICE, ALICES + "/IncomingPhoneNumbers.json", "AreaCode", "415").refused(400, 21422, "AreaCode");
        pool(FIRST);
        assertEquals(201, api.post(ALICE, ALICES + "/IncomingPhoneNumbers.json", "PhoneNumber", FIRST).status());
        api.post(BOB, BOBS + "/IncomingPhoneNumbers.json", "PhoneNumber", FIRST).refused(400, 21422, "PhoneNumber");
        pool(SECOND);
        assertEquals(SECOND, api.post(ALICE, ALICES + "/IncomingPhoneNumbers.json", "AreaCode", "415")
                .text("phone_number"));
        assertEquals(201, api.post(MASTER, MASTERS + "/IncomingPhoneNumbers.json", "PhoneNumber", "+442079460000")
                .status());
    }

    @Test
    void wrongNumbersAreRefusedByName() throws Exception {
        for (String wrong : List.of("", "abc", "+", "+0123", "+1415555010199999", "sip:a@b")) {
            api.post(MASTER, ALICES + "/IncomingPhoneNumbers.json", "PhoneNumber", wrong)
                    .refused(400, 21421, "PhoneNumber");
        }
        api.post(MASTER, ALICES + "/IncomingPhoneNumbers/Local.json").refused(400, 21421, "PhoneNumber");
        api.post(MASTER, ALICES + "/IncomingPhoneNumbers.json", "PhoneNumber", FIRST, "VoiceUrl", "nonsense")
                .refused(400, 11100, "VoiceUrl");
        api.post(MASTER, ALICES + "/IncomingPhoneNumbers.json", "PhoneNumber", FIRST, "VoiceReceiveMode", "fax")
                .refused(404, 90112, "fax");
    }

    @Test
    void poolShowsWhatIsFreeAndAGivenUpNumberComesBack() throws Exception {
        pool(FIRST, "Region", "CA", "Locality", "San Francisco");
        pool(SECOND, "Region", "CA", "Locality", "Oakland");
        pool("+12125550103", "Region", "NY");
        pool("+18005550104");
        pool("+447700900105", "Country", "GB", "Kind", "mobile");
        assertEquals(List.of("GB", "US"), each(api.get(ALICE, ALICES + "/AvailablePhoneNumbers.json"), "countries",
                "country_code"));
        assertEquals("United States", api.get(ALICE, ALICES + "/AvailablePhoneNumbers/US.json").text("country"));
        assertEquals(404, api.get(ALICE, ALICES + "/AvailablePhoneNumbers/FR.json").status());
        assertEquals(List.of("+12125550103", FIRST, SECOND), free("Local", ""));
        assertEquals(List.of("+18005550104"), free("TollFree", ""));
        assertEquals(List.of(FIRST, SECOND), free("Local", "?AreaCode=415"));
        assertEquals(List.of(SECOND), free("Local", "?InRegion=CA&InLocality=Oakland"));
        assertEquals(List.of(FIRST), free("Local", "?Contains=5550*01"));
        assertEquals(List.of(), free("Local", "?SmsEnabled=true"));
        api.get(ALICE, ALICES + "/AvailablePhoneNumbers/US/Local.json?InLata=722").refused(404, 90112, "InLata");
        Answer page = api.get(ALICE, ALICES + "/AvailablePhoneNumbers/US/Local.json?PageSize=1");
        Answer next = api.get(ALICE, page.text("next_page_uri"));
        assertEquals(List.of(FIRST), each(next, "available_phone_numbers", "phone_number"));
        assertEquals(page.body().path("available_phone_numbers"),
                api.get(ALICE, next.text("previous_page_uri")).body().path("available_phone_numbers"));
        Answer taken = api.post(ALICE, ALICES + "/IncomingPhoneNumbers/Local.json", "PhoneNumber", FIRST);
        assertEquals(List.of("+12125550103", SECOND), free("Local", ""));
        api.delete(ALICE, ALICES + "/IncomingPhoneNumbers/" + taken.text("sid"));
        assertEquals(List.of("+12125550103", FIRST, SECOND), free("Local", ""));
    }

    @Test
    void poolIsTheMastersAlone() throws Exception {
        pool(FIRST);
        assertEquals(404, api.get(ALICE, "/strowger/v1/NumberPool").status());
        assertEquals(404, api.post(ALICE, "/strowger/v1/NumberPool", "PhoneNumber", SECOND, "Country", "US").status());
        assertEquals(404, api.delete(ALICE, "/strowger/v1/NumberPool/" + FIRST).status());
        api.post(MASTER, "/strowger/v1/NumberPool", "PhoneNumber", FIRST).refused(400, 20001, "Country");
        assertEquals(FIRST, api.get(MASTER, "/strowger/v1/NumberPool/" + FIRST).text("phone_number"));
        assertEquals(List.of(FIRST), each(api.get(MASTER, "/strowger/v1/NumberPool"), "numbers", "phone_number"));
        assertEquals(204, api.delete(MASTER, "/strowger/v1/NumberPool/" + FIRST).status());
        assertEquals(404, api.delete(MASTER, "/strowger/v1/NumberPool/" + FIRST).status());
        assertEquals(List.of("pool-number.created", "pool-number.removed"), api.store().query(
                "select action from audit where action like 'pool%' order by id"));
    }

    @Test
    void numbersAreListedByPartKindAndName() throws Exception {
        api.post(MASTER, ALICES + "/IncomingPhoneNumbers.json", "PhoneNumber", FIRST, "FriendlyName", "one");
        api.post(MASTER, ALICES + "/IncomingPhoneNumbers/TollFree.json", "PhoneNumber", "+18005550104");
        api.post(MASTER, ALICES + "/IncomingPhoneNumbers/Mobile.json", "PhoneNumber", "+447700900105");
        api.post(MASTER, ALICES + "/IncomingPhoneNumbers/TollFree.json", "PhoneNumber", SECOND);
        assertEquals(List.of("+18005550104"), listed("/TollFree.json").stream().filter(n -> n.startsWith("+1800"))
                .toList());
        assertEquals(List.of("+447700900105"), listed("/Mobile.json"));
        assertEquals(List.of(FIRST), listed(".json?FriendlyName=one"));
        assertEquals(List.of(FIRST), listed(".json?PhoneNumber=" + TestApi.encoded(FIRST)));
        assertEquals(List.of(SECOND, FIRST), listed(".json?PhoneNumber=415555*"));
        assertEquals(List.of(), listed(".json?Origin=twilio"));
        api.get(ALICE, ALICES + "/IncomingPhoneNumbers.json?PhoneNumber=x%25").refused(400, 20001, "PhoneNumber");
        assertEquals(4, listed(".json?Beta=true").size());
    }

    private List<String> listed(String query) throws Exception {
        return each(api.get(ALICE, ALICES + "/IncomingPhoneNumbers" + query), "incoming_phone_numbers",
                "phone_number");
    }

    @Test
    void parentMovesANumberToAnotherOfItsAccounts() throws Exception {
        Answer app = api.post(ALICE, ALICES + "/Applications.json", "VoiceUrl", "https://app.example/");
        Answer made = api.post(MASTER, ALICES + "/IncomingPhoneNumbers.json", "PhoneNumber", FIRST,
                "VoiceUrl", "https://a.example/", "VoiceApplicationSid", app.text("sid"));
        String path = ALICES + "/IncomingPhoneNumbers/" + made.text("sid") + ".json";
        api.post(ALICE, path, "AccountSid", BOB.value()).refused(400, 20001, "AccountSid");
        api.post(MASTER, path, "AccountSid", "AC" + "9".repeat(32)).refused(400, 20001, "AccountSid");
        Answer moved = api.post(MASTER, path, "AccountSid", BOB.value());
        assertEquals(BOB + " null https://a.example/", moved.text("account_sid") + " "
                + moved.text("voice_application_sid") + " " + moved.text("voice_url"));
        assertEquals(404, api.get(ALICE, path).status());
        assertEquals(200, api.get(BOB, BOBS + "/IncomingPhoneNumbers/" + made.text("sid")).status());
        assertTrue(api.directory().inventory().mayShow(BOB, FIRST));
        assertFalse(api.directory().inventory().mayShow(ALICE, FIRST));
        api.post(MASTER, "/2010-04-01/Accounts/" + ALICE, "Status", "suspended");
        api.post(MASTER, BOBS + "/IncomingPhoneNumbers/" + made.text("sid"), "AccountSid", ALICE.value())
                .refused(400, 20001, "AccountSid");
    }
}
