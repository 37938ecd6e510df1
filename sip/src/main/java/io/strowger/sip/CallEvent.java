package io.strowger.sip;

import java.util.Optional;

/** What happens to one {@link SipCall}. */
public sealed interface CallEvent {
    /** The called side rings: 180, or another 1xx without SDP. */
    record Ringing(int status) implements CallEvent {}

    /** Early media: a provisional response with SDP. */
    record EarlyMedia(int status, String sdp) implements CallEvent {}

    /**
     * The called side answered; unless our INVITE had no offer, its ACK has been sent.
     *
     * @param sdp the answer; empty text when the 2xx carried none
     */
    record Answered(String sdp, SipResponse response) implements CallEvent {}

    /**
     * The called side refused. Nothing follows.
     *
     * @param status the final status; 408 when nothing came back, 503 when the transport failed
     * @param response absent when the refusal was made here
     */
    record Refused(int status, String reason, Optional<SipResponse> response) implements CallEvent {}

    /** The ACK of our 2xx to the first INVITE. The SDP is there when the INVITE had no offer. */
    record Acknowledged(Optional<String> sdp) implements CallEvent {}

    /** A re-INVITE; answer it with {@link SipCall#answerOffer} or {@link SipCall#refuseOffer}. */
    record Offered(Optional<String> sdp) implements CallEvent {}

    /** The far side accepted our offer, or its ACK answered the offer we gave in a 2xx. */
    record Renegotiated(String sdp) implements CallEvent {}

    /** The far side refused our re-INVITE; the call goes on as it was. */
    record RenegotiationFailed(int status) implements CallEvent {}

    /** The call is over; nothing follows. */
    record Ended(Cause cause) implements CallEvent {}

    /** Why a call ended. */
    enum Cause {
        /** The far side sent BYE. */
        REMOTE_BYE,
        /** The caller gave up before our answer. */
        REMOTE_CANCEL,
        /** {@link SipCall#hangUp}, or a refusal of ours. */
        LOCAL,
        /** The ACK never came, a request went unanswered, or the session timer ran out. */
        LOST
    }
}
