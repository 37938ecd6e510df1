package io.strowger.call;

import io.strowger.call.port.CallStatus;
import io.strowger.call.port.CallTimelineRecord;
import io.strowger.call.port.DirectoryPort;
import io.strowger.call.port.Direction;
import io.strowger.call.port.IncomingCall;
import io.strowger.call.port.LegEvent;
import io.strowger.call.port.LegId;
import io.strowger.call.port.MediaPort;
import io.strowger.call.port.RecordPort;
import io.strowger.call.port.SignalingPort;
import io.strowger.call.port.TimelineEntry;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.FetchPort;
import io.strowger.kernel.Fetcher;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.World;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * The call room's front door: takes admitted inbound calls and runs each on a strand of its own ({@link InboundCall}).
 * Any thread may call it.
 */
public final class CallRouter {
    private static final Duration ADDRESS_MEMORY = Duration.ofMinutes(1);
    private static final int ADDRESSES = 10_000;

    private final CallPorts ports;
    private final LiveCalls calls;
    private final Map<String, FailedServers> failedByAddress = new ConcurrentHashMap<>();

    private CallRouter(CallPorts ports) {
        this.ports = ports;
        this.calls = new LiveCalls(ports);
    }

    /** Opens the room on its ports. */
    public static CallRouter open(
            World world, CallLimits limits, CallSettings settings, SignalingPort signaling, MediaPort media,
            FetchPort fetch, DirectoryPort directory, RecordPort records, Metrics metrics) {
        Fetcher fetcher = new Fetcher(world, fetch);
        CallbackDelivery callbacks = new CallbackDelivery(world, fetcher, directory, records, settings.masking());
        CallRouter router = new CallRouter(new CallPorts(world, limits, settings, signaling, media, fetcher, directory,
                records, callbacks, new CallMetrics(metrics)));
        for (CallStatus status : CallStatus.values()) {
            if (!status.isFinal()) {
                metrics.gauge("strowger_calls", "Calls running, by state", () -> router.calls.inStatus(status),
                        "status", status.wire());
            }
        }
        metrics.gauge("strowger_callbacks_pending", "Status callbacks on their way", callbacks::pending);
        return router;
    }

    /**
     * Starts an inbound call.
     *
     * @return takes the leg's events, in order; never blocks
     */
    public Consumer<LegEvent> incoming(IncomingCall incoming) {
        CallFacts facts = new CallFacts(incoming.callSid(), incoming.leg(), incoming.accountSid(), Optional.empty(),
                incoming.from(), incoming.to(), Direction.INBOUND, incoming.binding(), incoming.parameters(),
                incoming.trunk());
        Call call = calls.make(facts, CallStatus.RINGING, incoming.offer());
        AppServer appServer = new AppServer(call, failedServers(incoming.accountSid() + " " + incoming.to()));
        calls.start(call, new InboundCall(call, appServer, calls)::run);
        return event -> call.post(new CallEvent.Signalled(event));
    }

    private FailedServers failedServers(String address) {
        return switch (ports.settings().failover()) {
            case REQUEST -> FailedServers.none(ports.world().timeline());
            case CALL -> FailedServers.remembering(ports.world().timeline(), ports.limits().callLength());
            case ADDRESS -> {
                if (failedByAddress.size() >= ADDRESSES) {
                    failedByAddress.clear(); // forgetting means only that a failed server is asked once more
                }
                yield failedByAddress.computeIfAbsent(
                        address, key -> FailedServers.remembering(ports.world().timeline(), ADDRESS_MEMORY));
            }
        };
    }

    /** Adds a SIP message to the story of the call whose leg it belongs to; unknown legs are ignored. */
    public void sipMessage(LegId leg, String text, String... data) {
        String sid = leg.value().split("/", 2)[0];
        calls.find(new CallSid(sid)).ifPresent(call ->
                call.story().add(TimelineEntry.Kind.SIP, leg.value(), text, data));
    }

    /** The story of a running call; empty when it is over (the store has it then) or never was. */
    public Optional<CallTimelineRecord> story(CallSid sid) {
        return calls.find(sid).map(call -> call.story().record());
    }

    /** Has every line of every call's story shown to {@code watcher}, on the thread that writes it; must not block. */
    public void watch(BiConsumer<CallSid, TimelineEntry> watcher) {
        calls.watch(watcher);
    }

    /** Makes a running call go on with another document; false when it is not running. */
    public boolean redirect(CallSid sid, String url, String method) {
        Optional<Call> call = calls.find(sid);
        call.ifPresent(running -> running.post(new CallEvent.Replace(AppRequest.of(url, method))));
        return call.isPresent();
    }

    /** Ends a running call; false when it is not running. */
    public boolean complete(CallSid sid) {
        Optional<Call> call = calls.find(sid);
        call.ifPresent(running -> running.post(new CallEvent.Complete(EndCause.CANCELED)));
        return call.isPresent();
    }

    /** Ends every running call because the platform stops. */
    public void hangUpAll() {
        calls.endAll(EndCause.STOPPED);
    }

    /** Calls running, children included. */
    public int live() {
        return calls.size();
    }

    /** The delivery of status callbacks, to hand it what the last run left. */
    public CallbackDelivery callbacks() {
        return ports.callbacks();
    }
}
