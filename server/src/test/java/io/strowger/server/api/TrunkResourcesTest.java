package io.strowger.server.api;

import static io.strowger.server.api.TestApi.ALICE;
import static io.strowger.server.api.TestApi.ALICES;
import static io.strowger.server.api.TestApi.BOB;
import static io.strowger.server.api.TestApi.MASTER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import com.fasterxml.jackson.databind.JsonNode;
import io.strowger.call.port.DirectoryPort.NumberRoute;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.PhoneNumberSid;
import io.strowger.server.api.TestApi.Answer;
import io.strowger.server.store.Actor;
import io.strowger.server.store.Dates;
import io.strowger.server.store.InboundRoute;
import io.strowger.server.store.PhoneNumber;
import io.strowger.server.store.Tables;
import io.strowger.server.store.VoiceUrls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rest-api section 2, "Voice v1, Trunking v1": dialing permissions and elastic trunks over HTTP on a real database. */
class TrunkResourcesTest {
    private static final String COUNTRIES = "/v1/DialingPermissions/Countries";
    private static final String BULK = "/v1/DialingPermissions/BulkCountryUpdates";

    @TempDir
    private Path folder;
    private TestApi api;

    @BeforeEach
    void open() {
        api = TestApi.open(folder, server -> {
            StoredResources stored = new StoredResources(server.resources());
            return Stream.of(new DialingResources(stored).operations(),
                    new TrunkResources(stored, Set.of()).operations(), new SipListResources(stored).operations(),
                    new SipDomainResources(stored, Set.of()).operations()).flatMap(List::stream).toList();
        });
    }

    @AfterEach
    void close() {
        api.nothingUnforeseen();
        api.close();
    }

    private boolean may(AccountSid account, String number) {
        return !(api.directory().inventory().routeTo(account, number) instanceof NumberRoute.Forbidden);
    }

    private static String update(String iso, String... flags) {
        StringBuilder json = new StringBuilder("[{\"iso_code\":\"" + iso + "\"");
        for (String flag : flags) {
            json.append(",\"").append(flag).append("_numbers_enabled\":\"true\"");
        }
        return json.append("}]").toString();
    }

    private static List<String> texts(JsonNode page, String key, String field) {
        List<String> all = new ArrayList<>();
        page.path(key).forEach(node -> all.add(node.path(field).asText()));
        return all;
    }

    /** Issue 3: premium and international prefixes are refused until they are allowed. */
    @Test
    void countryIsOpenedByABulkUpdateAndCallsKnowItAtOnce() throws Exception {
        Answer before = api.get(ALICE, COUNTRIES + "/gb");
        assertEquals("GB United Kingdom EUROPE false", before.text("iso_code") + " " + before.text("name") + " "
                + before.text("continent") + " " + before.text("low_risk_numbers_enabled"));
        assertEquals("[\"+44\"]", before.body().path("country_codes").toString());
        assertEquals(false, may(ALICE, "+441632960100"));
        Answer bulk = api.post(ALICE, BULK, "UpdateRequest", update("GB", "low_risk"));
        assertEquals(201, bulk.status(), bulk.body().toString());
        assertEquals("1 accepted", bulk.text("update_count") + " " + bulk.text("update_request"));
        assertEquals("true", api.get(ALICE, COUNTRIES + "/GB").text("low_risk_numbers_enabled"));
        assertEquals(true, may(ALICE, "+441632960100"));
        assertEquals(false, may(ALICE, "+449061234567"));
        assertEquals(false, may(BOB, "+441632960100"));
        api.post(ALICE, BULK, "UpdateRequest", update("GB", "high_risk_special"));
        assertEquals(true, may(ALICE, "+449061234567"));
        assertEquals(true, may(ALICE, "+441632960100"), "a flag that is left out stays");
        api.directory().reload();
        assertEquals(true, may(ALICE, "+449061234567"), "it is in the database");
        api.post(ALICE, BULK, "UpdateRequest", "[{\"iso_code\":\"GB\",\"low_risk_numbers_enabled\":false}]");
        assertEquals(false, may(ALICE, "+441632960100"));
    }

    @Test
    void updatesThatMeanNothingAreRefusedWhole() throws Exception {
        for (String wrong : List.of("", "x", "{}", "[]", "[1]", "[{\"iso_code\":\"QQ\"}]", "[{}]",
                "[{\"iso_code\":\"GB\",\"low_risk_numbers_enabled\":\"maybe\"}]",
                "[{\"iso_code\":\"GB\",\"low_risk_numbers_enabled\":true},{\"iso_code\":\"ZZ\"}]")) {
            api.post(ALICE, BULK, "UpdateRequest", wrong).refused(400, 20001, "UpdateRequest");
        }
        assertEquals(false, may(ALICE, "+441632960100"));
        assertEquals(404, api.get(ALICE, COUNTRIES + "/ZZ").status());
    }

