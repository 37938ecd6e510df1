package io.strowger.server.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.port.DialTarget;
import io.strowger.call.port.DirectoryPort;
import io.strowger.call.port.IncomingCall;
import io.strowger.call.port.LegEvent;
import io.strowger.call.port.LegId;
import io.strowger.kernel.AccessListSid;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ByocTrunkSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.CredentialListSid;
import io.strowger.kernel.CredentialSid;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.DomainSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.IpAddressSid;
import io.strowger.kernel.IpRecordSid;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.PhoneNumberSid;
import io.strowger.kernel.RequestSigner;
import io.strowger.kernel.Secret;
import io.strowger.kernel.SourceIpMappingSid;
import io.strowger.kernel.TrunkSid;
import io.strowger.kernel.World;
import io.strowger.server.http.AddressPolicy;
import io.strowger.server.store.AccessAddress;
import io.strowger.server.store.AccessList;
import io.strowger.server.store.Account;
import io.strowger.server.store.Actor;
import io.strowger.server.store.ByocTrunk;
import io.strowger.server.store.CredentialList;
import io.strowger.server.store.Dates;
import io.strowger.server.store.DialingPermissions;
import io.strowger.server.store.Directory;
import io.strowger.server.store.DirectoryChange;
import io.strowger.server.store.ElasticTrunk;
import io.strowger.server.store.IpRecord;
import io.strowger.server.store.OutboundCalls;
import io.strowger.server.store.PhoneNumber;
import io.strowger.server.store.RecordStore;
import io.strowger.server.store.ResourceStore;
import io.strowger.server.store.Secrets;
import io.strowger.server.store.SipChange;
import io.strowger.server.store.SipCredential;
import io.strowger.server.store.SipDomain;
import io.strowger.server.store.SipDoor;
import io.strowger.server.store.SipMapping;
import io.strowger.server.store.SipMapping.Purpose;
import io.strowger.server.store.SipTables;
import io.strowger.server.store.SourceIpMapping;
import io.strowger.server.store.Tables;
import io.strowger.server.store.TestStore;
import io.strowger.server.store.VoiceUrls;
import io.strowger.sip.CallEvent;
import io.strowger.sip.DigestAlgorithm;
import io.strowger.sip.IncomingInvite;
import io.strowger.sip.InviteSpec;
import io.strowger.sip.RegisterSpec;
import io.strowger.sip.RegistrationEvent;
import io.strowger.sip.SipConfig;
import io.strowger.sip.SipCredentials;
import io.strowger.sip.SipStack;
import io.strowger.sip.SipTrace;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is mapped by the API decides over real sockets who may call, register and pass (rest-api section 2, "SIP"). */
class SipDoorTest {
    private static final String SDP = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\n";
    private static final SipCredentials ANNA = new SipCredentials("anna", "a-Long-Passw0rd");

    @TempDir
    private Path folder;
    private final TestStore store = TestStore.open();
    private final World world = store.world();
    private final Inbox<Object> room = world.timeline().inbox(100);
    private final Inbox<Object> phone = world.timeline().inbox(100);
    private Directory directory;
    private ResourceStore resources;
    private RecordStore records;
    private ClientRegistrar registrar;
    private SipSignaling signaling;
    private SipStack ours;
    private SipStack theirs;
    private AccountSid account;

