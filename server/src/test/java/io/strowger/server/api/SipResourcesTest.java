package io.strowger.server.api;

import static io.strowger.server.api.TestApi.ALICE;
import static io.strowger.server.api.TestApi.ALICES;
import static io.strowger.server.api.TestApi.BOB;
import static io.strowger.server.api.TestApi.BOBS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.strowger.server.api.TestApi.Answer;
import io.strowger.server.store.SipDomain;
import io.strowger.server.store.SipMapping.Purpose;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rest-api section 2, "SIP", over HTTP on a real database; what calls then know. */
class SipResourcesTest {
    private static final String GOOD = "Long-enough-1";

    @TempDir
    private Path folder;
    private TestApi api;

    @BeforeEach
    void open() {
        api = TestApi.open(folder, server -> {
            StoredResources stored = new StoredResources(server.resources());
            return Stream.of(new SipDomainResources(stored, Set.of("sip.platform.example")).operations(),
                    new SipListResources(stored).operations(), new SipMappingResources(stored).operations(),
                    new ByocResources(stored).operations(), new SourceIpResources(stored).operations())
                    .flatMap(List::stream).toList();
        });
    }

    @AfterEach
    void close() {
        api.nothingUnforeseen();
        api.close();
    }

    private String made(String path, String... fields) throws Exception {
        Answer answer = api.post(ALICE, path, fields);
        assertEquals(201, answer.status(), answer.body().toString());
        return answer.text("sid");
    }

    private String domain(String host) throws Exception {
        return made(ALICES + "/SIP/Domains.json", "DomainName", host);
    }

    private String credentialList() throws Exception {
        return made(ALICES + "/SIP/CredentialLists.json", "FriendlyName", "phones");
    }

    private SipDomain known(String host) {
        return api.directory().inventory().sip().domain(host).orElseThrow();
    }

    private static List<String> texts(Answer page, String key, String field) {
        List<String> all = new ArrayList<>();
        for (JsonNode node : page.body().path(key)) {
            all.add(node.path(field).asText());
        }
        return all;
    }

    @Test
    void domainIsMadeReadChangedAndRemoved() throws Exception {
        Answer made = api.post(ALICE, ALICES + "/SIP/Domains.json", "DomainName", "Office.Example", "FriendlyName", "n",
                "VoiceUrl", "https://a.example/", "VoiceMethod", "GET", "VoiceFallbackUrl", "https://f.example/",
                "VoiceStatusCallbackUrl", "https://s.example/", "SipRegistration", "true");
        assertEquals(201, made.status(), made.body().toString());
        assertEquals("office.example", made.text("domain_name"));
        assertEquals("GET", made.text("voice_method"));
        assertEquals("POST", made.text("voice_fallback_method"));
        assertEquals("https://s.example/", made.text("voice_status_callback_url"));
        assertEquals("true", made.text("sip_registration"));
        assertEquals("", made.text("auth_type"));
        String path = ALICES + "/SIP/Domains/" + made.text("sid");
        assertEquals(path + ".json", made.text("uri"));
        assertEquals(path + "/CredentialListMappings.json",
                made.body().path("subresource_uris").path("credential_list_mappings").asText());
        assertEquals("https://a.example/", known("OFFICE.example").voice().primary().orElseThrow().url());
        Answer changed = api.post(ALICE, path + ".json", "DomainName", "new.example", "VoiceFallbackUrl", "");
        assertEquals("new.example", changed.text("domain_name"));
        assertEquals("null", changed.text("voice_fallback_url"));
        assertTrue(api.directory().inventory().sip().domain("office.example").isEmpty());
        assertEquals(404, api.get(BOB, BOBS + "/SIP/Domains/" + made.text("sid") + ".json").status());
        assertEquals(204, api.delete(ALICE, path + ".json").status());
        assertEquals(404, api.get(ALICE, path + ".json").status());
        assertTrue(api.directory().inventory().sip().domain("new.example").isEmpty());
    }