    @Test
    void countriesAreListedWithEveryFilterAndPageByPage() throws Exception {
        api.post(ALICE, BULK, "UpdateRequest", update("JM", "low_risk"));
        assertEquals(List.of("JM"), texts(api.get(ALICE, COUNTRIES + "?LowRiskNumbersEnabled=true").body(),
                "content", "iso_code"));
        assertEquals(List.of("CA", "US"), texts(api.get(ALICE, COUNTRIES + "?CountryCode=%2B1").body(),
                "content", "iso_code"));
        assertEquals(List.of("DE"), texts(api.get(ALICE, COUNTRIES + "?IsoCode=de").body(), "content", "iso_code"));
        assertEquals(List.of("AQ"), texts(api.get(ALICE, COUNTRIES + "?Continent=ANTARCTICA").body(),
                "content", "iso_code"));
        Answer first = api.get(ALICE, COUNTRIES + "?PageSize=2");
        Answer second = api.get(ALICE, first.body().path("meta").path("next_page_url").asText());
        assertEquals("content", second.body().path("meta").path("key").asText());
        assertEquals(List.of("AC", "AD", "AE", "AF"), Stream.concat(
                texts(first.body(), "content", "iso_code").stream(),
                texts(second.body(), "content", "iso_code").stream()).toList());
        assertEquals(List.of("+449", "+4470", "+4476", "+4484", "+4487"), texts(
                api.get(ALICE, COUNTRIES + "/GB/HighRiskSpecialPrefixes").body(), "content", "prefix"));
    }

    @Test
    void subAccountMayFollowItsOwner() throws Exception {
        api.post(MASTER, BULK, "UpdateRequest", update("FR", "low_risk"));
        assertEquals("false", api.get(ALICE, "/v1/Settings").text("dialing_permissions_inheritance"));
        Answer set = api.post(ALICE, "/v1/Settings", "DialingPermissionsInheritance", "true");
        assertEquals("202 true", set.status() + " " + set.text("dialing_permissions_inheritance"));
        assertEquals(true, may(ALICE, "+33123456789"));
        assertEquals("true", api.get(ALICE, COUNTRIES + "/FR").text("low_risk_numbers_enabled"));
        api.post(ALICE, BULK, "UpdateRequest", update("GB", "low_risk")).refused(400, 20001, "inherits");
        api.post(MASTER, "/v1/Settings", "DialingPermissionsInheritance", "true").refused(400, 20001, "no owner");
        api.post(ALICE, "/v1/Settings", "DialingPermissionsInheritance", "false");
        assertEquals(false, may(ALICE, "+33123456789"));
    }

    private PhoneNumber number(AccountSid account, String number) {
        return api.resources().change(Actor.command("test"), change -> change.insert(Tables.NUMBERS, PhoneNumber.of(
                PhoneNumberSid.mint(change.world()), account, number, "n", VoiceUrls.of("https://own.example/"),
                Dates.at(change.now()))));
    }

    private String bound(String number) {
        var inventory = api.directory().inventory();
        return assertInstanceOf(InboundRoute.Bound.class,
                inventory.toNumber(inventory.number(number).orElseThrow(), Optional.empty()))
                .binding().primary().url();
    }

    @Test
    void trunkIsMadeReadChangedAndRemoved() throws Exception {
        Answer made = api.post(ALICE, "/v1/Trunks", "FriendlyName", "pbx", "DomainName", "PBX.example",
                "DisasterRecoveryUrl", "https://r.example/", "DisasterRecoveryMethod", "GET");
        assertEquals(201, made.status(), made.body().toString());
        String trunk = "/v1/Trunks/" + made.text("sid");
        assertEquals("pbx.example GET disable-all ", made.text("domain_name") + " "
                + made.text("disaster_recovery_method") + " " + made.text("transfer_mode") + " "
                + made.text("auth_type"));
        assertEquals("[]", made.body().path("auth_type_set").toString());
        api.post(BOB, "/v1/Trunks", "DomainName", "pbx.EXAMPLE").refused(400, 20001, "taken");
        api.post(ALICE, ALICES + "/SIP/Domains.json", "DomainName", "pbx.example").refused(400, 20001, "taken");
        api.post(ALICE, "/v1/Trunks", "Secure", "true").refused(404, 90112, "Secure");
        api.post(ALICE, "/v1/Trunks", "CnamLookupEnabled", "true").refused(404, 90112, "CnamLookupEnabled");
        api.post(ALICE, "/v1/Trunks", "TransferMode", "enable-all").refused(404, 90112, "TransferMode");
        assertEquals("record-from-ringing", api.post(ALICE, trunk + "/Recording", "Mode", "record-from-ringing")
                .text("mode"));
        assertEquals("do-not-trim", api.get(ALICE, trunk + "/Recording").text("trim"));
        assertEquals("record-from-ringing",
                api.get(ALICE, trunk).body().path("recording").path("mode").asText());
        assertEquals("null", api.post(ALICE, trunk, "DomainName", "").text("domain_name"));
        assertEquals(404, api.get(BOB, trunk).status());
        assertEquals(404, api.get(BOB, trunk + "/Recording").status());
        assertEquals(204, api.delete(ALICE, trunk).status());
        assertEquals(404, api.get(ALICE, trunk).status());
    }

