package io.strowger.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.port.DirectoryPort.NumberRoute;
import io.strowger.call.port.DirectoryPort.Trunk;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ByocTrunkSid;
import io.strowger.kernel.ConnectionPolicySid;
import io.strowger.kernel.ConnectionTargetSid;
import io.strowger.kernel.DomainSid;
import io.strowger.kernel.Entropy;
import io.strowger.kernel.IpRecordSid;
import io.strowger.kernel.PhoneNumberSid;
import io.strowger.kernel.Secret;
import io.strowger.kernel.SourceIpMappingSid;
import io.strowger.kernel.TrunkSid;
import io.strowger.server.store.DialingPermissions.Allowed;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rest-api section 2, "Voice v1, Trunking v1"; issue 3, toll-fraud guard; rulings part 2, "Who may call what". */
class SipRoutingTest {
    private static final AccountSid ALICE = new AccountSid("AC" + "a".repeat(32));
    private static final AccountSid BOB = new AccountSid("AC" + "b".repeat(32));
    private static final AccountSid CARL = new AccountSid("AC" + "c".repeat(32));
    private static final Dates DATES = Dates.at(Instant.EPOCH);
    private static final ByocTrunkSid BYOC = new ByocTrunkSid("BY" + "1".repeat(32));
    private static final ConnectionPolicySid POLICY = new ConnectionPolicySid("NY" + "1".repeat(32));
    private static final Allowed LOW = new Allowed(true, false, false);

    private final InventoryEditor editor = new InventoryEditor()
            .put(account(ALICE, ALICE)).put(account(BOB, ALICE)).put(account(CARL, BOB));

    private static Account account(AccountSid sid, AccountSid owner) {
        return Account.made(sid, owner, "", new Secret("t"), DATES);
    }

    private static DialingPermissions permissions(AccountSid account) {
        return DialingPermissions.none(account);
    }

    private boolean may(AccountSid account, String number) {
        return !(editor.done().routeTo(account, number) instanceof NumberRoute.Forbidden);
    }

    private void prefixes(String... prefixes) {
        editor.put(account(ALICE, ALICE).calling(VoiceUrls.NONE, List.of(prefixes)));
    }

    @Test
    void freshAccountMayCallNobody() {
        for (String number : List.of("+441632960100", "+12125550100", "+8816123456", "+999123", "112")) {
            assertEquals(new NumberRoute.Forbidden(), editor.done().routeTo(ALICE, number), number);
        }
    }

    @Test
    void permissionOpensTheKindsOfNumbersItNames() {
        editor.put(permissions(ALICE).with("GB", LOW).with("US", new Allowed(false, true, false)));
        assertTrue(may(ALICE, "+441632960100"));
        assertTrue(!may(ALICE, "+449061234567"), "premium");
        assertTrue(!may(ALICE, "+447012345678"), "personal numbers");
        assertTrue(!may(ALICE, "+441534123456"), "Jersey is a country of its own");
        assertTrue(may(ALICE, "+19005550100"));
        assertTrue(!may(ALICE, "+12125550100"));
        assertTrue(!may(ALICE, "+18765550100"), "Jamaica is not the United States");
        assertEquals(Optional.of("44"), editor.done().matchedPrefix(ALICE, "+441632960100"));
        editor.put(permissions(ALICE).with("CU", LOW));
        assertTrue(!may(ALICE, "+5351234567"), "a range of toll fraud needs its own flag");
        editor.put(permissions(ALICE).with("CU", new Allowed(false, false, true)));
        assertTrue(may(ALICE, "+5351234567"));
    }

    @Test
    void prefixOfTheFileOpensSpecialServicesOnlyWhenItNamesThem() {
        prefixes("44");
        assertTrue(may(ALICE, "+441632960100"));
        assertTrue(!may(ALICE, "+449061234567"));
        prefixes("");
        assertTrue(may(ALICE, "+12125550100"));
        assertTrue(!may(ALICE, "+19005550100"));
        assertTrue(!may(ALICE, "+8816123456"));
        prefixes("449061");
        assertTrue(may(ALICE, "+449061234567"));
        assertTrue(!may(ALICE, "+449071234567"));
    }