    @Test
    void namesThatOthersCountOnCannotBeTaken() throws Exception {
        String domains = ALICES + "/SIP/Domains.json";
        domain("office.example");
        api.post(BOB, BOBS + "/SIP/Domains.json", "DomainName", "OFFICE.example").refused(400, 20001, "taken");
        api.post(ALICE, domains, "DomainName", "sip.platform.example").refused(400, 20001, "installation's own");
        for (String wrong : List.of("192.0.2.1", "localhost", "a..b", "-a.example", "a b.example", "[::1]",
                "x".repeat(250) + ".example")) {
            api.post(ALICE, domains, "DomainName", wrong).refused(400, 20001, "DomainName");
        }
        api.post(ALICE, domains).refused(400, 20001, "DomainName");
    }

    @Test
    void whatIsNotBuiltIsRefusedByName() throws Exception {
        String domains = ALICES + "/SIP/Domains.json";
        api.post(ALICE, domains, "DomainName", "a.example", "Secure", "true").refused(404, 90112, "Secure");
        api.post(ALICE, domains, "DomainName", "a.example", "EmergencyCallingEnabled", "true")
                .refused(404, 90112, "EmergencyCallingEnabled");
        api.post(ALICE, domains, "DomainName", "a.example", "EmergencyCallerSid", "PN" + "1".repeat(32))
                .refused(404, 90112, "EmergencyCallerSid");
        api.post(ALICE, "/v1/ByocTrunks", "CnamLookupEnabled", "true").refused(404, 90112, "CnamLookupEnabled");
    }

    /** Rest-api section 2: password write-only, at least 12 characters, mixed case and a digit. */
    @Test
    void passwordsAreCheckedAndNeverShown() throws Exception {
        String list = credentialList();
        String path = ALICES + "/SIP/CredentialLists/" + list + "/Credentials.json";
        for (String weak : List.of("Short-1", "all-lower-case-1", "ALL-UPPER-CASE-1", "No-digit-in-here")) {
            api.post(ALICE, path, "Username", "anna", "Password", weak).refused(400, 20001, "Password");
        }
        api.post(ALICE, path, "Username", "an na", "Password", GOOD).refused(400, 20001, "Username");
        Answer made = api.post(ALICE, path, "Username", "anna", "Password", GOOD);
        assertEquals(201, made.status());
        assertFalse(made.response().body().contains(GOOD));
        api.post(ALICE, path, "Username", "anna", "Password", GOOD).refused(400, 20001, "Username");
        assertEquals(List.of(), api.store().query("select 1 from sip_credentials where position('" + GOOD
                + "' in encode(ha1_md5, 'escape')) > 0 or encode(ha1_md5, 'escape') ~ '^[0-9a-f]{32}$'"));
        String one = ALICES + "/SIP/CredentialLists/" + list + "/Credentials/" + made.text("sid") + ".json";
        assertEquals(200, api.post(ALICE, one, "Password", "Another-Long-2").status());
        assertEquals(404, api.get(ALICE, one.replace(list, "CL" + "0".repeat(32))).status());
        assertEquals(404, api.get(BOB, one.replace(ALICE.value(), BOB.value())).status());
        assertEquals(204, api.delete(ALICE, one).status());
    }

    @Test
    void oneListServesSeveralDomainsAndItsPasswordsFollow() throws Exception {
        String first = domain("a.example");
        String second = domain("b.example");
        String list = credentialList();
        for (String domain : List.of(first, second)) {
            made(ALICES + "/SIP/Domains/" + domain + "/Auth/Calls/CredentialListMappings.json",
                    "CredentialListSid", list);
        }
        String sid = made(ALICES + "/SIP/CredentialLists/" + list + "/Credentials.json",
                "Username", "anna", "Password", GOOD);
        var sip = api.directory().inventory().sip();
        var before = sip.credentials(known("a.example"), Purpose.CALLS, "anna");
        assertEquals(1, before.size());
        assertEquals(before, sip.credentials(known("b.example"), Purpose.CALLS, "anna"));
        assertEquals(List.of(), sip.credentials(known("a.example"), Purpose.REGISTRATIONS, "anna"));
        api.post(ALICE, ALICES + "/SIP/CredentialLists/" + list + "/Credentials/" + sid + ".json",
                "Password", "Another-Long-2");
        var after = api.directory().inventory().sip().credentials(known("a.example"), Purpose.CALLS, "anna");
        assertFalse(after.getFirst().ha1Md5().equals(before.getFirst().ha1Md5()));
        // a domain that is renamed keeps its phones: the realm is the installation's (decision 0007)
        api.post(ALICE, ALICES + "/SIP/Domains/" + first + ".json", "DomainName", "c.example");
        assertEquals(after, api.directory().inventory().sip().credentials(known("c.example"), Purpose.CALLS, "anna"));
    }

