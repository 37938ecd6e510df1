package io.strowger.server.signaling;

import io.strowger.call.port.LegEvent;
import io.strowger.call.port.LegId;
import io.strowger.sip.CallEvent;
import io.strowger.sip.CallListener;
import io.strowger.sip.SipCall;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One leg: the SIP call behind a {@link LegId}, its events in the call room's words. The stack calls it on the leg's
 * loop; commands come from any thread and go straight to the stack, which sorts them.
 */
final class SipLeg implements CallListener {
    private final LegId id;
    private final SipSignaling signaling;
    private volatile Optional<SipCall> call = Optional.empty();
    private volatile Consumer<LegEvent> events;

    SipLeg(LegId id, SipSignaling signaling, Consumer<LegEvent> events) {
        this.id = id;
        this.signaling = signaling;
        this.events = events;
    }

    LegId id() {
        return id;
    }

    /** The SIP call, once the stack has made it. */
    Optional<SipCall> call() {
        return call;
    }

    void call(SipCall made) {
        call = Optional.of(made);
    }

    /** Tells an event that no SIP call made. */
    void tell(LegEvent event) {
        events.accept(event);
    }

    void events(Consumer<LegEvent> sink) {
        events = sink;
    }

    @Override
    public void on(CallEvent event) {
        switch (event) {
            case CallEvent.Ringing ringing -> events.accept(new LegEvent.Ringing(id));
            case CallEvent.EarlyMedia early -> events.accept(new LegEvent.EarlyMedia(id, early.sdp()));
            case CallEvent.Answered answered -> answered(answered);
            case CallEvent.Refused refused -> {
                signaling.over(this);
                events.accept(new LegEvent.Refused(id, refused.status(), refused.reason()));
            }
            case CallEvent.Acknowledged acknowledged ->
                events.accept(new LegEvent.Acknowledged(id, acknowledged.sdp()));
            case CallEvent.Offered offered -> events.accept(new LegEvent.Offered(id, offered.sdp()));
            case CallEvent.Renegotiated renegotiated ->
                events.accept(new LegEvent.Renegotiated(id, renegotiated.sdp()));
            case CallEvent.RenegotiationFailed failed -> { } // the media stays as it was; the story has the SIP line
            case CallEvent.Ended ended -> {
                signaling.over(this);
                events.accept(new LegEvent.Ended(id, cause(ended.cause())));
            }
        }
    }

    /** A 2xx without an answer to our offer breaks RFC 3264: there is nothing to hear, so the call is given back. */
    private void answered(CallEvent.Answered answered) {
        if (answered.sdp().isEmpty()) {
            call.ifPresent(SipCall::hangUp);
            signaling.over(this);
            events.accept(new LegEvent.Refused(id, 488, "Answer without SDP"));
            return;
        }
        events.accept(new LegEvent.Answered(id, answered.sdp(), InviteParameters.visible(answered.response())));
    }

    private static LegEvent.Cause cause(CallEvent.Cause cause) {
        return switch (cause) {
            case REMOTE_BYE -> LegEvent.Cause.REMOTE_BYE;
            case REMOTE_CANCEL -> LegEvent.Cause.REMOTE_CANCEL;
            case LOCAL -> LegEvent.Cause.LOCAL;
            case LOST -> LegEvent.Cause.LOST;
        };
    }
}
