package io.strowger.server.signaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.port.DialTarget;
import io.strowger.call.port.IncomingCall;
import io.strowger.call.port.LegEvent;
import io.strowger.call.port.LegId;
import io.strowger.call.port.SipHeader;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.Cidr;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.Metrics;
import io.strowger.server.http.AddressPolicy;
import io.strowger.server.store.Directory;
import io.strowger.server.store.Provisioning;
import io.strowger.server.store.RecordStore;
import io.strowger.server.store.Secrets;
import io.strowger.server.store.TestStore;
import io.strowger.sip.CallEvent;
import io.strowger.sip.DigestAlgorithm;
import io.strowger.sip.InviteSpec;
import io.strowger.sip.RegisterSpec;
import io.strowger.sip.Registration;
import io.strowger.sip.RegistrationEvent;
import io.strowger.sip.SipCall;
import io.strowger.sip.SipConfig;
import io.strowger.sip.SipCredentials;
import io.strowger.sip.SipField;
import io.strowger.sip.SipStack;
import io.strowger.sip.SipTrace;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Signalling over real sockets: who may call what (rulings part 2), admission, registration, the legs' events. */
class SipSignalingTest {
    private static final String SDP = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\n";
    private static final String PROVISION = String.join("\n", "accounts:", "  - name: Acme",
            "    voice: {url: 'https://a.example/'}", "    numbers: [{number: '+441632960100'}]", "    domains:",
            "      - {host: open.example, allowAnonymous: true}",
            "      - {host: house.example, users: [{name: anna, password: a-long-password}]}", "");

    @TempDir
    private Path folder;
    private final TestStore store = TestStore.open();
    private final Inbox<Object> room = store.world().timeline().inbox(100);
    private final Inbox<Object> phone = store.world().timeline().inbox(100);
    private final Queue<String> story = new ConcurrentLinkedQueue<>();
    private Directory directory;
    private RecordStore records;
    private ClientRegistrar registrar;
    private CallAdmission admission;
    private SipSignaling signaling;
    private SipStack ours;
    private SipStack theirs;
    private boolean roomFails;
    private volatile boolean serves = true;

    @BeforeEach
    void open() throws Exception {
        Secrets secrets = Secrets.open(store.world(), folder.resolve("keys"));
        directory = Directory.open(store.database(), secrets, store.world(), List.of());
        directory.ensureMaster(Optional.empty(), Optional.empty());
        Path file = Files.writeString(folder.resolve("s.yaml"), PROVISION);
        new Provisioning(store.database(), secrets, store.world(), directory).apply(file, "test");
        records = RecordStore.open(store.world(), store.database(), new Metrics(), Duration.ofDays(1),
                (account, number) -> Optional.empty(), store.outbound(),
                RecordStore.defaultBacklog());
        start(directory, 2, 100);
    }