    @BeforeEach
    void open() {
        Secrets secrets = Secrets.open(world, folder.resolve("keys"));
        directory = Directory.open(store.database(), secrets, world, List.of());
        account = directory.ensureMaster(Optional.empty(), Optional.empty()).account().sid();
        resources = new ResourceStore(store.database(), secrets, directory);
        records = records(secrets);
        DomainDigest digest = new DomainDigest(world, directory, List.of(DigestAlgorithm.MD5));
        registrar = new ClientRegistrar(world, directory, digest, records);
        signaling = signaling(digest, true);
        SipConfig config = SipConfig.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "");
        ours = signaling.open(config, this::incoming, new Metrics());
        theirs = SipStack.open(world, config, invite -> {
            phone.post(invite);
            return phone::post;
        }, SipTrace.NONE, new Metrics());
    }

    private RecordStore records(Secrets secrets) {
        return RecordStore.open(world, store.database(), new Metrics(), Duration.ofDays(1),
                (owner, number) -> Optional.empty(),
                new OutboundCalls(store.database(), secrets), RecordStore.defaultBacklog());
    }

    private SipSignaling signaling(DomainDigest digest, boolean anyAddress) {
        return new SipSignaling(world, "127.0.0.1", new AddressPolicy(anyAddress),
                new CallAdmission(world.timeline(), 10, 100, () -> true, new Metrics()), directory, digest, registrar,
                (owner, code, message) -> room.post(code), (leg, text, data) -> { });
    }

    private Consumer<LegEvent> incoming(IncomingCall call) {
        room.post(call);
        signaling.refuse(call.leg(), 486, "Busy Here");
        return event -> { };
    }

    @AfterEach
    void close() {
        theirs.close();
        ours.close();
        registrar.close();
        records.close();
        store.close();
    }

    private <R> R change(ResourceStore.Work<R> work) {
        return resources.change(Actor.command("test"), work);
    }

    private SipDomain domain(DirectoryChange change, boolean registration) {
        SipDomain made = SipDomain.made(DomainSid.mint(world), account, "", "d.example",
                new SipChange(change).realm(), Dates.at(change.now()));
        return change.insert(SipTables.DOMAINS,
                made.provisioned("", false, registration, VoiceUrls.of("https://d.example/")));
    }

    private SipMapping.Credentials credentials(DirectoryChange change, String user, String password) {
        CredentialList list = change.insert(SipTables.CREDENTIAL_LISTS, new CredentialList(
                CredentialListSid.mint(world), account, "", new SipChange(change).realm(), Dates.at(change.now())));
        change.insert(SipTables.CREDENTIALS, SipCredential.made(
                CredentialSid.mint(world), list, user, new Secret(password), Dates.at(change.now())));
        return new SipMapping.Credentials(list.sid());
    }

    private SipMapping.Addresses addresses(DirectoryChange change, String address) {
        AccessList list = change.insert(SipTables.ACCESS_LISTS,
                new AccessList(AccessListSid.mint(world), account, "", Dates.at(change.now())));
        change.insert(SipTables.ACCESS_ADDRESSES, new AccessAddress(
                IpAddressSid.mint(world), account, list.sid(), "", address, 32, Dates.at(change.now())));
        return new SipMapping.Addresses(list.sid());
    }

    private SipMapping map(DirectoryChange change, SipDoor door, SipMapping.MappedList list, Purpose purpose) {
        return new SipChange(change).map(door, list, purpose);
    }

    private void invite(String uri, String from, Optional<SipCredentials> credentials) {
        theirs.invite(new InviteSpec(uri, Optional.of("sip:127.0.0.1:" + ours.address().getPort()), from, "", "c",
                credentials, List.of(), Optional.of(SDP)), phone::post);
    }

    /** The status an INVITE to the domain is refused with; 486 is the room's. */
    private int called(Optional<SipCredentials> credentials) {
        invite("sip:desk@d.example", "sip:anna@d.example", credentials);
        return next(phone, CallEvent.Refused.class).status();
    }

    private <T> T next(Inbox<Object> inbox, Class<T> kind) {
        Optional<Object> found = inbox.await(Deadline.after(world.timeline(), Duration.ofSeconds(60)));
        assertTrue(found.isPresent(), "no " + kind.getSimpleName() + " came");
        return assertInstanceOf(kind, found.get());
    }

    /** Rulings part 2: anonymous never by default. */
    @Test
    void domainWithoutAnyListTakesNobodyAndTellsItsAccount() {
        change(change -> domain(change, true));
        assertEquals(403, called(Optional.of(ANNA)));
        assertEquals(ErrorCode.SIP_FORBIDDEN, next(room, ErrorCode.class));
    }

    @Test
    void mappedCredentialsLetInAndWrongOnesAreTold() {
        change(change -> map(change, domain(change, false), credentials(change, "anna", "a-Long-Passw0rd"),
                Purpose.CALLS));
        assertEquals(401, called(Optional.empty()));
        assertEquals(401, called(Optional.of(new SipCredentials("anna", "wrong"))));
        assertEquals(ErrorCode.SIP_AUTHENTICATION, next(room, ErrorCode.class));
        assertEquals(486, called(Optional.of(ANNA)));
        assertEquals("sip:desk@d.example", next(room, IncomingCall.class).to());
    }

    @Test
    void sameNameInTwoMappedListsIsLetInByEitherPassword() {
        change(change -> {
            SipDomain domain = domain(change, false);
            map(change, domain, credentials(change, "anna", "a-Long-Passw0rd"), Purpose.CALLS);
            return map(change, domain, credentials(change, "anna", "Another-Passw0rd"), Purpose.CALLS);
        });
        assertEquals(486, called(Optional.of(ANNA)));
        assertEquals(486, called(Optional.of(new SipCredentials("anna", "Another-Passw0rd"))));
        assertEquals(401, called(Optional.of(new SipCredentials("anna", "third"))));
    }

    @Test
    void credentialsForRegistrationsDoNotLetCallsIn() {
        change(change -> map(change, domain(change, true), credentials(change, "anna", "a-Long-Passw0rd"),
                Purpose.REGISTRATIONS));
        assertEquals(403, called(Optional.of(ANNA)));
    }

    @Test
    void mappedAddressLetsInAndBothAreAskedWhenBothAreMapped() {
        SipDomain domain = change(change -> {
            SipDomain made = domain(change, false);
            map(change, made, addresses(change, "192.0.2.1"), Purpose.CALLS);
            return made;
        });
        assertEquals(403, called(Optional.empty()));
        assertEquals(ErrorCode.SIP_FORBIDDEN, next(room, ErrorCode.class));
        change(change -> map(change, domain, addresses(change, "127.0.0.1"), Purpose.CALLS));
        assertEquals(486, called(Optional.empty()));
        next(room, IncomingCall.class);
        change(change -> map(change, domain, credentials(change, "anna", "a-Long-Passw0rd"), Purpose.CALLS));
        assertEquals(401, called(Optional.empty()));
        assertEquals(486, called(Optional.of(ANNA)));
    }

    private int registered() {
        theirs.register(new RegisterSpec("sip:d.example", "sip:anna@d.example",
                Optional.of("sip:127.0.0.1:" + ours.address().getPort()), "anna", Optional.of(ANNA),
                Duration.ofMinutes(5)), phone::post);
        Object event = phone.await(Deadline.after(world.timeline(), Duration.ofSeconds(60))).orElseThrow();
        return event instanceof RegistrationEvent.Failed failed ? failed.status()
                : assertInstanceOf(RegistrationEvent.Registered.class, event) == null ? 0 : 200;
    }

    @Test
    void phonesRegisterWhereTheDomainAndAMappingLetThem() {
        SipDomain domain = change(change -> {
            SipDomain made = domain(change, false);
            map(change, made, credentials(change, "anna", "a-Long-Passw0rd"), Purpose.REGISTRATIONS);
            return made;
        });
        assertEquals(403, registered(), "SipRegistration is false");
        change(change -> change.update(SipTables.DOMAINS, account, domain.sid().value(),
                old -> old.provisioned("", false, true, old.voice())));
        assertEquals(200, registered());
        assertEquals(1, registrar.contacts(account, "anna").size());
        DirectoryPort port = directory.forCalls(registrar, token -> RequestSigner.NONE);
        assertEquals(1, port.registered(account, "sip:anna@D.example:5060;transport=tcp").orElseThrow().size());
        assertEquals(Optional.of(List.of()), port.registered(account, "sip:bert@d.example"));
        assertEquals(Optional.empty(), port.registered(account, "sip:anna@elsewhere.example"));
        assertEquals(Optional.empty(), port.registered(AccountSid.mint(world), "sip:anna@d.example"));
    }

    @Test
    void registrationNeedsAMappingOfItsOwn() {
        change(change -> map(change, domain(change, true), credentials(change, "anna", "a-Long-Passw0rd"),
                Purpose.CALLS));
        assertEquals(403, registered());
    }

    @Test
    void carrierThatNamesNoHostOfOursCallsTheDomainItsAddressIsMappedTo() {
        change(change -> {
            SipDomain domain = domain(change, false);
            map(change, domain, addresses(change, "127.0.0.1"), Purpose.CALLS);
            IpRecord record = change.insert(SipTables.IP_RECORDS, new IpRecord(
                    IpRecordSid.mint(world), account, "", "127.0.0.0", 8, Dates.at(change.now())));
            return change.insert(SipTables.SOURCE_IP_MAPPINGS, new SourceIpMapping(
                    SourceIpMappingSid.mint(world), account, record.sid(), domain.sid(), Dates.at(change.now())));
        });
        invite("sip:+441632960100@127.0.0.1", "sip:+15557@carrier.example", Optional.empty());
        assertEquals(486, next(phone, CallEvent.Refused.class).status());
        IncomingCall call = next(room, IncomingCall.class);
        assertEquals("sip:+441632960100@d.example", call.to());
        assertEquals("https://d.example/", call.binding().primary().url());
    }

    /** Whoever takes a host name that carriers use gets none of the calls to other accounts' numbers. */
    @Test
    void carriersCallToANumberIsNotDivertedByAnotherAccountsDomain() {
        AccountSid other = AccountSid.mint(world);
        change(change -> {
            change.insert(Tables.ACCOUNTS, Account.made(
                    other, account, "other", new Secret("t"), Dates.at(change.now())));
            change.insert(Tables.NUMBERS, PhoneNumber.of(PhoneNumberSid.mint(world), other, "+441632960122", "",
                    VoiceUrls.of("https://owner.example/"), Dates.at(change.now())));
            SipDomain domain = domain(change, false);
            return map(change, domain, addresses(change, "127.0.0.1"), Purpose.CALLS);
        });
        store.execute("insert into trunks (sid, account_sid, name, sources, uri, username, password, priority,"
                + " created_at, updated_at) values ('TK" + "7".repeat(32) + "', '" + other + "', 'carrier',"
                + " '[\"127.0.0.1/32\"]', '', '', '', 1, now(), now())");
        directory.reload();
        invite("sip:+441632960122@d.example", "sip:+15557@carrier.example", Optional.empty());
        assertEquals(486, next(phone, CallEvent.Refused.class).status());
        assertEquals("https://owner.example/", next(room, IncomingCall.class).binding().primary().url());
        assertEquals(486, called(Optional.empty()), "other calls to the domain are the domain's");
        assertEquals("https://d.example/", next(room, IncomingCall.class).binding().primary().url());
    }

    private ElasticTrunk trunk() {
        return change(change -> {
            ElasticTrunk trunk = change.insert(SipTables.TRUNKS, new ElasticTrunk(TrunkSid.mint(world), account, "",
                    Optional.of("pbx.example"), new SipChange(change).realm(), Optional.empty(), "POST",
                    "disable-all", "from-transferee", false, "do-not-record", "do-not-trim",
                    Dates.at(change.now())));
            map(change, trunk, credentials(change, "anna", "a-Long-Passw0rd"), Purpose.CALLS);
            change.insert(Tables.NUMBERS, PhoneNumber.of(PhoneNumberSid.mint(world), account, "+441632960111", "",
                    VoiceUrls.NONE, Dates.at(change.now())));
            return trunk;
        });
    }

    private int through(String number, String from, Optional<SipCredentials> credentials) {
        invite("sip:" + number + "@pbx.example", "sip:" + from + "@pbx.example", credentials);
        return next(phone, CallEvent.Refused.class).status();
    }

    /** Rest-api section 2, "Trunking v1": termination; issue 3, toll-fraud guard. */
    @Test
    void exchangeCallsOutByItsTrunkWhenItMay() {
        ElasticTrunk trunk = trunk();
        assertEquals(401, through("+441632960100", "+441632960111", Optional.empty()));
        assertEquals(403, through("+441632960100", "+15550001", Optional.of(ANNA)), "not its number");
        assertEquals(ErrorCode.DIAL_CALLER_ID, next(room, ErrorCode.class));
        assertEquals(403, through("+441632960100", "+441632960111", Optional.of(ANNA)), "no permission");
        assertEquals(ErrorCode.NUMBER_FORBIDDEN, next(room, ErrorCode.class));
        change(change -> {
            new SipChange(change).permissions(DialingPermissions.none(account)
                    .with("GB", new DialingPermissions.Allowed(true, false, false)));
            return trunk;
        });
        assertEquals(404, through("+441632960100", "+441632960111", Optional.of(ANNA)), "no carrier");
        assertEquals(ErrorCode.NUMBER_UNREACHABLE, next(room, ErrorCode.class));
        assertEquals(404, through("reception", "+441632960111", Optional.of(ANNA)));
        store.execute("insert into trunks (sid, account_sid, name, uri, username, password, priority, created_at,"
                + " updated_at) values ('TK" + "7".repeat(32) + "', '" + account + "', 'carrier',"
                + " 'sip:{number}@127.0.0.1', '', '', 1, now(), now())");
        directory.reload();
        assertEquals(486, through("+441632960100", "+441632960111", Optional.of(ANNA)));
        IncomingCall call = next(room, IncomingCall.class);
        assertEquals("+441632960100 +441632960111", call.to() + " " + call.from());
        assertEquals("http://trunks.strowger.invalid/termination/" + trunk.sid(), call.binding().primary().url());
    }

    private static DialTarget target(String uri, AccountSid account, String trunk) {
        return new DialTarget(uri, Optional.empty(), "+441632960111", "", Optional.empty(), List.of(), SDP,
                CallSid.mint(TestStore.WORLD), account, trunk);
    }

    @Test
    void callByAByocTrunkComesFromTheDomainItNames() {
        ByocTrunk byoc = change(change -> change.insert(SipTables.BYOC_TRUNKS, new ByocTrunk(
                ByocTrunkSid.mint(world), account, "", VoiceUrls.NONE, false, Optional.empty(),
                Optional.of(domain(change, false).sid()), Dates.at(change.now()))));
        signaling.dial(new LegId("x"), target("sip:+441632960100@127.0.0.1:" + theirs.address().getPort(), account,
                byoc.sid().value()), room::post);
        IncomingInvite invite = next(phone, IncomingInvite.class);
        assertTrue(invite.request().header("From").orElseThrow().contains("sip:+441632960111@d.example"));
        invite.refuse(486, "Busy Here", List.of());
        assertEquals(486, next(room, LegEvent.Refused.class).status());
    }

    /** An account writes a target as it writes a document: it must not lead into the operator's network. */
    @Test
    void targetOfAByocTrunkPassesTheAddressPolicy() {
        SipSignaling strict = signaling(new DomainDigest(world, directory, List.of(DigestAlgorithm.MD5)), false);
        strict.dial(new LegId("x"), target("sip:+1@127.0.0.1", account, "BY" + "1".repeat(32)), phone::post);
        assertEquals(403, next(phone, LegEvent.Refused.class).status());
        assertEquals(ErrorCode.ADDRESS_FORBIDDEN, next(room, ErrorCode.class));
    }
}
