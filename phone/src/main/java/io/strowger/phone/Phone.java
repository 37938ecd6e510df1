package io.strowger.phone;

import io.strowger.kernel.Inbox;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.World;
import io.strowger.media.MediaConfig;
import io.strowger.media.MediaEngine;
import io.strowger.media.Sound;
import io.strowger.media.sdp.SdpFailure;
import io.strowger.sip.CallListener;
import io.strowger.sip.IncomingInvite;
import io.strowger.sip.InviteSpec;
import io.strowger.sip.RegisterSpec;
import io.strowger.sip.Registration;
import io.strowger.sip.RegistrationEvent;
import io.strowger.sip.SipConfig;
import io.strowger.sip.SipField;
import io.strowger.sip.SipHandler;
import io.strowger.sip.SipStack;
import io.strowger.sip.SipTrace;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A telephone with real sockets: places calls, takes calls, registers. Any thread may call it.
 *
 * <p>{@snippet :
 * try (Phone phone = Phone.open(world, PhoneConfig.of(loopback, 25000, 25099, "alice"), SipTrace.NONE)) {
 *     PhoneCall call = phone.call("sip:+15550100@127.0.0.1:5060");
 *     call.awaitAnswer(Duration.ofSeconds(10));
 *     call.press("w1ww2#");
 *     call.awaitEnd(Duration.ofMinutes(1));
 *     Transcript said = new Listener(prompts).transcribe(call.heard().pcm());
 * }
 * }
 */
public final class Phone implements AutoCloseable {
    private static final int MAX_CALLS_WAITING = 1000;

    private final World world;
    private final PhoneConfig config;
    private final MediaEngine media;
    private final SipStack sip;
    private final Inbox<PhoneCall> incoming;
    private volatile AnswerPlan plan = new AnswerPlan.Refuse(480, "Temporarily Unavailable");

    private Phone(World world, PhoneConfig config, SipTrace trace) {
        this.world = world;
        this.config = config;
        this.incoming = world.timeline().inbox(MAX_CALLS_WAITING);
        Metrics metrics = new Metrics();
        MediaConfig sound = MediaConfig.defaults(config.address(), config.rtp().from(), config.rtp().to(),
                Path.of(System.getProperty("java.io.tmpdir")));
        this.media = MediaEngine.open(world, sound, metrics);
        SipConfig signalling = SipConfig.on(
                new InetSocketAddress(config.address(), config.sipPort()), config.address().getHostAddress());
        SipHandler handler = this::onInvite;
        this.sip = SipStack.open(world, signalling, handler, trace, metrics);
    }

    /**
     * Binds the phone's ports.
     *
     * @param trace sees each SIP message
     * @throws io.strowger.kernel.Failure when they cannot be bound
     */
    public static Phone open(World world, PhoneConfig config, SipTrace trace) {
        return new Phone(world, config, trace);
    }

    /** Where it is reached. */
    public InetSocketAddress address() {
        return sip.address();
    }

    /** Calls a SIP URI; {@code ;transport=tcp} in it chooses TCP. */
    public PhoneCall call(String uri) {
        return call(uri, Optional.empty(), List.of());
    }

    /**
     * Calls a SIP URI.
     *
     * @param route a SIP URI to send to instead of the URI's own address
     * @param headers more header fields
     */
    public PhoneCall call(String uri, Optional<String> route, List<SipField> headers) {
        PhoneCall call = new PhoneCall(world, media, "phone " + config.user(), config.longestMemory());
        String from = "sip:" + config.user() + "@" + hostOf(uri);
        InviteSpec spec = new InviteSpec(uri, route, from, config.displayName(), config.user(), config.credentials(),
                headers, Optional.of(call.leg().offer()));
        synchronized (call) { // no event passes before the call knows its own handle
            call.attach(sip.invite(spec, call::onSip));
        }
        return call;
    }

    /** What to do with calls from now on; before the first plan they are refused with 480. */
    public void answering(AnswerPlan next) {
        plan = next;
    }

    /** Calls that came in, in order, for their owner to take. Refused ones are not among them. */
    public Inbox<PhoneCall> incoming() {
        return incoming;
    }

    /**
     * Keeps this phone registered until the registration is closed.
     *
     * @param domain of the address of record: {@code sip:user@domain}
     * @param registrar where REGISTER is sent: a SIP URI
     */
    public Registration register(String domain, String registrar, Duration expires,
            Consumer<RegistrationEvent> listener) {
        RegisterSpec spec = new RegisterSpec("sip:" + domain, "sip:" + config.user() + "@" + domain,
                Optional.of(registrar), config.user(), config.credentials(), expires);
        return sip.register(spec, listener);
    }

    /** On a loop's thread: must not block. */
    private CallListener onInvite(IncomingInvite invite) {
        AnswerPlan now = plan;
        PhoneCall call = new PhoneCall(world, media, "phone " + config.user(), config.longestMemory());
        call.attach(invite);
        switch (now) {
            case AnswerPlan.Refuse(int status, String reason) -> {
                call.leg().close();
                invite.refuse(status, reason, List.of());
                return event -> { };
            }
            case AnswerPlan.Ring() -> invite.ring();
            case AnswerPlan.Answer answer -> {
                if (!answer.ringing().isZero()) {
                    invite.ring();
                }
                world.timeline().schedule(answer.ringing(), () -> answer(invite, call, answer));
            }
        }
        if (!incoming.post(call)) {
            invite.refuse(486, "Busy Here", List.of());
        }
        return call::onSip;
    }

    private void answer(IncomingInvite invite, PhoneCall call, AnswerPlan.Answer answer) {
        try {
            invite.answer(invite.offer().map(call.leg()::answer).orElseGet(call.leg()::offer));
            answer.sound().ifPresent(clip -> call.play(new Sound.Sample(clip, Integer.MAX_VALUE)));
            answer.talking().ifPresent(length -> world.timeline().schedule(length, call::hangUp));
        } catch (SdpFailure unusable) {
            invite.refuse(488, "Not Acceptable Here", List.of());
        }
    }

    /** Host and port of a SIP URI, without its parameters. */
    private static String hostOf(String uri) {
        String rest = uri.substring(uri.indexOf(':') + 1);
        String host = rest.substring(rest.indexOf('@') + 1);
        int end = host.indexOf(';');
        return end < 0 ? host : host.substring(0, end);
    }

    /** Closes the sockets; calls are not ended first. */
    @Override
    public void close() {
        sip.close();
        media.close();
    }
}
