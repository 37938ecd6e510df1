package io.strowger.call;

import io.strowger.call.port.CallStatus;
import io.strowger.call.port.Direction;
import io.strowger.call.port.LegId;
import io.strowger.call.port.MediaSource;
import io.strowger.call.port.OutboundCall;
import io.strowger.call.port.OutboundRequest;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.RecordingSid;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A call that the API started, top to bottom: it rings, its application runs it from the answer on, it ends. Owned by
 * its own strand.
 */
final class ApiCall {
    /** A call is dialled once: it is in the records that it left the queue before anybody's phone rings. */
    private static final Duration DURABLE_WITHIN = Duration.ofSeconds(10);

    private final Call call;
    private final Callee callee;
    private final OutboundRequest request;
    private final LiveCalls calls;
    private final AppServer appServer;
    private final Runnable answered;

    ApiCall(OutboundCall asked, Callee callee, Duration queued, LiveCalls calls) {
        this(asked, callee, queued, calls, () -> { });
    }

    /** @param answered run once, when the called side answers; must not block */
    ApiCall(OutboundCall asked, Callee callee, Duration queued, LiveCalls calls, Runnable answered) {
        this.answered = answered;
        this.request = asked.request();
        this.callee = callee;
        this.calls = calls;
        CallFacts facts = new CallFacts(asked.sid(), new LegId(asked.sid().value()), request.account(),
                Optional.empty(), request.from(), callee.to(), Direction.OUTBOUND_API, request.binding(), List.of(),
                "", asked.created(), queued);
        this.call = calls.make(facts, CallStatus.INITIATED, Optional.empty());
        this.appServer = new AppServer(call, FailedServers.none(call.timeline()));
        call.progress().timeLimit(request.timeLimit());
    }

    Call call() {
        return call;
    }

    void run() {
        EndCause cause = EndCause.MISTAKE;
        try {
            call.progress().began();
            durable();
            new Connecting(call, callee, request.ringing(), call.notices()).connect();
            answered.run();
            cause = new Interpreter(call, appServer, calls, Interpreter.Role.CALL).run(opening()).cause();
        } catch (CallEnded ended) {
            cause = ended.endCause();
        } finally {
            call.end(cause, () -> { });
        }
    }

    /** Dialled without the record it would be dialled again by the next run, or by whoever repeats the request. */
    private void durable() {
        if (!Durability.await(call.ports().world(), call.ports().records(), DURABLE_WITHIN)) {
            call.notices().note(ErrorCode.STORE_FAILED, "The database did not take the call within "
                    + DURABLE_WITHIN.toSeconds() + " s, so it was not dialled", "");
            throw new CallEnded(EndCause.STORE_AWAY);
        }
    }

    /** What runs first: what was asked for, unless a live update comes while the keys are being sent. */
    private AppRequest opening() {
        try {
            request.recording().ifPresent(options -> call.recordings().start(
                    RecordingSid.mint(call.ports().world()), options, LiveRecordings.OUTBOUND_API));
            request.sendDigits().ifPresent(digits -> new Prompts(call).play(new MediaSource.Digits(digits)));
            return request.document().map(AppRequest::inline)
                    .orElseGet(() -> AppRequest.opening(request.binding()));
        } catch (Replaced replaced) {
            return replaced.request();
        }
    }
}
