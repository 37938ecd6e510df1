package io.strowger.call;

import io.strowger.call.Interpreter.Ending;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.Direction;
import io.strowger.call.port.LegId;
import io.strowger.call.port.MediaCommand;
import io.strowger.call.port.MediaSource;
import io.strowger.call.port.VoiceBinding;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A call made by Dial, top to bottom: ring, answer, screening, conversation. It tells its parent by letters and is
 * ended by one. Told from outside to run a document of its own, it leaves the Dial (rest-api section 2, "Calls") and
 * lives on without its parent. Owned by its own strand.
 */
final class DialledCall {
    private final Call call;
    private final Callee callee;
    private final Call parent;
    private final LiveCalls calls;
    private final Connecting connecting;
    private boolean gone;

    DialledCall(Call parent, Callee callee, Duration timeout, LiveCalls calls) {
        this.parent = parent;
        this.callee = callee;
        this.calls = calls;
        CallSid sid = CallSid.mint(parent.ports().world());
        CallFacts mother = parent.facts();
        // A screening document has no secondary: what fails there ends the child, never the parent (decision 0004).
        VoiceBinding binding = new VoiceBinding(callee.screening().orElse(new WebTarget("", "POST")), List.of(),
                callee.statusCallback(), callee.statusEvents(), Optional.empty());
        CallFacts facts = new CallFacts(sid, new LegId(sid.value()), mother.account(), Optional.of(mother.sid()),
                callee.from(), callee.to(), Direction.OUTBOUND_DIAL, binding, List.of(), "",
                parent.timeline().now(), Duration.ZERO);
        this.call = calls.make(facts, CallStatus.INITIATED, Optional.empty());
        this.connecting = new Connecting(call, callee, timeout, parent.notices());
    }

    Call call() {
        return call;
    }

    CallSid sid() {
        return call.facts().sid();
    }

    /** Starts its strand. */
    DialledCall start() {
        calls.start(call, this::run);
        return this;
    }

    private void run() {
        EndCause cause = EndCause.MISTAKE;
        try {
            call.progress().began();
            cause = conversation();
        } catch (CallEnded ended) {
            cause = ended.endCause();
        } finally {
            call.end(cause, this::tellParent);
        }
    }

    private void tellParent() {
        if (!gone) {
            parent.post(new CallEvent.ChildOver(sid(), result()));
        }
    }

    private ChildResult result() {
        return new ChildResult(call.progress().status(), call.progress().duration(), call.progress().sipStatus(),
                connecting.answerHeaders());
    }

    private EndCause conversation() {
        connecting.connect();
        try {
            return withParent();
        } catch (Replaced elsewhere) {
            leave();
            AppServer appServer = new AppServer(call, FailedServers.none(call.timeline()));
            return new Interpreter(call, appServer, calls, Interpreter.Role.CALL).run(elsewhere.request()).cause();
        }
    }

    private EndCause withParent() {
        callee.sendDigits().ifPresent(digits -> new Prompts(call).play(new MediaSource.Digits(digits)));
        if (callee.screening().isPresent()) {
            AppServer appServer = new AppServer(call, FailedServers.none(call.timeline()));
            Ending ending = new Interpreter(call, appServer, calls, Interpreter.Role.SCREENING)
                    .run(AppRequest.opening(call.facts().binding()));
            if (ending.byVerb()) {
                return EndCause.SCREENED_OUT;
            }
        }
        parent.post(new CallEvent.ChildReady(sid()));
        call.await(Deadline.NEVER, event -> Optional.empty());
        throw new IllegalStateException("the wait for the end of a conversation ended without one");
    }

    /** The legs are parted here, before the parent knows: this call's next sound must not meet the old bridge. */
    private void leave() {
        gone = true;
        call.leg().send(new MediaCommand.Unbridge(call.leg().id(), parent.leg().id()));
        parent.post(new CallEvent.ChildLeft(sid(), result()));
    }
}