    /** Rest-api section 2: mappings exist twice, backed by one table. */
    @Test
    void oldMappingsAndThoseUnderAuthAreTheSame() throws Exception {
        String domain = ALICES + "/SIP/Domains/" + domain("a.example");
        String list = credentialList();
        Answer old = api.post(ALICE, domain + "/CredentialListMappings.json", "CredentialListSid", list);
        assertEquals(201, old.status(), old.body().toString());
        assertEquals(list, old.text("sid"));
        assertEquals("phones", old.text("friendly_name"));
        assertEquals(domain + "/CredentialListMappings/" + list + ".json", old.text("uri"));
        Answer auth = api.get(ALICE, domain + "/Auth/Calls/CredentialListMappings/" + list + ".json");
        assertEquals(list, auth.text("sid"));
        assertFalse(auth.body().has("domain_sid"));
        assertEquals(List.of(list), texts(
                api.get(ALICE, domain + "/Auth/Calls/CredentialListMappings.json"), "contents", "sid"));
        assertEquals(List.of(), texts(
                api.get(ALICE, domain + "/Auth/Registrations/CredentialListMappings.json"), "contents", "sid"));
        api.post(ALICE, domain + "/Auth/Calls/CredentialListMappings.json", "CredentialListSid", list)
                .refused(400, 20001, "already");
        assertEquals(201, api.post(ALICE, domain + "/Auth/Registrations/CredentialListMappings.json",
                "CredentialListSid", list).status());
        String access = made(ALICES + "/SIP/IpAccessControlLists.json", "FriendlyName", "office");
        made(domain + "/Auth/Calls/IpAccessControlListMappings.json", "IpAccessControlListSid", access);
        assertEquals(List.of(access), texts(api.get(ALICE, domain + "/IpAccessControlListMappings.json"),
                "ip_access_control_list_mappings", "sid"));
        assertEquals("IP_ACL,CREDENTIAL_LIST", api.get(ALICE, domain + ".json").text("auth_type"));
        assertEquals(204, api.delete(ALICE, domain + "/Auth/Calls/CredentialListMappings/" + list + ".json").status());
        assertEquals(404, api.get(ALICE, domain + "/CredentialListMappings/" + list + ".json").status());
        assertEquals("IP_ACL", api.get(ALICE, domain + ".json").text("auth_type"));
    }

    @Test
    void listsOfOthersCannotBeMapped() throws Exception {
        String domain = ALICES + "/SIP/Domains/" + domain("a.example");
        Answer bobs = api.post(BOB, BOBS + "/SIP/CredentialLists.json", "FriendlyName", "bobs");
        Answer refused = api.post(
                ALICE, domain + "/CredentialListMappings.json", "CredentialListSid", bobs.text("sid"));
        refused.refused(400, 20001, "CredentialListSid is no list");
        Answer never = api.post(
                ALICE, domain + "/CredentialListMappings.json", "CredentialListSid", "CL" + "9".repeat(32));
        assertEquals(never.body(), refused.body());
        api.post(BOB, BOBS + "/SIP/Domains/" + domain.substring(domain.length() - 34)
                + "/CredentialListMappings.json", "CredentialListSid", bobs.text("sid"))
                .refused(404, 20404, "not found");
    }

    @Test
    void mappedListIsRemovedOnlyAfterItsMapping() throws Exception {
        String domain = ALICES + "/SIP/Domains/" + domain("a.example");
        String list = credentialList();
        made(ALICES + "/SIP/CredentialLists/" + list + "/Credentials.json", "Username", "anna", "Password", GOOD);
        made(domain + "/CredentialListMappings.json", "CredentialListSid", list);
        String path = ALICES + "/SIP/CredentialLists/" + list + ".json";
        api.delete(ALICE, path).refused(400, 90151, "mapped");
        assertEquals(1, api.directory().inventory().sip()
                .credentials(known("a.example"), Purpose.CALLS, "anna").size());
        assertEquals(204, api.delete(ALICE, domain + "/CredentialListMappings/" + list + ".json").status());
        assertEquals(204, api.delete(ALICE, path).status());
        assertEquals(List.of(), api.store().query("select sid from sip_credentials"));
    }

