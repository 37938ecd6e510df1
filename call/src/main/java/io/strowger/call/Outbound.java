package io.strowger.call;

import io.strowger.call.port.CallParticulars;
import io.strowger.call.port.CallRecord;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.Direction;
import io.strowger.call.port.Notification;
import io.strowger.call.port.OutboundCall;
import io.strowger.call.port.OutboundRequest;
import io.strowger.call.port.StatusDelivery;
import io.strowger.call.port.Termination;
import io.strowger.call.port.CallDetail;
import io.strowger.call.port.VoiceBinding;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.NotificationSid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Calls that the API starts, from the request to the moment they run: checked, queued, started in turn; and what the
 * API does to them while they wait. Any thread may call it.
 */
final class Outbound implements OutboundQueue.Turn {
    private final CallPorts ports;
    private final LiveCalls calls;
    private final OutboundCallees callees;
    private final OutboundQueue queue;

    Outbound(CallPorts ports, LiveCalls calls) {
        this.ports = ports;
        this.calls = calls;
        this.callees = new OutboundCallees(ports.directory());
        this.queue = new OutboundQueue(ports.world().timeline(), ports.settings().outbound(), this);
    }

    Placement place(CallSid sid, OutboundRequest request) {
        Callee callee;
        try {
            callee = callees.of(request);
        } catch (AppFailure refused) {
            if (refused.code() == ErrorCode.CALL_NOT_PERMITTED) {
                alert(request, Optional.empty(), refused.code(), refused.getMessage());
            }
            return new Placement.Refused(refused.code(), refused.getMessage());
        }
        boolean byTrunk = callee.attempts().stream().anyMatch(way -> !way.trunk().isEmpty());
        Optional<OutboundGuard.Refusal> shut = byTrunk ? ports.guard().closed(request.account()) : Optional.empty();
        if (shut.isPresent()) {
            alert(request, Optional.empty(), shut.get().code(), shut.get().message());
            return new Placement.Refused(shut.get().code(), shut.get().message());
        }
        OutboundCall call = new OutboundCall(sid, request, ports.world().timeline().now());
        CallRecord record = record(call, callee.to(), CallStatus.QUEUED, Optional.empty(), Duration.ZERO);
        if (!queue.add(call, () -> ports.records().waiting(record, call))) {
            String full = "outbound-queue: " + ports.settings().outbound().queued()
                    + " calls of this account wait, more are not taken";
            alert(request, Optional.empty(), ErrorCode.OUTBOUND_QUEUE_FULL, full);
            return new Placement.Refused(ErrorCode.OUTBOUND_QUEUE_FULL, full);
        }
        queue.pump();
        return new Placement.Queued(record);
    }

    /** Takes the calls that waited when the last run ended. */
    void resume(List<OutboundCall> waiting) {
        waiting.forEach(queue::resume);
        queue.pump();
    }

    void hold() {
        queue.hold();
    }

    int waiting() {
        return queue.waiting();
    }

    Optional<OutboundCall> find(CallSid sid) {
        return queue.find(sid);
    }

    @Override
    public void start(OutboundCall call, Duration waited) {
        ApiCall started = new ApiCall(call, callee(call.request()), waited, calls);
        calls.start(started.call(), () -> {
            try {
                started.run();
            } finally {
                queue.over(call.request().account());
            }
        });
    }

    /** What was fine when the call was asked for may not be so any more: then it ends as an unreachable one. */
    private Callee callee(OutboundRequest request) {
        try {
            if (!ports.directory().active(request.account())) {
                throw new AppFailure(ErrorCode.ACCOUNT_SUSPENDED,
                        "The account was suspended or closed while the call waited", "");
            }
            return callees.of(request);
        } catch (AppFailure refused) {
            return new Callee(request.to(), request.from(), List.of(),
                    Optional.of(new Callee.Problem(refused.code(), refused.getMessage(), 403)), Optional.empty(),
                    Optional.empty(), java.util.Set.of(), Optional.empty(), "");
        }
    }

    @Override
    public void expire(OutboundCall call, Duration waited) {
        String message = "The call waited " + waited.toHours() + " hours in the queue of outbound calls";
        alert(call.request(), Optional.of(call.sid()), ErrorCode.OUTBOUND_WAITED_TOO_LONG, message);
        end(call, CallStatus.FAILED, Termination.PLATFORM, waited);
    }

    @Override
    public void fail(OutboundCall call, Duration waited) {
        alert(call.request(), Optional.of(call.sid()), ErrorCode.INTERNAL, "The call could not be started");
        end(call, CallStatus.FAILED, Termination.PLATFORM, waited);
    }

