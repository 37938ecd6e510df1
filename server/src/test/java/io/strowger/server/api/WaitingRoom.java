package io.strowger.server.api;

import io.strowger.call.CallLimits;
import io.strowger.call.CallRouter;
import io.strowger.call.CallSettings;
import io.strowger.call.port.DialTarget;
import io.strowger.call.port.DirectoryPort;
import io.strowger.call.port.IncomingCall;
import io.strowger.call.port.LegEvent;
import io.strowger.call.port.LegId;
import io.strowger.call.port.MediaCommand;
import io.strowger.call.port.MediaEvent;
import io.strowger.call.port.MediaPort;
import io.strowger.call.port.MediaQuality;
import io.strowger.call.port.MediaSource;
import io.strowger.call.port.RecordPort;
import io.strowger.call.port.SignalingPort;
import io.strowger.call.port.VoiceBinding;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.FetchAnswer;
import io.strowger.kernel.FetchRequest;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.RequestSigner;
import io.strowger.kernel.World;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The call room with callers who wait in queues and nothing around them: phones that acknowledge, sound that is never
 * heard, and one web server, which enqueues whoever calls under {@code http://app/QUEUE} and hangs up on anything else.
 */
final class WaitingRoom {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final World world;
    private final CallRouter router;
    private final Map<LegId, Line> lines = new ConcurrentHashMap<>();
    private final Map<LegId, Consumer<MediaEvent>> legs = new ConcurrentHashMap<>();
    private final Inbox<String> music;
    private final Inbox<String> requests;

    /** A caller's line: what the call does before the router has told where events go waits for that. */
    private static final class Line {
        private final List<LegEvent> early = new ArrayList<>();
        private Optional<Consumer<LegEvent>> events = Optional.empty();

        synchronized void leadsTo(Consumer<LegEvent> call) {
            events = Optional.of(call);
            early.forEach(call);
        }

        synchronized void tell(LegEvent event) {
            events.ifPresentOrElse(call -> call.accept(event), () -> early.add(event));
        }
    }

    WaitingRoom(World world, RecordPort records) {
        this.world = world;
        this.music = world.timeline().inbox(1000);
        this.requests = world.timeline().inbox(1000);
        this.router = CallRouter.open(world, CallLimits.DEFAULT, CallSettings.DEFAULT, new Phones(), new Sound(),
                this::answer, new Nobody(), records, new Metrics());
    }

    CallRouter router() {
        return router;
    }

    /** Somebody calls and hears the music of this queue. */
    CallSid waits(AccountSid account, String queue) {
        CallSid sid = CallSid.mint(world);
        LegId leg = new LegId(sid.value());
        Line line = new Line();
        lines.put(leg, line);
        line.leadsTo(router.incoming(new IncomingCall(sid, leg, account, "+15550001", "+15550100",
                new VoiceBinding(new WebTarget("http://app/" + queue, "POST"), List.of(), Optional.empty(), Set.of(),
                        Optional.empty()), Optional.of("v=0"), List.of(), "")));
        String heard = music.await(Deadline.after(world.timeline(), PATIENCE)).orElseThrow();
        if (!heard.equals(sid.value())) {
            throw new AssertionError(heard + " hears music, not " + sid);
        }
        return sid;
    }

    /** Ends every call and waits until they are over. */
    void hangUp() {
        router.hangUpAll();
        Deadline patience = Deadline.after(world.timeline(), PATIENCE);
        Inbox<String> pause = world.timeline().inbox(1);
        while (router.live() > 0 && !patience.passed(world.timeline())) {
            pause.await(Deadline.after(world.timeline(), Duration.ofMillis(10)));
        }
        if (router.live() > 0) {
            throw new AssertionError(router.live() + " calls did not end");
        }
        while (requests.poll().isPresent()) {
            // what a test did not look at
        }
    }

    /** The next request that was not for an Enqueue, such as {@code GET http://app/agent}. */
    String nextRequest() {
        return requests.await(Deadline.after(world.timeline(), PATIENCE)).orElseThrow();
    }

    private FetchAnswer answer(FetchRequest request) {
        String path = request.url().getPath().substring(1);
        boolean queue = path.startsWith("queue-");
        if (!queue) {
            requests.post(request.method() + " " + request.url().toString().replaceFirst("\\?.*", ""));
        }
        String document = queue ? "<Response><Enqueue>" + path + "</Enqueue></Response>"
                : "<Response><Hangup/></Response>";
        return new FetchAnswer.Answered(200, List.of(new FetchRequest.Header("Content-Type", "text/xml")),
                document.getBytes(StandardCharsets.UTF_8));
    }

    private final class Phones implements SignalingPort {
        @Override
        public void ring(LegId leg) {}

        @Override
        public void progress(LegId leg, String sdp) {}

        @Override
        public void answer(LegId leg, String sdp) {
            lines.get(leg).tell(new LegEvent.Acknowledged(leg, Optional.empty()));
        }

        @Override
        public void refuse(LegId leg, int status, String reason) {}

        @Override
        public void hangUp(LegId leg) {
            lines.get(leg).tell(new LegEvent.Ended(leg, LegEvent.Cause.LOCAL));
        }

        @Override
        public void dial(LegId leg, DialTarget target, Consumer<LegEvent> events) {
            throw new IllegalStateException("nobody is called here");
        }

        @Override
        public void offer(LegId leg, String sdp) {}

        @Override
        public void answerOffer(LegId leg, String sdp) {}

        @Override
        public void refuseOffer(LegId leg) {}

        @Override
        public String export(LegId leg) {
            return "";
        }
    }

    private final class Sound implements MediaPort {
        @Override
        public void open(MediaCommand.Open open, Consumer<MediaEvent> events) {
            legs.put(open.leg(), events);
            events.accept(new MediaEvent.Opened(open.leg(), "v=0"));
        }

        @Override
        public void send(MediaCommand command) {
            if (command instanceof MediaCommand.Play(LegId leg, long id, MediaSource.Tone tone, int times)
                    && tone.kind() == MediaSource.Tone.Kind.HOLD_MUSIC) {
                music.post(leg.value());
            } else if (command instanceof MediaCommand.Close(LegId leg)) {
                legs.remove(leg).accept(new MediaEvent.Closed(
                        leg, new MediaQuality("PCMU", "", 0, 0, 0, 0, 0, 0, -1, -1)));
            }
        }
    }

    private static final class Nobody implements DirectoryPort {
        @Override
        public RequestSigner signer(AccountSid account) {
            return RequestSigner.NONE;
        }

        @Override
        public List<Contact> contacts(AccountSid account, String client) {
            return List.of();
        }

        @Override
        public NumberRoute routeTo(AccountSid account, String number) {
            return new NumberRoute.Unreachable();
        }

        @Override
        public boolean mayShow(AccountSid account, String callerId) {
            return false;
        }
    }
}
