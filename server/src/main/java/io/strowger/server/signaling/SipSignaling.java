package io.strowger.server.signaling;

import io.strowger.call.port.DialTarget;
import io.strowger.call.port.IncomingCall;
import io.strowger.call.port.LegEvent;
import io.strowger.call.port.LegId;
import io.strowger.call.port.SignalingPort;
import io.strowger.call.port.SipHeader;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ByocTrunkSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.Sid;
import io.strowger.kernel.World;
import io.strowger.server.http.AddressPolicy;
import io.strowger.server.store.ByocTrunk;
import io.strowger.server.store.Directory;
import io.strowger.server.store.SipDomain;
import io.strowger.server.store.SipInventory;
import io.strowger.sip.Admission;
import io.strowger.sip.CallListener;
import io.strowger.sip.Flow;
import io.strowger.sip.IncomingInvite;
import io.strowger.sip.InviteSpec;
import io.strowger.sip.Reply;
import io.strowger.sip.SipCall;
import io.strowger.sip.SipConfig;
import io.strowger.sip.SipCredentials;
import io.strowger.sip.SipField;
import io.strowger.sip.SipHandler;
import io.strowger.sip.SipRequest;
import io.strowger.sip.SipStack;
import io.strowger.sip.SipUri;
import io.strowger.sip.Transport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The call room's signalling, spoken as SIP. Inbound: admission and routing decide before anything is built, then the
 * call room takes the leg. Outbound: commands become the stack's. Any thread may call it; the handler's methods run on
 * the stack's loops and never block.
 */
public final class SipSignaling implements SignalingPort, SipHandler {
    /** Seconds after which a refused caller may try again (RFC 3261 20.33). */
    private static final List<SipField> LATER = List.of(new SipField("Retry-After", "5"));

    /** Messages of a leg may still pass so long after its end. */
    private static final Duration LAST_LINES = Duration.ofSeconds(2);

    private final World world;
    private final String publicHost;
    private final AddressPolicy addresses;
    private final CallAdmission admission;
    private final Directory directory;
    private final CarrierGuard carriers;
    private final InboundRouting routing;
    private final Registrar registrar;
    private final Refusals refusals;
    private final SipLines lines;
    private final Map<LegId, SipLeg> legs = new ConcurrentHashMap<>();
    /** Between admission and the offer of the invite, which follows on the same loop at once. */
    private final Map<SipRequest, Arrival.Call> admitted = new ConcurrentHashMap<>();
    private volatile Optional<SipStack> stack = Optional.empty();
    private volatile Optional<IncomingCalls> calls = Optional.empty();

    /** Where the SIP messages of calls are told. */
    @FunctionalInterface
    public interface Story {
        void line(LegId leg, String text, String... data);
    }

    /** What happens to a REGISTER. */
    @FunctionalInterface
    public interface Registrar {
        Reply register(SipRequest request, Flow source);
    }

    /** Told of refusals that concern an account, so that it finds a notification. */
    @FunctionalInterface
    public interface Refusals {
        void refused(AccountSid account, ErrorCode code, String message);
    }

    /**
     * @param publicHost host of our addresses in From
     * @param addresses where SIP URIs of documents may lead; trunks and registered phones are the operator's choice
     * @param story where SIP messages of calls are told
     */
    public SipSignaling(
            World world, String publicHost, AddressPolicy addresses, CallAdmission admission, Directory directory,
            InviteAuthenticator authenticator, Registrar registrar, Refusals refusals, Story story) {
        this.world = world;
        this.publicHost = publicHost;
        this.addresses = addresses;
        this.admission = admission;
        this.directory = directory;
        this.carriers = new CarrierGuard(directory);
        this.routing = new InboundRouting(directory, authenticator);
        this.registrar = registrar;
        this.refusals = refusals;
        this.lines = new SipLines(story);
    }

    /**
     * Opens the stack: from now on calls reach the call room. The caller closes the stack.
     *
     * @throws io.strowger.sip.SipFailure when the address cannot be bound
     */
    public SipStack open(SipConfig config, IncomingCalls room, Metrics metrics) {
        calls = Optional.of(room);
        SipStack opened = SipStack.open(world, config, this, lines, metrics);
        stack = Optional.of(opened);
        return opened;
    }

    /** Legs that have not ended. */
    public int legs() {
        return legs.size();
    }

    @Override
    public Admission admit(SipRequest invite, Flow source) {
        if (calls.isEmpty()) {
            return new Admission.Refused(503, "Service Unavailable", LATER);
        }
        // routed first: an INVITE that is refused or challenged anyway must not use up the rate of the others
        return switch (routing.route(invite, source)) {
            case Arrival.Call call -> {
                if (!admission.letsIn()) {
                    yield new Admission.Refused(503, "Service Unavailable", LATER);
                }
                admitted.put(invite, call);
                yield Admission.ACCEPTED;
            }
            case Arrival.Refused refused -> {
                refused.account().ifPresent(account -> refusals.refused(account, refused.code(),
                        "The INVITE to " + invite.uriText() + " from " + source.host() + " was answered "
                                + refused.status()));
                yield new Admission.Refused(refused.status(), refused.reason(), refused.headers());
            }
        };
    }