    @Test
    void subAccountInheritsOnlyWhenItSaysSo() {
        editor.put(permissions(ALICE).with("GB", LOW));
        assertTrue(!may(BOB, "+441632960100"), "nothing is inherited by itself");
        editor.put(permissions(BOB).inheriting(true)).put(permissions(CARL).inheriting(true));
        assertTrue(may(BOB, "+441632960100"));
        assertTrue(may(CARL, "+441632960100"), "through two levels");
        editor.put(permissions(BOB).with("FR", LOW));
        assertTrue(!may(CARL, "+441632960100"));
        assertTrue(may(CARL, "+33123456789"));
    }

    private void target(String digit, String uri, int priority, int weight, boolean enabled) {
        editor.put(new ConnectionTarget(new ConnectionTargetSid("NE" + digit.repeat(32)), ALICE, POLICY, "", uri,
                priority, weight, enabled, DATES));
    }

    private List<String> ways(Entropy entropy) {
        NumberRoute route = editor.done().routeBy(ALICE, "+441632960100", BYOC.value(), entropy);
        return assertInstanceOf(NumberRoute.ByTrunks.class, route).trunks().stream().map(Trunk::uri).toList();
    }

    private static Entropy drawing(long... numbers) {
        List<Long> left = new ArrayList<>();
        for (long number : numbers) {
            left.add(number);
        }
        return new Entropy() {
            @Override
            public void fill(byte[] bytes) {
                throw new IllegalStateException("nobody needs bytes");
            }

            @Override
            public long nextLong() {
                return left.removeFirst();
            }
        };
    }

    private void byoc(Optional<ConnectionPolicySid> policy) {
        editor.put(new ByocTrunk(BYOC, ALICE, "", VoiceUrls.of("https://byoc.example/"), false, policy,
                Optional.empty(), DATES));
    }

    @Test
    void targetsAreTriedByPriorityAndDrawnByWeight() {
        prefixes("44");
        byoc(Optional.of(POLICY));
        target("1", "sip:last.example", 20, 1, true);
        target("2", "sip:a.example;transport=tcp", 10, 1, true);
        target("3", "sip:fixed@b.example:5070", 10, 3, true);
        target("4", "sip:off.example", 0, 1, false);
        assertEquals(List.of("sip:+441632960100@a.example;transport=tcp", "sip:fixed@b.example:5070",
                "sip:+441632960100@last.example"), ways(drawing(0)));
        assertEquals("sip:fixed@b.example:5070", ways(drawing(1)).getFirst());
        Map<String, Integer> first = new HashMap<>();
        for (int draw = 0; draw < 400; draw++) {
            first.merge(ways(drawing(draw)).getFirst(), 1, Integer::sum);
        }
        assertEquals(Map.of("sip:+441632960100@a.example;transport=tcp", 100, "sip:fixed@b.example:5070", 300), first);
    }

    @Test
    void byocTrunkIsUnderTheGuardAndItsOwnersAlone() {
        byoc(Optional.of(POLICY));
        target("1", "sip:a.example", 10, 1, true);
        assertEquals(new NumberRoute.Forbidden(),
                editor.done().routeBy(ALICE, "+441632960100", BYOC.value(), drawing()));
        editor.put(account(BOB, ALICE).calling(VoiceUrls.NONE, List.of("44")));
        for (String trunk : List.of(BYOC.value(), "BY" + "9".repeat(32), "nonsense", "")) {
            assertEquals(new NumberRoute.Unreachable(),
                    editor.done().routeBy(BOB, "+441632960100", trunk, drawing()), trunk);
        }
        prefixes("44");
        byoc(Optional.empty());
        assertEquals(new NumberRoute.Unreachable(),
                editor.done().routeBy(ALICE, "+441632960100", BYOC.value(), drawing()));
    }