    @Test
    void addressesOfAListAreLetIn() throws Exception {
        String domain = ALICES + "/SIP/Domains/" + domain("a.example");
        String list = made(ALICES + "/SIP/IpAccessControlLists.json", "FriendlyName", "office");
        String addresses = ALICES + "/SIP/IpAccessControlLists/" + list + "/IpAddresses";
        for (String wrong : List.of("office.example", "192.0.2.300", "192.0.2", "fe80::zz")) {
            api.post(ALICE, addresses + ".json", "FriendlyName", "x", "IpAddress", wrong)
                    .refused(400, 20001, "IpAddress");
        }
        api.post(ALICE, addresses + ".json", "FriendlyName", "x", "IpAddress", "192.0.2.1", "CidrPrefixLength", "33")
                .refused(400, 20001, "CidrPrefixLength");
        Answer one = api.post(ALICE, addresses + ".json", "FriendlyName", "x", "IpAddress", "192.0.2.1");
        assertEquals("32", one.text("cidr_prefix_length"));
        made(domain + "/IpAccessControlListMappings.json", "IpAccessControlListSid", list);
        InetAddress near = InetAddress.getByName("192.0.2.9");
        assertFalse(api.directory().inventory().sip().admits(known("a.example"), near));
        assertEquals(200, api.post(ALICE, addresses + "/" + one.text("sid") + ".json",
                "CidrPrefixLength", "28").status());
        assertTrue(api.directory().inventory().sip().admits(known("a.example"), near));
        assertEquals(204, api.delete(ALICE, addresses + "/" + one.text("sid") + ".json").status());
        assertFalse(api.directory().inventory().sip().admits(known("a.example"), near));
    }

    /** Rest-api section 1.7, three pages of one. */
    @Test
    void listsAreWalkedPageByPage() throws Exception {
        List<String> sids = new ArrayList<>(List.of(domain("a.example"), domain("b.example"), domain("c.example")));
        List<String> seen = new ArrayList<>();
        String next = ALICES + "/SIP/Domains.json?PageSize=1";
        while (!next.equals("null")) {
            Answer page = api.get(ALICE, next);
            seen.addAll(texts(page, "domains", "sid"));
            next = page.text("next_page_uri");
        }
        sids.sort(Comparator.reverseOrder());
        assertEquals(sids, seen);
    }

    @Test
    void byocTrunkPolicyAndTargetsHangTogether() throws Exception {
        String policy = made("/v1/ConnectionPolicies", "FriendlyName", "out");
        String targets = "/v1/ConnectionPolicies/" + policy + "/Targets";
        for (String wrong : List.of("sips:gw.example", "gw.example", "sip:gw.example?X=1", "sip:", "sip:a b@c")) {
            api.post(ALICE, targets, "Target", wrong).refused(400, 20001, "Target");
        }
        Answer target = api.post(ALICE, targets, "Target", "sip:gw.example:5070;transport=tcp");
        assertEquals("10 10 true",
                target.text("priority") + " " + target.text("weight") + " " + target.text("enabled"));
        String trunk = made("/v1/ByocTrunks", "FriendlyName", "byoc", "VoiceUrl", "https://b.example/",
                "StatusCallbackUrl", "https://s.example/", "ConnectionPolicySid", policy);
        assertEquals("https://s.example/", api.get(ALICE, "/v1/ByocTrunks/" + trunk).text("status_callback_url"));
        api.post(ALICE, "/v1/ByocTrunks", "ConnectionPolicySid", "NY" + "0".repeat(32))
                .refused(400, 20001, "ConnectionPolicySid");
        api.delete(ALICE, "/v1/ConnectionPolicies/" + policy).refused(400, 90151, "BYOC trunk");
        String domain = made(ALICES + "/SIP/Domains.json", "DomainName", "a.example", "ByocTrunkSid", trunk);
        api.post(ALICE, "/v1/ByocTrunks/" + trunk, "FromDomainSid", domain);
        api.delete(ALICE, "/v1/ByocTrunks/" + trunk).refused(400, 90151, "SIP domain");
        api.delete(ALICE, ALICES + "/SIP/Domains/" + domain + ".json").refused(400, 90151, "FromDomainSid");
        assertEquals(404, api.get(BOB, "/v1/ByocTrunks/" + trunk).status());
        assertEquals(404, api.get(BOB, targets).status());
        assertEquals(200, api.post(ALICE, targets + "/" + target.text("sid"), "Enabled", "false").status());
        api.post(ALICE, "/v1/ByocTrunks/" + trunk, "FromDomainSid", "", "ConnectionPolicySid", "");
        assertEquals(204, api.delete(ALICE, "/v1/ConnectionPolicies/" + policy).status());
        assertEquals(List.of(), api.store().query("select sid from connection_targets"));
    }