    @Override
    public CallListener onInvite(IncomingInvite invite) {
        // what admission found: asking again would find the credentials' nonce count used
        Arrival.Call call = Optional.ofNullable(admitted.remove(invite.request()))
                .orElseThrow(() -> new IllegalStateException("an INVITE came past its admission"));
        if (!admission.enter()) {
            invite.refuse(503, "Service Unavailable", LATER);
            return event -> { };
        }
        CallSid sid = CallSid.mint(world);
        SipLeg leg = new SipLeg(new LegId(sid.value()), this, event -> { });
        leg.call(invite);
        legs.put(leg.id(), leg);
        try {
            leg.events(calls.orElseThrow().incoming(new IncomingCall(sid, leg.id(), call.account(), call.from(),
                    call.to(), call.binding(), invite.offer(), call.parameters(), call.trunk())));
            lines.bind(invite.callId(), leg.id()); // now there is a story for the lines that waited
        } catch (RuntimeException mistake) {
            over(leg); // the stack answers 500 and forgets the call; its permit must not stay behind
            throw mistake;
        }
        return leg;
    }

    @Override
    public Reply onRegister(SipRequest request, Flow source) {
        return registrar.register(request, source);
    }

    /** A leg is over: its permit goes back, once; false when it had gone back before. */
    boolean over(SipLeg leg) {
        if (legs.remove(leg.id()) == null) {
            return false;
        }
        // later, as a BYE of ours and its answer pass after the end has been told
        leg.call().map(SipCall::callId).ifPresent(callId ->
                world.timeline().schedule(LAST_LINES, () -> lines.forget(callId, leg.id())));
        admission.leave();
        return true;
    }

    @Override
    public void ring(LegId leg) {
        inbound(leg).ifPresent(IncomingInvite::ring);
    }

    @Override
    public void progress(LegId leg, String sdp) {
        inbound(leg).ifPresent(invite -> invite.progress(sdp));
    }

    @Override
    public void answer(LegId leg, String sdp) {
        inbound(leg).ifPresent(invite -> invite.answer(sdp));
    }

    @Override
    public void refuse(LegId leg, int status, String reason) {
        inbound(leg).ifPresent(invite -> invite.refuse(status, reason, status == 503 ? LATER : List.of()));
    }

    @Override
    public void hangUp(LegId id) {
        Optional<SipLeg> leg = Optional.ofNullable(legs.get(id));
        if (leg.isPresent() && leg.get().call().isEmpty() && over(leg.get())) {
            leg.get().tell(new LegEvent.Ended(id, LegEvent.Cause.LOCAL)); // its address is still being looked up
        }
        leg.flatMap(SipLeg::call).ifPresent(SipCall::hangUp);
    }

    @Override
    public void dial(LegId id, DialTarget target, Consumer<LegEvent> events) {
        InviteSpec spec;
        try {
            spec = spec(target);
        } catch (IllegalArgumentException unsendable) {
            events.accept(new LegEvent.Refused(id, 400, unsendable.getMessage()));
            return;
        }
        if (!admission.enter()) {
            events.accept(new LegEvent.Refused(id, 503, "All call permits are taken"));
            return;
        }
        SipLeg leg = new SipLeg(id, this, events);
        legs.put(id, leg);
        boolean ours = operators(target.trunk()) || target.route().isPresent();
        if (ours || addresses.allowPrivate() && !carriers.any()) {
            invite(spec, leg);
        } else {
            // the name is looked up here, once, so that what was checked is what is called
            world.timeline().spawn("locate " + id, () -> locate(spec, leg, target));
        }
    }

    /** Trunks are the operator's choice, but for those that an account has made by the API. */
    private static boolean operators(String trunk) {
        return !trunk.isEmpty() && !(trunk.startsWith("BY") && Sid.SHAPE.matcher(trunk).matches());
    }