    private void start(Directory used, int calls, int perSecond) {
        Metrics metrics = new Metrics();
        DomainDigest digest = new DomainDigest(
                store.world(), used, List.of(DigestAlgorithm.MD5, DigestAlgorithm.SHA_256));
        registrar = new ClientRegistrar(store.world(), used, digest, records);
        admission = new CallAdmission(store.world().timeline(), calls, perSecond, () -> serves, metrics);
        signaling = new SipSignaling(store.world(), "127.0.0.1", new AddressPolicy(true), admission, used, digest,
                registrar, (account, code, message) -> room.post(code), (leg, text, data) -> story.add(text));
        SipConfig config = SipConfig.on(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), "");
        ours = signaling.open(config, this::incoming, metrics);
        theirs = SipStack.open(store.world(), config, invite -> {
            phone.post(invite);
            return phone::post;
        }, SipTrace.NONE, new Metrics());
    }

    private java.util.function.Consumer<LegEvent> incoming(IncomingCall call) {
        if (roomFails) {
            throw new IllegalStateException("a mistake of the room");
        }
        room.post(call);
        return room::post;
    }

    @AfterEach
    void close() {
        theirs.close();
        ours.close();
        registrar.close();
        records.close();
        store.close();
    }

    @Test
    void aCallThatCannotEvenBeginGivesItsPermitBack() {
        SipSignaling closed = new SipSignaling(store.world(), "127.0.0.1", new AddressPolicy(true), admission,
                directory, new DomainDigest(store.world(), directory, List.of(DigestAlgorithm.MD5)), registrar,
                (account, code, message) -> { },
                (leg, text, data) -> { });
        assertThrows(java.util.NoSuchElementException.class, () -> closed.dial(new LegId("x"),
                new DialTarget("sip:a@127.0.0.1", Optional.empty(), "b", "", Optional.empty(), List.of(), SDP,
                        CallSid.mint(store.world()), directory.master().orElseThrow().sid(), ""), phone::post));
        assertEquals(0, admission.held());
        assertEquals(0, closed.legs());
    }

    @Test
    void aCallWhoseAddressWasLookedUpAndCannotBeginIsToldSo() {
        SipSignaling closed = new SipSignaling(store.world(), "127.0.0.1", new AddressPolicy(false), admission,
                directory, new DomainDigest(store.world(), directory, List.of(DigestAlgorithm.MD5)), registrar,
                (account, code, message) -> { },
                (leg, text, data) -> { });
        Inbox<LegEvent> told = store.world().timeline().inbox(4);
        // nothing is sent to this public address: the signalling has no stack
        closed.dial(new LegId("x"), new DialTarget("sip:a@198.41.0.4", Optional.empty(), "b", "", Optional.empty(),
                List.of(), SDP, CallSid.mint(store.world()), directory.master().orElseThrow().sid(), ""), told::post);
        LegEvent event = told.await(Deadline.after(store.world().timeline(), Duration.ofSeconds(60))).orElseThrow();
        assertEquals(500, ((LegEvent.Refused) event).status());
        assertEquals(0, admission.held());
    }

    @Test
    void strangersReachNoNumber() {
        call("sip:+441632960100@127.0.0.1", Optional.empty());
        assertEquals(403, refused());
        assertEquals(0, admission.held());
    }

    @Test
    void trustedAddressesReachNumbersOfTheInventoryOnly() {
        theirs.close();
        ours.close();
        start(Directory.open(store.database(), Secrets.open(store.world(), folder.resolve("keys")), store.world(),
                List.of(Cidr.parse("127.0.0.0/8"))), 2, 100);
        call("sip:+441632960199@127.0.0.1", Optional.empty());
        assertEquals(404, refused());
        call("sip:+441632960100@127.0.0.1", Optional.empty());
        IncomingCall call = next(room, IncomingCall.class);
        assertEquals("+441632960100", call.to());
        assertTrue(call.parameters().contains(new SipHeader("CallerName", "Display")));
        signaling.hangUp(call.leg());
        assertEquals(LegEvent.Cause.LOCAL, next(room, LegEvent.Ended.class).cause());
    }

    @Test
    void anonymousDomainTakesACallToItsEnd() {
        SipCall call = call("sip:desk@open.example", Optional.empty());
        IncomingCall in = next(room, IncomingCall.class);
        assertEquals("sip:desk@open.example", in.to());
        assertTrue(in.parameters().contains(new SipHeader("SipDomain", "open.example")));
        assertEquals("sip:desk@open.example", parameter(in, "SipUri"));
        assertEquals("127.0.0.1", parameter(in, "SipSourceIp"));
        assertTrue(Integer.parseInt(parameter(in, "SipSourcePort")) > 0);
        assertTrue(!parameter(in, "SipCallId").isEmpty());
        assertEquals("+15557", parameter(in, "ForwardedFrom"));
        assertEquals("+15557", parameter(in, "CalledVia"));
        assertEquals("abc", parameter(in, "SipHeader_User-to-User"));
        assertTrue(in.parameters().contains(new SipHeader("SipHeader_X-Order", "42")));
        assertTrue(in.parameters().stream().noneMatch(p -> p.name().equals("CallerName")), "nobody vouches for it");
        signaling.ring(in.leg());
        next(phone, CallEvent.Ringing.class);
        signaling.answer(in.leg(), SDP);
        assertEquals(SDP, next(phone, CallEvent.Answered.class).sdp());
        next(room, LegEvent.Acknowledged.class);
        assertTrue(signaling.export(in.leg()).startsWith("strowger-dialog/1"));
        call.reInvite(SDP + "a=sendonly\r\n");
        next(room, LegEvent.Offered.class);
        signaling.refuseOffer(in.leg());
        assertEquals(488, next(phone, CallEvent.RenegotiationFailed.class).status());
        call.hangUp();
        next(phone, CallEvent.Ended.class);
        assertEquals(LegEvent.Cause.REMOTE_BYE, next(room, LegEvent.Ended.class).cause());
        assertEquals(0, signaling.legs());
        assertEquals(0, admission.held());
        assertTrue(story.stream().anyMatch(l -> l.startsWith("<- INVITE")), () -> "the story has " + story);
        assertTrue(story.stream().anyMatch(l -> l.startsWith("-> 180")), () -> "the story has " + story);
    }

    @Test
    void closedDomainWantsCredentials() {
        call("sip:desk@house.example", Optional.empty());
        assertEquals(401, refused());
        call("sip:desk@house.example", Optional.of(new SipCredentials("anna", "wrong")));
        assertEquals(401, refused());
        next(room, io.strowger.kernel.ErrorCode.class);
        call("sip:desk@house.example", Optional.of(new SipCredentials("anna", "a-long-password")));
        IncomingCall in = next(room, IncomingCall.class);
        signaling.refuse(in.leg(), 486, "Busy Here");
        assertEquals(486, refused());
    }

    @Test
    void fullHouseAnswers503WithRetryAfterAndDrainLetsNobodyIn() {
        call("sip:desk@open.example", Optional.empty());
        call("sip:desk@open.example", Optional.empty());
        IncomingCall first = next(room, IncomingCall.class);
        IncomingCall second = next(room, IncomingCall.class);
        call("sip:desk@open.example", Optional.empty());
        CallEvent.Refused refused = next(phone, CallEvent.Refused.class);
        assertEquals(503, refused.status());
        assertTrue(refused.response().orElseThrow().header("Retry-After").isPresent());
        signaling.refuse(first.leg(), 480, "Gone");
        signaling.refuse(second.leg(), 480, "Gone");
        assertEquals(480, refused());
        assertEquals(480, refused());
        admission.drain();
        call("sip:desk@open.example", Optional.empty());
        assertEquals(503, refused());
        assertEquals(0, admission.held());
    }

    /** Another server may have its place: callers try there (docs/running.md, two nodes). */
    @Test
    void aServerThatMayHaveBeenTakenOverLetsNobodyIn() {
        serves = false;
        call("sip:desk@open.example", Optional.empty());
        assertEquals(503, refused());
        serves = true;
        call("sip:desk@open.example", Optional.empty());
        next(room, IncomingCall.class);
    }

    @Test
    void aRoomThatFailsCostsNoPermit() {
        roomFails = true;
        call("sip:desk@open.example", Optional.empty());
        assertEquals(500, refused());
        assertEquals(0, admission.held());
        assertEquals(0, signaling.legs());
    }

    @Test
    void registeredPhoneIsAClientOfTheAccountAndCanBeCalled() {
        RegisterSpec spec = new RegisterSpec("sip:house.example", "sip:anna@house.example", Optional.of(way()), "anna",
                Optional.of(new SipCredentials("anna", "a-long-password")), Duration.ofMinutes(5));
        Registration registration = theirs.register(spec, phone::post);
        next(phone, RegistrationEvent.Registered.class);
        var account = directory.inventory().sip().domain("house.example").orElseThrow().account();
        var contact = registrar.contacts(account, "anna").getFirst();
        CallSid sid = CallSid.mint(store.world());
        LegId leg = new LegId(sid.value());
        signaling.dial(leg, new DialTarget(contact.uri(), contact.route(), "+441632960100", "", Optional.empty(),
                List.of(), SDP, sid, account, ""), room::post);
        io.strowger.sip.IncomingInvite invite = next(phone, io.strowger.sip.IncomingInvite.class);
        assertEquals(Optional.of(sid.value()), invite.request().header("X-Twilio-CallSid"));
        assertEquals(Optional.of(account.value()), invite.request().header("X-Twilio-AccountSid"));
        assertEquals(Optional.of("2010-04-01"), invite.request().header("X-Twilio-ApiVersion"));
        invite.answer(SDP);
        assertEquals(SDP, next(room, LegEvent.Answered.class).sdp());
        signaling.hangUp(leg);
        next(room, LegEvent.Ended.class);
        assertEquals(0, admission.held());
        next(phone, CallEvent.Acknowledged.class);
        next(phone, CallEvent.Ended.class);
        registration.close();
        next(phone, RegistrationEvent.Removed.class);
        assertEquals(List.of(), registrar.contacts(account, "anna"));
    }

    @Test
    void registrationNeedsTheUsersOwnCredentials() {
        for (RegisterSpec wrong : List.of(
                new RegisterSpec("sip:house.example", "sip:anna@house.example", Optional.of(way()), "anna",
                        Optional.of(new SipCredentials("anna", "wrong")), Duration.ofMinutes(5)),
                new RegisterSpec("sip:house.example", "sip:bert@house.example", Optional.of(way()), "bert",
                        Optional.of(new SipCredentials("anna", "a-long-password")), Duration.ofMinutes(5)),
                new RegisterSpec("sip:else.example", "sip:anna@else.example", Optional.of(way()), "anna",
                        Optional.empty(), Duration.ofMinutes(5)))) {
            theirs.register(wrong, phone::post);
            assertTrue(List.of(401, 403, 404).contains(next(phone, RegistrationEvent.Failed.class).status()));
        }
        assertEquals(0, registrar.size());
    }

    @Test
    void sipUrisOfDocumentsPassTheAddressPolicy() {
        SipSignaling strict = new SipSignaling(store.world(), "127.0.0.1", new AddressPolicy(false), admission,
                directory, new DomainDigest(store.world(), directory, List.of(DigestAlgorithm.MD5)), registrar,
                (account, code, message) -> room.post(code), (leg, text, data) -> story.add(text));
        long held = admission.held();
        for (String uri : List.of(
                "sip:x@127.0.0.1", "sip:x@[::1]:5070", "sip:x@10.1.2.3;transport=tcp", "sip:x@localhost")) {
            Inbox<LegEvent> told = store.world().timeline().inbox(4);
            strict.dial(new LegId("CA1"), new DialTarget(uri, Optional.empty(), "+1", "", Optional.empty(), List.of(),
                    "v=0", CallSid.mint(store.world()), AccountSid.mint(store.world()), ""), told::post);
            LegEvent event = told.await(Deadline.after(store.world().timeline(), Duration.ofSeconds(60))).orElseThrow();
            assertEquals(403, ((LegEvent.Refused) event).status(), uri);
        }
        assertEquals(held, admission.held(), "permits are back");
    }

    /** Issue 3, "Toll-fraud guard": carriers know us by our address, so a SIP URI there would be a call past it. */
    @Test
    void sipUrisOfDocumentsLeadToNoCarrier() throws Exception {
        Path file = Files.writeString(folder.resolve("t.yaml"), String.join("\n", "accounts:", "  - name: Acme",
                "    trunks:", "      - {name: far, uri: 'sip:{number}@198.41.0.4', sources: ['192.33.4.0/24']}",
                "      - {name: near, uri: 'sip:{number}@localhost:5999', sources: ['127.0.0.0/8']}", ""));
        Secrets secrets = Secrets.open(store.world(), folder.resolve("keys"));
        new Provisioning(store.database(), secrets, store.world(), directory).apply(file, "test");
        AccountSid owner = directory.inventory().trunks().getFirst().account();
        for (String uri : List.of("sip:+15550100@198.41.0.4", "sip:+15550100@198.41.0.4:5080;transport=tcp",
                "sip:+15550100@192.33.4.12")) {
            assertEquals(403, dialled(uri, false, owner, ""), uri);
            assertEquals(ErrorCode.ADDRESS_FORBIDDEN, next(room, ErrorCode.class));
            assertEquals(403, dialled(uri, false, AccountSid.mint(store.world()), "BY" + "1".repeat(32)), uri);
            assertEquals(ErrorCode.ADDRESS_FORBIDDEN, next(room, ErrorCode.class));
        }
        assertEquals(403, dialled("sip:+15550100@127.0.0.1:5999", true, owner, ""));
        assertEquals(500, dialled("sip:+15550100@127.0.0.1:5998", true, owner, ""), "a phone beside it can be called");
        assertEquals(500, dialled("sip:+15550100@198.41.0.5", false, owner, ""), "nobody's");
        assertEquals(500, dialled("sip:+15550100@198.41.0.4", false, owner, "BY" + "1".repeat(32)),
                "its own carrier, asked for as a number");
    }

    /** The final status; 500 is the signalling's that has no stack: nothing is sent. */
    private int dialled(String uri, boolean allowPrivate, AccountSid account, String trunk) {
        SipSignaling closed = new SipSignaling(store.world(), "127.0.0.1", new AddressPolicy(allowPrivate), admission,
                directory, new DomainDigest(store.world(), directory, List.of(DigestAlgorithm.MD5)), registrar,
                (told, code, message) -> room.post(code), (leg, text, data) -> story.add(text));
        Inbox<LegEvent> events = store.world().timeline().inbox(4);
        closed.dial(new LegId("CA1"), new DialTarget(uri, Optional.empty(), "+1", "", Optional.empty(), List.of(),
                SDP, CallSid.mint(store.world()), account, trunk), events::post);
        return ((LegEvent.Refused) events.await(Deadline.after(store.world().timeline(), Duration.ofSeconds(60)))
                .orElseThrow()).status();
    }

    @Test
    void addressThatCannotBeWrittenIsRefusedNotSent() {
        CallSid sid = CallSid.mint(store.world());
        signaling.dial(new LegId(sid.value()), new DialTarget("sip:a@h\r\nX-Evil: 1", Optional.empty(), "x", "",
                Optional.empty(), List.of(), SDP, sid, directory.master().orElseThrow().sid(), ""), room::post);
        assertEquals(400, next(room, LegEvent.Refused.class).status());
        assertEquals(0, admission.held());
    }

    private String way() {
        return "sip:127.0.0.1:" + ours.address().getPort();
    }

    private SipCall call(String uri, Optional<SipCredentials> credentials) {
        return theirs.invite(new InviteSpec(uri, Optional.of(way()), "sip:caller@elsewhere.example", "Display", "c",
                credentials, List.of(new SipField("X-Order", "42"), new SipField("User-to-User", "abc"),
                new SipField("Diversion", "<sip:+15557@pbx.example>;reason=busy")), Optional.of(SDP)), phone::post);
    }

    private static String parameter(IncomingCall call, String name) {
        return call.parameters().stream().filter(one -> one.name().equals(name)).map(SipHeader::value).findFirst()
                .orElseThrow(() -> new AssertionError("no " + name + " in " + call.parameters()));
    }

    private int refused() {
        return next(phone, CallEvent.Refused.class).status();
    }

    private <T> T next(Inbox<Object> inbox, Class<T> kind) {
        Optional<Object> found = inbox.await(Deadline.after(store.world().timeline(), Duration.ofSeconds(60)));
        assertTrue(found.isPresent(), "no " + kind.getSimpleName() + " came");
        return assertInstanceOf(kind, found.get());
    }
}