    @Test
    void sourceIpMappingLeadsAnAddressToADomain() throws Exception {
        String domain = domain("a.example");
        String record = made("/v1/IpRecords", "IpAddress", "203.0.113.7", "CidrPrefixLength", "24");
        Answer mapping = api.post(ALICE, "/v1/SourceIpMappings", "IpRecordSid", record, "SipDomainSid", domain);
        assertEquals(201, mapping.status(), mapping.body().toString());
        InetAddress source = InetAddress.getByName("203.0.113.200");
        assertEquals(domain, api.directory().inventory().sip().source(source, Optional.empty())
                .orElseThrow().sid().value());
        api.post(ALICE, "/v1/SourceIpMappings", "IpRecordSid", record, "SipDomainSid", domain)
                .refused(400, 20001, "IpRecordSid");
        api.delete(ALICE, "/v1/IpRecords/" + record).refused(400, 90151, "source IP mapping");
        api.delete(ALICE, ALICES + "/SIP/Domains/" + domain + ".json").refused(400, 90151, "source IP mapping");
        String other = domain("b.example");
        assertEquals(other, api.post(ALICE, "/v1/SourceIpMappings/" + mapping.text("sid"), "SipDomainSid", other)
                .text("sip_domain_sid"));
        assertEquals(204, api.delete(ALICE, "/v1/SourceIpMappings/" + mapping.text("sid")).status());
        assertTrue(api.directory().inventory().sip().source(source, Optional.empty()).isEmpty());
    }

    @ParameterizedTest
    @CsvSource({"192.0.2.1, 7, 8, 33", "2001:db8::1, 15, 16, 129", "::ffff:192.0.2.1, 7, 8, 33"})
    void rangesOfAddressesAreNoWiderThanAProviders(String address, String wide, String least, String much)
            throws Exception {
        String list = made(ALICES + "/SIP/IpAccessControlLists.json", "FriendlyName", "office");
        String addresses = ALICES + "/SIP/IpAccessControlLists/" + list + "/IpAddresses";
        for (String path : List.of("/v1/IpRecords", addresses + ".json")) {
            for (String wrong : List.of("0", wide, much)) {
                api.post(ALICE, path, "FriendlyName", "x", "IpAddress", address, "CidrPrefixLength", wrong)
                        .refused(400, 20001, "CidrPrefixLength");
            }
            Answer right = api.post(ALICE, path, "FriendlyName", "x", "IpAddress", address,
                    "CidrPrefixLength", least);
            assertEquals("201 " + least, right.status() + " " + right.text("cidr_prefix_length"));
            assertEquals(201, api.post(ALICE, path, "FriendlyName", "x", "IpAddress", address).status());
        }
        String one = made(addresses + ".json", "FriendlyName", "x", "IpAddress", address);
        api.post(ALICE, addresses + "/" + one + ".json", "CidrPrefixLength", wide)
                .refused(400, 20001, "CidrPrefixLength");
    }

    @Test
    void aListHoldsNoMoreThanItMay() throws Exception {
        String list = made(ALICES + "/SIP/IpAccessControlLists.json", "FriendlyName", "office");
        api.store().execute("insert into access_addresses select 'IP' || lpad(i::text, 32, '0'), '" + ALICE + "', '"
                + list + "', '', '192.0.2.1', 32, now(), now() from generate_series(1, 100) i");
        api.post(ALICE, ALICES + "/SIP/IpAccessControlLists/" + list + "/IpAddresses.json",
                "FriendlyName", "x", "IpAddress", "192.0.2.1").refused(400, 90150, "100");
    }
}