    /**
     * A SIP URI that an account has written, in a document or a target, passes the same address policy as a URL, and
     * leads to no carrier of the operator's.
     */
    private void locate(InviteSpec spec, SipLeg leg, DialTarget target) {
        Optional<SipUri> uri = SipUri.parse(spec.uri());
        try {
            String host = uri.map(SipUri::host).orElse("");
            InetAddress address = InetAddress.getByName(host.replace("[", "").replace("]", ""));
            if (uri.isEmpty() || !addresses.allows(address)) {
                refusals.refused(target.accountSid(), ErrorCode.ADDRESS_FORBIDDEN,
                        spec.uri() + " leads to " + address.getHostAddress() + ", which applications may not dial");
                refused(leg, 403, "Forbidden Address");
                return;
            }
            Optional<AccountSid> own = Optional.of(target.accountSid()).filter(account -> !target.trunk().isEmpty());
            if (carriers.at(address, port(uri.get()), own).isPresent()) {
                refusals.refused(target.accountSid(), ErrorCode.ADDRESS_FORBIDDEN,
                        spec.uri() + " leads to a carrier of this installation, which only telephone numbers do");
                refused(leg, 403, "Forbidden Address");
                return;
            }
            Flow checked = Flow.to(transport(uri.get()), new InetSocketAddress(address, port(uri.get())));
            invite(spec.via(checked.uri()), leg);
        } catch (UnknownHostException unknown) {
            refused(leg, 404, "Unknown Host");
        } catch (RuntimeException mistake) {
            // nobody's strand waits for this one: without a word the call would ring until its time is over
            leg.tell(new LegEvent.Refused(leg.id(), 500, "Server Internal Error"));
            throw mistake;
        }
    }

    private static Transport transport(SipUri uri) {
        return uri.transport().equals(Optional.of("tcp")) ? Transport.TCP : Transport.UDP;
    }

    static int port(SipUri uri) {
        return uri.port() == 0 ? 5060 : uri.port();
    }

    private void refused(SipLeg leg, int status, String reason) {
        if (over(leg)) {
            leg.tell(new LegEvent.Refused(leg.id(), status, reason));
        }
    }

    private void invite(InviteSpec spec, SipLeg leg) {
        if (!legs.containsKey(leg.id())) {
            return; // hung up while its address was looked up
        }
        SipCall call;
        try {
            call = stack.orElseThrow().invite(spec, leg);
        } catch (RuntimeException mistake) {
            over(leg); // its permit must not stay behind
            throw mistake;
        }
        leg.call(call);
        lines.bind(call.callId(), leg.id());
        if (!legs.containsKey(leg.id())) {
            call.hangUp();
            lines.forget(call.callId(), leg.id()); // it was over before its Call-ID was known here
        }
    }

    @Override
    public void offer(LegId leg, String sdp) {
        call(leg).ifPresent(call -> call.reInvite(sdp));
    }

    @Override
    public void answerOffer(LegId leg, String sdp) {
        call(leg).ifPresent(call -> call.answerOffer(sdp));
    }

    @Override
    public void refuseOffer(LegId leg) {
        call(leg).ifPresent(call -> call.refuseOffer(488, "Not Acceptable Here"));
    }

    @Override
    public String export(LegId leg) {
        return call(leg).map(SipCall::exportDialog).orElse("");
    }

    private Optional<SipCall> call(LegId id) {
        return Optional.ofNullable(legs.get(id)).flatMap(SipLeg::call);
    }

    private Optional<IncomingInvite> inbound(LegId id) {
        return call(id).filter(IncomingInvite.class::isInstance).map(IncomingInvite.class::cast);
    }

    private InviteSpec spec(DialTarget target) {
        List<SipField> headers = new ArrayList<>();
        headers.add(new SipField("X-Twilio-CallSid", target.callSid().value()));
        headers.add(new SipField("X-Twilio-AccountSid", target.accountSid().value()));
        headers.add(new SipField("X-Twilio-ApiVersion", "2010-04-01"));
        for (SipHeader header : target.headers()) {
            headers.add(new SipField(header.name(), header.value()));
        }
        boolean whole = target.from().startsWith("sip:") || target.from().startsWith("sips:");
        String user = whole ? "" : escaped(target.from());
        String from = whole ? target.from() : "sip:" + user + "@" + fromHost(target);
        return new InviteSpec(target.uri(), target.route(), from, target.displayName(), user,
                target.credentials().map(known -> new SipCredentials(known.username(), known.password())), headers,
                Optional.of(target.sdp()));
    }

    /** The domain that the BYOC trunk names for it, else ours. */
    private String fromHost(DialTarget target) {
        if (target.trunk().isEmpty() || operators(target.trunk())) {
            return publicHost;
        }
        SipInventory sip = directory.inventory().sip();
        return sip.byoc(target.accountSid(), new ByocTrunkSid(target.trunk())).flatMap(ByocTrunk::fromDomain)
                .flatMap(sid -> sip.domain(target.accountSid(), sid)).map(SipDomain::host).orElse(publicHost);
    }

    /** The user part of a URI: what RFC 3261 25.1 does not let stand there is escaped. */
    private static String escaped(String user) {
        StringBuilder out = new StringBuilder();
        for (byte b : user.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            boolean plain = c < 128 && (Character.isLetterOrDigit(c) || "-_.!~*'()&=+$,?/".indexOf(c) >= 0);
            out.append(plain ? String.valueOf(c) : "%%%02X".formatted(b & 0xff));
        }
        return out.toString();
    }
}
