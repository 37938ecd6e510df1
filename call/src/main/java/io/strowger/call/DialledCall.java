package io.strowger.call;

import io.strowger.call.Interpreter.Ending;
import io.strowger.call.port.CallStatus;
import io.strowger.call.port.DialTarget;
import io.strowger.call.port.Direction;
import io.strowger.call.port.LegEvent;
import io.strowger.call.port.LegId;
import io.strowger.call.port.MediaSource;
import io.strowger.call.port.SipHeader;
import io.strowger.call.port.VoiceBinding;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A call made by Dial, top to bottom: ring, answer, screening, conversation. It tells its parent by letters and is
 * ended by one. Owned by its own strand.
 */
final class DialledCall {
    /** Added to every ringing time (voice-twiml "Dial", trap 7). */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Call call;
    private final Callee callee;
    private final Call parent;
    private final LiveCalls calls;
    private final Duration ringing;
    private List<SipHeader> answerHeaders = List.of();

    DialledCall(Call parent, Callee callee, Duration timeout, LiveCalls calls) {
        this.parent = parent;
        this.callee = callee;
        this.calls = calls;
        this.ringing = timeout.plus(GRACE);
        CallSid sid = CallSid.mint(parent.ports().world());
        CallFacts mother = parent.facts();
        // A screening document has no secondary: what fails there ends the child, never the parent (decision 0004).
        VoiceBinding binding = new VoiceBinding(callee.screening().orElse(new WebTarget("", "POST")), List.of(),
                callee.statusCallback(), callee.statusEvents(), Optional.empty());
        CallFacts facts = new CallFacts(sid, new LegId(sid.value()), mother.account(), Optional.of(mother.sid()),
                callee.from(), callee.to(), Direction.OUTBOUND_DIAL, binding, List.of(), "");
        this.call = calls.make(facts, CallStatus.INITIATED, Optional.empty());
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
        parent.post(new CallEvent.ChildOver(sid(), new ChildResult(call.progress().status(),
                call.progress().duration(), call.progress().sipStatus(), answerHeaders)));
    }

    private EndCause conversation() {
        connect();
        callee.sendDigits().ifPresent(digits -> new Prompts(call).play(new MediaSource.Digits(digits)));
        if (callee.screening().isPresent()) {
            AppServer appServer = new AppServer(call, FailedServers.none(call.timeline()));
            Ending ending = new Interpreter(call, appServer, calls, Interpreter.Role.SCREENING).run();
            if (ending.byVerb()) {
                return EndCause.SCREENED_OUT;
            }
        }
        parent.post(new CallEvent.ChildReady(sid()));
        call.await(Deadline.NEVER, event -> Optional.empty());
        throw new IllegalStateException("the wait for the end of a conversation ended without one");
    }

    /** Rings until somebody answers; a way that fails on the network's side leads to the next way. */
    private void connect() {
        if (callee.problem().isPresent()) {
            Callee.Problem problem = callee.problem().get();
            parent.notices().note(problem.code(), problem.message(), "");
            call.progress().sipStatus(problem.sipStatus());
            throw new CallEnded(EndCause.ofSip(problem.sipStatus()));
        }
        String offer = call.leg().openOffer();
        Deadline over = Deadline.after(call.timeline(), ringing);
        for (int way = 0; way < callee.attempts().size(); way++) {
            LegId attempt = way == 0 ? call.leg().id() : new LegId(sid() + "/" + way);
            call.progress().trunk(callee.attempts().get(way).trunk());
            call.leg().dial(attempt, target(callee.attempts().get(way), offer));
            if (answered(attempt, over)) {
                return;
            }
            if (call.progress().sipStatus() < 500 && call.progress().sipStatus() != 408) {
                break; // the called party itself refused: another way would ask it again
            }
        }
        throw new CallEnded(EndCause.ofSip(call.progress().sipStatus()));
    }

    private boolean answered(LegId attempt, Deadline over) {
        while (true) {
            Optional<CallEvent> event = call.await(over);
            if (event.isEmpty()) {
                call.progress().sipStatus(487);
                throw new CallEnded(EndCause.NO_ANSWER);
            }
            if (!(event.get() instanceof CallEvent.Signalled(LegEvent told)) || !told.leg().equals(attempt)) {
                continue;
            }
            switch (told) {
                case LegEvent.Ringing ringingNow -> call.progress().ringing();
                case LegEvent.EarlyMedia early -> call.progress().ringing();
                case LegEvent.Answered(LegId leg, String sdp, List<SipHeader> headers) -> {
                    answerHeaders = headers;
                    call.learned(headers);
                    call.leg().accepted(sdp);
                    return true;
                }
                case LegEvent.Refused(LegId leg, int status, String reason) -> {
                    call.progress().sipStatus(status);
                    return false;
                }
                case LegEvent.Acknowledged other -> { }
                case LegEvent.Offered other -> { }
                case LegEvent.Renegotiated other -> { }
                case LegEvent.Ended other -> { }
            }
        }
    }

    private DialTarget target(Callee.Attempt attempt, String offer) {
        String from = callee.from();
        String shown = from.startsWith("client:") ? from.substring("client:".length()) : from;
        return new DialTarget(attempt.uri(), attempt.route(), shown, "", attempt.credentials(),
                new ArrayList<>(attempt.headers()), offer, sid(), call.facts().account(), attempt.trunk());
    }
}