    private void alert(OutboundRequest request, Optional<CallSid> call, ErrorCode code, String message) {
        ports.metrics().notified(code);
        ports.records().notification(new Notification(NotificationSid.mint(ports.world()), request.account(), call,
                code, message, "", "", "", "", "", ports.world().timeline().now()));
    }

    /** Ends a call that never left the queue. A canceled one tells nobody (voice-twiml section 8). */
    private void end(OutboundCall call, CallStatus status, Termination termination, Duration waited) {
        Instant now = ports.world().timeline().now();
        OutboundRequest request = call.request();
        ports.metrics().ended(Direction.OUTBOUND_API, termination);
        ports.records().detail(new CallDetail(call.sid(), request.account(), Optional.empty(), Direction.OUTBOUND_API,
                request.from(), request.to(), call.created(), Optional.empty(), now, Duration.ZERO, "", "", 0,
                termination, status));
        CallRecord record = record(call, request.to(), status, Optional.of(now), waited);
        Optional<WebTarget> callback = request.binding().statusCallback().filter(target ->
                status != CallStatus.CANCELED && request.binding().statusEvents().contains("completed"));
        if (callback.isEmpty()) {
            ports.records().call(record);
            return;
        }
        StatusDelivery delivery = delivery(call, status, callback.get(), now);
        ports.records().told(record, delivery);
        ports.callbacks().resume(delivery);
    }

    private StatusDelivery delivery(OutboundCall call, CallStatus status, WebTarget target, Instant now) {
        OutboundRequest request = call.request();
        CallFacts facts = new CallFacts(call.sid(), new io.strowger.call.port.LegId(call.sid().value()),
                request.account(), Optional.empty(), request.from(), request.to(), Direction.OUTBOUND_API,
                request.binding(), List.of(), "", call.created(), Duration.ZERO);
        List<Header> fields = new ArrayList<>(CallParameters.of(facts, status));
        fields.add(new Header("CallDuration", "0"));
        fields.add(new Header("Timestamp", CallProgress.rfc2822(now)));
        fields.add(new Header("CallbackSource", "call-progress-events"));
        fields.add(new Header("SequenceNumber", "0"));
        return new StatusDelivery(ports.world().entropy().hex(16), call.sid(), request.account(), 0,
                new WebTarget(UriTemplate.expand(target.url(), fields), target.method()), fields);
    }

    /**
     * Changes a call that waits: it can be ended, or told whom to tell; it cannot be given another document.
     *
     * @return false when it does not wait (any more); {@code applied} is then not told
     */
    boolean change(CallSid sid, CallChange change, Consumer<Boolean> applied) {
        if (!change.fits(false, false)) {
            boolean waits = queue.find(sid).isPresent();
            if (waits) {
                applied.accept(false);
            }
            return waits;
        }
        if (change.step().isPresent()) { // HangUp and Cancel are what fits
            Optional<OutboundCall> removed = queue.remove(sid);
            removed.ifPresent(call -> {
                end(call, CallStatus.CANCELED, Termination.SUCCESS,
                        Duration.between(call.created(), ports.world().timeline().now()));
                applied.accept(true);
            });
            return removed.isPresent();
        }
        Optional<OutboundCall> changed = queue.change(sid, call -> written(changed(call, change)));
        changed.ifPresent(call -> applied.accept(true));
        return changed.isPresent();
    }

    private OutboundCall written(OutboundCall call) {
        ports.records().waiting(
                record(call, call.request().to(), CallStatus.QUEUED, Optional.empty(), Duration.ZERO), call);
        return call;
    }

    private static OutboundCall changed(OutboundCall call, CallChange change) {
        OutboundRequest request = call.request();
        VoiceBinding binding = CallProgress.changed(request.binding(), change);
        return new OutboundCall(call.sid(),
                request.under(binding, change.timeLimit().or(request::timeLimit)), call.created());
    }

    private CallRecord record(
            OutboundCall call, String to, CallStatus status, Optional<Instant> ended, Duration waited) {
        OutboundRequest request = call.request();
        CallParticulars particulars = new CallParticulars(Optional.empty(), waited,
                ports.directory().numberSid(request.account(), request.from()), "", "", "");
        return new CallRecord(call.sid(), request.account(), Optional.empty(), request.from(), to,
                Direction.OUTBOUND_API, status, call.created(), Optional.empty(), ended, Duration.ZERO,
                request.binding().application(), Optional.empty(), "", particulars);
    }
}
