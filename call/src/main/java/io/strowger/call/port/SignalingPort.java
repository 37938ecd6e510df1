package io.strowger.call.port;

import java.util.function.Consumer;

/**
 * What a call asks of signalling. Every method returns at once; results come as {@link LegEvent}s. A command for a leg
 * that has ended does nothing. Any thread may call it.
 */
public interface SignalingPort {
    /** Tells an inbound caller that the called side rings (180). */
    void ring(LegId leg);

    /** Opens early media towards an inbound caller (183 with SDP). */
    void progress(LegId leg, String sdp);

    /**
     * Answers an inbound leg (200 with the SDP answer, or offer when the INVITE had none). Leads to
     * {@link LegEvent.Acknowledged}.
     */
    void answer(LegId leg, String sdp);

    /** Refuses an unanswered inbound leg with a final SIP status from 300 to 699. */
    void refuse(LegId leg, int status, String reason);

    /**
     * Ends a leg by whatever its state asks for: CANCEL, BYE or a final answer. Leads to {@link LegEvent.Ended} unless
     * it had ended before.
     */
    void hangUp(LegId leg);

    /**
     * Starts an outbound leg.
     *
     * @param leg a fresh id
     * @param events receives this leg's events in order, on any thread; must not block
     */
    void dial(LegId leg, DialTarget target, Consumer<LegEvent> events);

    /** Sends a re-INVITE with this offer on an answered leg. Leads to {@link LegEvent.Renegotiated} or nothing. */
    void offer(LegId leg, String sdp);

    /** Answers the far side's re-INVITE ({@link LegEvent.Offered}). */
    void answerOffer(LegId leg, String sdp);

    /** Refuses the far side's re-INVITE (488). */
    void refuseOffer(LegId leg);

    /** The leg's dialog as a versioned text for a checkpoint; empty when it has none. */
    String export(LegId leg);
}