    @Test
    void originationUrlsAreAllNeededAndChecked() throws Exception {
        String urls = "/v1/Trunks/" + api.post(ALICE, "/v1/Trunks").text("sid") + "/OriginationUrls";
        String[] good = {"Weight", "1", "Priority", "2", "Enabled", "true", "FriendlyName", "a",
            "SipUrl", "sip:pbx.example"};
        for (int left = 0; left < good.length; left += 2) {
            List<String> fields = new ArrayList<>(List.of(good));
            fields.subList(left, left + 2).clear();
            api.post(ALICE, urls, fields.toArray(String[]::new)).refused(400, 20001, good[left]);
        }
        Answer made = api.post(ALICE, urls, good);
        assertEquals("201 2 1 true", made.status() + " " + made.text("priority") + " " + made.text("weight") + " "
                + made.text("enabled"));
        String one = urls + "/" + made.text("sid");
        assertEquals("false", api.post(ALICE, one, "Enabled", "false").text("enabled"));
        api.post(ALICE, one, "Weight", "0").refused(400, 20001, "Weight");
        assertEquals(List.of(made.text("sid")), texts(api.get(ALICE, urls).body(), "origination_urls", "sid"));
        assertEquals(404, api.delete(BOB, one).status());
        assertEquals(204, api.delete(ALICE, one).status());
    }

    @Test
    void numberRingsAtTheTrunkUntilItIsTakenAway() throws Exception {
        PhoneNumber number = number(ALICE, "+441632960100");
        PhoneNumber bobs = number(BOB, "+441632960101");
        String trunk = "/v1/Trunks/" + api.post(ALICE, "/v1/Trunks").text("sid");
        api.post(ALICE, trunk + "/PhoneNumbers", "PhoneNumberSid", bobs.sid().value())
                .refused(400, 20001, "PhoneNumberSid");
        Answer added = api.post(ALICE, trunk + "/PhoneNumbers", "PhoneNumberSid", number.sid().value());
        assertEquals(201, added.status(), added.body().toString());
        assertEquals(trunk.substring(trunk.length() - 34), added.text("trunk_sid"));
        assertEquals(List.of(number.sid().value()),
                texts(api.get(ALICE, trunk + "/PhoneNumbers").body(), "phone_numbers", "sid"));
        assertEquals("http://trunks.strowger.invalid/origination/" + added.text("trunk_sid"), bound("+441632960100"));
        assertEquals(204, api.delete(ALICE, trunk + "/PhoneNumbers/" + number.sid()).status());
        assertEquals(404, api.get(ALICE, trunk + "/PhoneNumbers/" + number.sid()).status());
        assertEquals("https://own.example/", bound("+441632960100"));
        api.post(ALICE, trunk + "/PhoneNumbers", "PhoneNumberSid", number.sid().value());
        assertEquals(204, api.delete(ALICE, trunk).status());
        assertEquals("https://own.example/", bound("+441632960100"), "a removed trunk gives its numbers back");
    }

    @Test
    void listsOfATrunkSayWhoMayCallThroughIt() throws Exception {
        String trunk = "/v1/Trunks/" + api.post(ALICE, "/v1/Trunks", "DomainName", "pbx.example").text("sid");
        String list = api.post(ALICE, ALICES + "/SIP/CredentialLists.json", "FriendlyName", "pbx").text("sid");
        Answer mapped = api.post(ALICE, trunk + "/CredentialLists", "CredentialListSid", list);
        assertEquals(201, mapped.status(), mapped.body().toString());
        assertEquals(list + " pbx", mapped.text("sid") + " " + mapped.text("friendly_name"));
        assertEquals(true, mapped.text("url").endsWith(trunk + "/CredentialLists/" + list));
        assertEquals("[\"CREDENTIAL_LIST\"]", api.get(ALICE, trunk).body().path("auth_type_set").toString());
        assertEquals(200, api.get(ALICE, trunk + "/CredentialLists/" + list).status());
        assertEquals(List.of(list), texts(api.get(ALICE, trunk + "/CredentialLists").body(),
                "credential_lists", "sid"));
        assertEquals(204, api.delete(ALICE, trunk + "/CredentialLists/" + list).status());
        assertEquals(404, api.get(ALICE, trunk + "/CredentialLists/" + list).status());
    }
}
