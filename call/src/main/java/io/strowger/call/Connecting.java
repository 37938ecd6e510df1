package io.strowger.call;

import io.strowger.call.port.DialTarget;
import io.strowger.call.port.LegEvent;
import io.strowger.call.port.LegId;
import io.strowger.call.port.SipHeader;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings an outbound call to its answer: rings, and tries the next way when one fails on the network's side. Owned by
 * the call's strand.
 */
final class Connecting {
    /** Added to every ringing time (voice-twiml "Dial", trap 7). */
    private static final Duration GRACE = Duration.ofSeconds(5);

    private static final int FORBIDDEN = 403;

    private final Call call;
    private final Callee callee;
    private final Duration ringing;
    private final CallNotices told;
    private List<SipHeader> answerHeaders = List.of();

    /** @param told where it is written why nobody can be called */
    Connecting(Call call, Callee callee, Duration ringing, CallNotices told) {
        this.call = call;
        this.callee = callee;
        this.ringing = ringing.plus(GRACE);
        this.told = told;
    }

    /** X- headers of the answer. */
    List<SipHeader> answerHeaders() {
        return answerHeaders;
    }

    /**
     * Rings until somebody answers; a way that fails on the network's side leads to the next way.
     *
     * @throws CallEnded when nobody answered
     */
    void connect() {
        if (callee.problem().isPresent()) {
            Callee.Problem problem = callee.problem().get();
            end(problem.code(), problem.message(), problem.sipStatus());
        }
        if (callee.attempts().stream().anyMatch(way -> !way.trunk().isEmpty())) {
            call.leavesByTrunk(callee.to()).ifPresent(this::refused);
        }
        String offer = call.leg().openOffer();
        Deadline over = Deadline.after(call.timeline(), ringing);
        for (int way = 0; way < callee.attempts().size(); way++) {
            LegId attempt = way == 0 ? call.leg().id() : new LegId(call.facts().sid() + "/" + way);
            call.progress().trunk(callee.attempts().get(way).trunk());
            call.leg().dial(attempt, target(callee.attempts().get(way), offer));
            if (answered(attempt, over)) {
                return;
            }
            if (!networkFailed(call.progress().sipStatus())) {
                break;
            }
        }
        throw new CallEnded(EndCause.ofSip(call.progress().sipStatus()));
    }

    private void refused(OutboundGuard.Refusal refusal) {
        end(refusal.code(), refusal.message(), FORBIDDEN);
    }

    private void end(ErrorCode code, String message, int sipStatus) {
        told.note(code, message, "");
        call.progress().sipStatus(sipStatus);
        throw new CallEnded(EndCause.ofSip(sipStatus));
    }

    /** A server on the way failed or none answered; else the called party itself refused, and would be asked again. */
    private static boolean networkFailed(int sipStatus) {
        return sipStatus == 408 || sipStatus / 100 == 5;
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
        return new DialTarget(attempt.uri(), attempt.route(), shown, callee.displayName(), attempt.credentials(),
                new ArrayList<>(attempt.headers()), offer, call.facts().sid(), call.facts().account(),
                attempt.trunk());
    }
}
