package io.strowger.server.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.port.DialTarget.Credentials;
import io.strowger.call.port.DirectoryPort.NumberRoute;
import io.strowger.call.port.DirectoryPort.Trunk;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ApplicationSid;
import io.strowger.kernel.Cidr;
import io.strowger.kernel.CredentialListSid;
import io.strowger.kernel.CredentialSid;
import io.strowger.kernel.DomainSid;
import io.strowger.kernel.PhoneNumberSid;
import io.strowger.kernel.Secret;
import io.strowger.kernel.SipMappingSid;
import io.strowger.kernel.TrunkSid;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class InventoryTest {
    private static final AccountSid ALICE = new AccountSid("AC" + "a".repeat(32));
    private static final AccountSid BOB = new AccountSid("AC" + "b".repeat(32));
    private static final ApplicationSid APP = new ApplicationSid("AP" + "1".repeat(32));
    private static final Dates DATES = Dates.at(Instant.EPOCH);
    private static final String NUMBER = "+441632960100";

    private VoiceUrls accountVoice = VoiceUrls.NONE;
    private VoiceUrls numberVoice = VoiceUrls.NONE;
    private VoiceUrls trunkVoice = VoiceUrls.NONE;
    private VoiceUrls domainVoice = VoiceUrls.NONE;
    private List<String> allowed = List.of();
    private List<String> served = List.of();
    private Account.Status status = Account.Status.ACTIVE;

    private Inventory inventory() {
        Account alice = Account.made(ALICE, ALICE, "Alice", new Secret("t"), DATES).in(status)
                .calling(accountVoice, allowed);
        Account bob = Account.made(BOB, ALICE, "Bob", new Secret("u"), DATES).calling(VoiceUrls.NONE, List.of(""));
        Application application = Application.of(APP, ALICE, "menu", VoiceUrls.of("https://app.example/"), DATES);
        PhoneNumber number = PhoneNumber.of(
                new PhoneNumberSid("PN" + "1".repeat(32)), ALICE, NUMBER, "", numberVoice, DATES);
        SipDomain domain = SipDomain.made(new DomainSid("SD" + "1".repeat(32)), ALICE, "office", "office.example",
                "realm", DATES).provisioned("office", false, true, domainVoice);
        CredentialListSid list = new CredentialListSid("CL" + "1".repeat(32));
        SipCredential user = new SipCredential(new CredentialSid("CR" + "1".repeat(32)), ALICE, list, "anna",
                new Secret("m"), new Secret("s"), "", DATES);
        SipMapping mapping = new SipMapping(new SipMappingSid("MP" + "1".repeat(32)), ALICE,
                new SipMapping.OfDomain(domain.sid()), new SipMapping.Credentials(list), SipMapping.Purpose.CALLS,
                DATES);
        SipTrunk trunk = new SipTrunk(
                new TrunkSid("TK" + "1".repeat(32)), ALICE, "carrier", List.of(Cidr.parse("192.0.2.0/28")),
                "sip:{number}@carrier.example;user=phone", Optional.of(new Credentials("u", "p")), served, 10,
                trunkVoice);
        SipTrunk foreign = new SipTrunk(
                new TrunkSid("TK" + "2".repeat(32)), BOB, "bobs", List.of(Cidr.parse("203.0.113.9")), "",
                Optional.empty(), List.of(), 1, VoiceUrls.NONE);
        CallerId shown = new CallerId(
                new PhoneNumberSid("PN" + "2".repeat(32)), ALICE, "+441632960999", "", DATES);
        return new InventoryEditor().put(alice).put(bob).put(application).put(number).put(domain).put(user).put(mapping)
                .put(trunk).put(foreign).put(shown).trust(List.of(Cidr.parse("198.51.100.0/24"))).done();
    }

    private static VoiceUrls application() {
        return new VoiceUrls(Optional.of(APP), Optional.of(new WebTarget("https://own.example/", "GET")), List.of(),
                Optional.empty(), new TreeSet<>());
    }

    private static InetAddress address(String literal) throws Exception {
        return InetAddress.getByName(literal);
    }

    private InboundRoute.Bound fromTrunk() throws Exception {
        return assertInstanceOf(InboundRoute.Bound.class, inventory().arriving(address("192.0.2.3"), NUMBER));
    }

    /** Rulings, "Precedence of URIs"; requirement 1.6. */
    @Test
    void trunkWinsOverApplicationOverNumberOverAccount() throws Exception {
        accountVoice = VoiceUrls.of("https://account.example/");
        assertEquals("https://account.example/", fromTrunk().binding().primary().url());
        numberVoice = VoiceUrls.of("https://number.example/");
        assertEquals("https://number.example/", fromTrunk().binding().primary().url());
        assertEquals(Optional.empty(), fromTrunk().binding().application());
        numberVoice = application();
        assertEquals("https://app.example/", fromTrunk().binding().primary().url());
        assertEquals(Optional.of(APP), fromTrunk().binding().application());
        trunkVoice = VoiceUrls.of("https://trunk.example/");
        assertEquals("https://trunk.example/", fromTrunk().binding().primary().url());
        assertEquals(Optional.empty(), fromTrunk().binding().application());
        assertEquals("carrier", fromTrunk().trunk());
    }

    @Test
    void statusCallbackComesFromTheHighestLevelThatHasOne() throws Exception {
        numberVoice = VoiceUrls.of("https://number.example/");
        accountVoice = new VoiceUrls(Optional.empty(), Optional.empty(), List.of(),
                Optional.of(new WebTarget("https://status.example/", "POST")),
                new TreeSet<>(Set.of("ringing", "completed")));
        assertEquals("https://status.example/", fromTrunk().binding().statusCallback().orElseThrow().url());
        assertEquals(Set.of("ringing", "completed"), fromTrunk().binding().statusEvents());
        numberVoice = new VoiceUrls(Optional.empty(), numberVoice.primary(), List.of(),
                Optional.of(new WebTarget("https://own-status.example/", "GET")), new TreeSet<>());
        assertEquals("https://own-status.example/", fromTrunk().binding().statusCallback().orElseThrow().url());
        assertEquals(Set.of("completed"), fromTrunk().binding().statusEvents());
    }

    @Test
    void secondariesStayWithTheirPrimary() throws Exception {
        accountVoice = new VoiceUrls(Optional.empty(), Optional.of(new WebTarget("https://a.example/", "POST")),
                List.of(new WebTarget("https://a2.example/", "POST")), Optional.empty(), new TreeSet<>());
        assertEquals(1, fromTrunk().binding().secondaries().size());
        numberVoice = VoiceUrls.of("https://number.example/");
        assertEquals(List.of(), fromTrunk().binding().secondaries());
    }

    /** Rulings part 2, "Who may call what": refused by default. */
    @Test
    void unknownAddressIsNotTrusted() throws Exception {
        accountVoice = VoiceUrls.of("https://account.example/");
        assertEquals(new InboundRoute.NotTrusted(), inventory().arriving(address("192.0.2.16"), NUMBER));
        assertEquals(new InboundRoute.NotTrusted(), inventory().arriving(address("::1"), NUMBER));
    }

    @Test
    void trustedAddressReachesEveryNumberWithOrWithoutPlus() throws Exception {
        accountVoice = VoiceUrls.of("https://account.example/");
        for (String called : List.of(NUMBER, "441632960100", "+44 (1632) 960-100")) {
            InboundRoute route = inventory().arriving(address("198.51.100.77"), called);
            assertEquals(ALICE, assertInstanceOf(InboundRoute.Bound.class, route).account());
            assertEquals("", assertInstanceOf(InboundRoute.Bound.class, route).trunk());
        }
        assertEquals(new InboundRoute.Unknown(), inventory().arriving(address("198.51.100.77"), "+4416329601"));
    }

    @Test
    void trunkOfAnotherAccountDoesNotReachTheNumber() throws Exception {
        accountVoice = VoiceUrls.of("https://account.example/");
        assertEquals(new InboundRoute.Unknown(), inventory().arriving(address("203.0.113.9"), NUMBER));
    }

    @Test
    void trunkWithUrlsTakesAnyNumber() throws Exception {
        assertEquals(new InboundRoute.Unknown(), inventory().arriving(address("192.0.2.3"), "+1"));
        trunkVoice = VoiceUrls.of("https://trunk.example/");
        var bound = assertInstanceOf(InboundRoute.Bound.class, inventory().arriving(address("192.0.2.3"), "+1"));
        assertEquals(Optional.empty(), bound.number());
        assertEquals("https://trunk.example/", bound.binding().primary().url());
    }

    @Test
    void addressWithoutUrlsIsUnboundAndSuspendedAccountIsRefused() throws Exception {
        assertEquals(new InboundRoute.Unbound(ALICE), inventory().arriving(address("192.0.2.3"), NUMBER));
        status = Account.Status.SUSPENDED;
        assertEquals(new InboundRoute.Suspended(ALICE), inventory().arriving(address("192.0.2.3"), NUMBER));
        allowed = List.of("");
        assertEquals(new NumberRoute.Forbidden(), inventory().routeTo(ALICE, "+1"));
    }

    @Test
    void domainsAndUsersAreFoundByHostInAnyCase() {
        domainVoice = VoiceUrls.of("https://domain.example/");
        SipDomain domain = inventory().sip().domain("Office.Example").orElseThrow();
        var bound = assertInstanceOf(InboundRoute.Bound.class, inventory().toDomain(domain));
        assertEquals("https://domain.example/", bound.binding().primary().url());
        SipDomain office = inventory().sip().domain("OFFICE.example").orElseThrow();
        assertEquals("m", inventory().sip().credentials(office, SipMapping.Purpose.CALLS, "anna").getFirst().ha1Md5()
                .value());
        assertEquals(List.of(), inventory().sip().credentials(office, SipMapping.Purpose.CALLS, "Anna"));
        assertEquals(List.of(), inventory().sip().credentials(office, SipMapping.Purpose.REGISTRATIONS, "anna"));
    }

    /** Rulings part 2: no prefix is allowed in a fresh installation. */
    @Test
    void numbersAreDialledOnlyByAllowedPrefixAndOwnTrunks() {
        assertEquals(new NumberRoute.Forbidden(), inventory().routeTo(ALICE, "+441632960555"));
        allowed = List.of("44", "441");
        assertEquals(
                new NumberRoute.ByTrunks(List.of(new Trunk(
                        "carrier", "sip:+441632960555@carrier.example;user=phone",
                        Optional.of(new Credentials("u", "p"))))),
                inventory().routeTo(ALICE, "+44 1632 960555"));
        assertEquals(Optional.of("441"), inventory().matchedPrefix(ALICE, "+441632960555"));
        assertEquals(new NumberRoute.Forbidden(), inventory().routeTo(ALICE, "+15005550006"));
        served = List.of("49");
        assertEquals(new NumberRoute.Unreachable(), inventory().routeTo(ALICE, "+441632960555"));
        assertEquals(new NumberRoute.Unreachable(), inventory().routeTo(BOB, "+441632960555"));
    }

    @Test
    void onlyOwnAndVerifiedNumbersMayBeShown() {
        assertTrue(inventory().mayShow(ALICE, "441632960100"));
        assertTrue(inventory().mayShow(ALICE, "+441632960999"));
        assertFalse(inventory().mayShow(BOB, NUMBER));
        assertFalse(inventory().mayShow(ALICE, "+441632960998"));
    }
}
