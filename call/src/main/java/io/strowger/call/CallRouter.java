package io.strowger.call;

import io.strowger.call.port.CallStatus;
import io.strowger.call.port.CallTimelineRecord;
import io.strowger.call.port.DirectoryPort;
import io.strowger.call.port.Direction;
import io.strowger.call.port.IncomingCall;
import io.strowger.call.port.LegEvent;
import io.strowger.call.port.LegId;
import io.strowger.call.port.MediaPort;
import io.strowger.call.port.OutboundCall;
import io.strowger.call.port.OutboundRequest;
import io.strowger.call.port.RecordPort;
import io.strowger.call.port.RecordingOptions;
import io.strowger.call.port.SignalingPort;
import io.strowger.call.port.TimelineEntry;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.AccountSid;
import io.strowger.call.port.WorkPort;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.FetchPort;
import io.strowger.kernel.Fetcher;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.RecordingSid;
import io.strowger.kernel.World;
import java.time.Duration;
import java.util.List;
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
    private final Outbound outbound;
    private final WorkCalls work;
    private final Map<String, FailedServers> failedByAddress = new ConcurrentHashMap<>();

    private CallRouter(CallPorts ports) {
        this.ports = ports;
        this.calls = new LiveCalls(ports);
        this.outbound = new Outbound(ports, calls);
        this.work = new WorkCalls(ports, calls);
    }

    /** Opens the room on its ports, without work distribution. */
    public static CallRouter open(
            World world, CallLimits limits, CallSettings settings, SignalingPort signaling, MediaPort media,
            FetchPort fetch, DirectoryPort directory, RecordPort records, Metrics metrics) {
        return open(world, limits, settings, signaling, media, fetch, directory, records, metrics, WorkPort.absent());
    }

    /** Opens the room on its ports. */
    public static CallRouter open(
            World world, CallLimits limits, CallSettings settings, SignalingPort signaling, MediaPort media,
            FetchPort fetch, DirectoryPort directory, RecordPort records, Metrics metrics, WorkPort work) {
        Fetcher fetcher = new Fetcher(world, fetch);
        CallbackDelivery callbacks = new CallbackDelivery(world, fetcher, directory, records, settings.masking());
        CallRouter router = new CallRouter(new CallPorts(world, limits, settings, signaling, media, fetcher, directory,
                records, callbacks, new CallMetrics(metrics), work,
                new OutboundGuard(world.timeline(), settings.outbound(), records, metrics)));
        for (CallStatus status : CallStatus.values()) {
            if (!status.isFinal()) {
                metrics.gauge("strowger_calls", "Calls running, by state", () -> router.calls.inStatus(status),
                        "status", status.wire());
            }
        }
        metrics.gauge("strowger_outbound_waiting", "Calls of the API that wait for their turn",
                router.outbound::waiting);
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
                incoming.trunk(), ports.world().timeline().now(), Duration.ZERO);
        Call call = calls.make(facts, CallStatus.RINGING, incoming.offer());
        AppServer appServer = new AppServer(call, failedServers(incoming.accountSid() + " " + incoming.to()));
        calls.start(call, new InboundCall(call, appServer, calls)::run);
        return event -> call.post(new CallEvent.Signalled(event));
    }

    /**
     * Takes a call that the API wants made: it waits for its turn (rest-api 1.9) and is then dialled. What becomes of
     * it is told by its record and its status callbacks.
     *
     * @param sid a fresh one, chosen by the caller so that a repeated request can be recognised
     */
    public Placement place(CallSid sid, OutboundRequest request) {
        return outbound.place(sid, request);
    }

    /** Takes the calls that still waited when the last run ended; once, before new ones are placed. */
    public void resume(List<OutboundCall> waiting) {
        outbound.resume(waiting);
    }

    /** The guard of the accounts' calls by trunks. */
    public OutboundGuard guard() {
        return ports.guard();
    }

    /** Starts no more outbound calls: what waits is durable and goes on with the next run. */
    public void hold() {
        outbound.hold();
    }

    /** Calls that wait to be started. */
    public int waiting() {
        return outbound.waiting();
    }

    /**
     * Changes a call of the account that waits or runs.
     *
     * @param applied told once, on any thread, whether the call's state allowed it; false when there is no such call
     *     (any more). Must not block
     */
    public void change(AccountSid account, CallSid sid, CallChange change, Consumer<Boolean> applied) {
        boolean ours = outbound.find(sid).filter(call -> call.request().account().equals(account)).isPresent();
        if (ours && outbound.change(sid, change, applied)) {
            return;
        }
        ask(account, sid, new CallEvent.Change(change, applied));
    }

    /**
     * Begins a recording of a running call of the account.
     *
     * @param told once, on any thread; must not block
     */
    public void record(
            AccountSid account, CallSid call, RecordingSid sid, RecordingOptions options,
            Consumer<RecordingAnswer> told) {
        ask(account, call, new CallEvent.StartRecording(sid, options, told));
    }

    /**
     * Changes a recording of a running call of the account, by whomever it was begun.
     *
     * @param sid empty for the one that began last
     * @param told once, on any thread; must not block
     */
    public void changeRecording(
            AccountSid account, CallSid call, Optional<RecordingSid> sid, RecordingChange change,
            Consumer<RecordingAnswer> told) {
        ask(account, call, new CallEvent.ChangeRecording(sid, change, told));
    }

    private void ask(AccountSid account, CallSid sid, CallEvent.Asked letter) {
        Optional<Call> call = calls.find(sid).filter(one -> one.facts().account().equals(account));
        call.ifPresentOrElse(running -> running.post(letter), letter::tooLate);
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
        call.ifPresent(running -> running.post(new CallEvent.Change(
                CallChange.of(new CallChange.Step.Fetch(new WebTarget(url, method))), applied -> { })));
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

    /** The call queues: for the API, and to restore what was kept of them before the first call. */
    public CallQueues queues() {
        return calls.queues();
    }

    /** What work distribution has calls do. */
    public WorkCalls work() {
        return work;
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
