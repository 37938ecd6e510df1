package io.strowger.call.port;

import java.util.List;
import java.util.Optional;

/** What signalling tells a call about one leg. */
public sealed interface LegEvent {
    LegId leg();

    /** The called side rings (180, or 183 without SDP). */
    record Ringing(LegId leg) implements LegEvent {}

    /** Early media from the called side (183 or 180 with SDP). */
    record EarlyMedia(LegId leg, String sdp) implements LegEvent {}

    /**
     * The called side answered (2xx; the ACK has been sent).
     *
     * @param sdp the answer
     * @param headers {@code X-} headers and User-to-User of the 200, for SipHeader_ parameters
     */
    record Answered(LegId leg, String sdp, List<SipHeader> headers) implements LegEvent {}

    /**
     * The called side refused, or no answer came.
     *
     * @param status the final SIP status; 408 when nothing came back, 503 when the transport failed
     */
    record Refused(LegId leg, int status, String reason) implements LegEvent {}

    /**
     * An inbound caller's ACK arrived.
     *
     * @param sdp the answer, when the INVITE had no offer
     */
    record Acknowledged(LegId leg, Optional<String> sdp) implements LegEvent {}

    /** The far side wants other media (re-INVITE, or an UPDATE with SDP); an empty offer asks for one from us. */
    record Offered(LegId leg, Optional<String> sdp) implements LegEvent {}

    /** The far side accepted our re-INVITE. */
    record Renegotiated(LegId leg, String sdp) implements LegEvent {}

    /** The leg is over; nothing follows. */
    record Ended(LegId leg, Cause cause) implements LegEvent {}

    /** Why a leg ended. */
    enum Cause {
        /** The far side sent BYE. */
        REMOTE_BYE,
        /** An inbound caller gave up before the answer (CANCEL). */
        REMOTE_CANCEL,
        /** We ended it. */
        LOCAL,
        /** The ACK never came, a request timed out, or the transport broke. */
        LOST
    }
}