    @Test
    void byocTrunksUrlsComeBeforeTheDomains() {
        byoc(Optional.empty());
        SipDomain domain = new SipDomain(new DomainSid("SD" + "1".repeat(32)), ALICE, "", "d.example", "r", false,
                false, Optional.of(BYOC), Optional.empty(), VoiceUrls.of("https://domain.example/"), DATES);
        InboundRoute.Bound bound = assertInstanceOf(InboundRoute.Bound.class, editor.done().toDomain(domain));
        assertEquals("https://byoc.example/", bound.binding().primary().url());
        assertEquals(BYOC.value(), bound.trunk());
    }

    private void source(AccountSid account, String digit, String address, int prefix) {
        IpRecord record = new IpRecord(new IpRecordSid("IL" + digit.repeat(32)), account, "", address, prefix, DATES);
        DomainSid domain = new DomainSid("SD" + digit.repeat(32));
        editor.put(record).put(SipDomain.made(domain, account, digit, digit + ".example", "r", DATES))
                .put(new SourceIpMapping(
                        new SourceIpMappingSid("IB" + digit.repeat(32)), account, record.sid(), domain, DATES));
    }

    private String from(String address, Optional<AccountSid> callee) throws Exception {
        return editor.done().sip().source(InetAddress.getByName(address), callee).map(SipDomain::host).orElse("none");
    }

    @Test
    void longestRangeDecidesAndASharedCarrierReachesTheNumbersOwner() throws Exception {
        source(ALICE, "1", "192.0.2.77", 24);
        source(ALICE, "2", "192.0.2.16", 28);
        source(BOB, "3", "192.0.2.0", 24);
        source(BOB, "4", "2001:db8::", 32);
        assertEquals("1.example", from("192.0.2.200", Optional.empty()));
        assertEquals("2.example", from("192.0.2.17", Optional.empty()));
        assertEquals("3.example", from("192.0.2.17", Optional.of(BOB)), "a closer range takes nothing of his");
        assertEquals("3.example", from("192.0.2.200", Optional.of(BOB)));
        assertEquals("1.example", from("192.0.2.200", Optional.of(ALICE)));
        assertEquals("4.example", from("2001:db8:1::5", Optional.empty()));
        assertEquals("none", from("2001:db8:1::5", Optional.of(ALICE)), "her number does not ring at his domain");
        assertEquals("none", from("198.51.100.1", Optional.of(ALICE)));
    }

    @Test
    void numberOfAnElasticTrunkRingsThereAndOnlyAtItsOwners() {
        TrunkSid sid = new TrunkSid("TK" + "1".repeat(32));
        editor.put(new ElasticTrunk(sid, ALICE, "", Optional.empty(), "r", Optional.empty(), "POST", "disable-all",
                "from-transferee", false, "do-not-record", "do-not-trim", DATES));
        PhoneNumber number = PhoneNumber.of(new PhoneNumberSid("PN" + "1".repeat(32)), ALICE, "+441632960100", "",
                VoiceUrls.of("https://own.example/"), DATES);
        PhoneNumber trunked = new PhoneNumber(number.sid(), ALICE, number.number(), "", number.voice(), number.kind(),
                Optional.of(sid), false, false, Map.of(), DATES);
        InboundRoute.Bound bound = assertInstanceOf(
                InboundRoute.Bound.class, editor.done().toNumber(trunked, Optional.empty()));
        assertEquals("http://trunks.strowger.invalid/origination/" + sid, bound.binding().primary().url());
        assertEquals(sid.value(), bound.trunk());
        PhoneNumber bobs = new PhoneNumber(number.sid(), BOB, number.number(), "", number.voice(), number.kind(),
                Optional.of(sid), false, false, Map.of(), DATES);
        assertEquals("https://own.example/", assertInstanceOf(InboundRoute.Bound.class,
                editor.done().toNumber(bobs, Optional.empty())).binding().primary().url());
    }
}
