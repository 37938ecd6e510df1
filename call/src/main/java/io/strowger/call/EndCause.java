package io.strowger.call;

import io.strowger.call.port.CallStatus;
import io.strowger.call.port.Termination;

/**
 * Why a call ends, with its own verdict: the outcome class and the final status of a call that was never answered
 * (an answered one is always {@code completed}).
 */
enum EndCause {
    /** The document ran out, or Hangup ran. */
    FINISHED(Termination.SUCCESS, CallStatus.COMPLETED),
    /** The far side of an answered call hung up. */
    REMOTE_HANGUP(Termination.SUCCESS, CallStatus.COMPLETED),
    /** The caller gave up before the answer (voice-twiml section 8: inbound, no-answer). */
    CALLER_GAVE_UP(Termination.CALLER, CallStatus.NO_ANSWER),
    /** Reject with reason busy. */
    REJECTED_BUSY(Termination.SUCCESS, CallStatus.BUSY),
    /** Reject with reason rejected. */
    REJECTED(Termination.SUCCESS, CallStatus.FAILED),
    /** No application server had a document that could be run. */
    APPLICATION_FAILED(Termination.APPLICATION, CallStatus.FAILED),
    /** The call reached its longest length. */
    TOO_LONG(Termination.PLATFORM, CallStatus.COMPLETED),
    /** The call reached the length that its maker gave it. */
    TIME_LIMIT(Termination.SUCCESS, CallStatus.COMPLETED),
    /** Ended from outside: by the API or its parent. */
    CANCELED(Termination.SUCCESS, CallStatus.CANCELED),
    /** The platform stops. */
    STOPPED(Termination.PLATFORM, CallStatus.CANCELED),
    /** No ACK, or the transport broke. */
    SIGNALLING_LOST(Termination.PLATFORM, CallStatus.FAILED),
    /** Media could not be opened: no codec in common, or no port. */
    MEDIA_FAILED(Termination.PLATFORM, CallStatus.FAILED),
    /** The called side is busy (486, 600). */
    BUSY(Termination.UPSTREAM, CallStatus.BUSY),
    /** The called side did not answer in time (408, 480, 487). */
    NO_ANSWER(Termination.UPSTREAM, CallStatus.NO_ANSWER),
    /** The called side refused or cannot be reached. */
    REFUSED(Termination.UPSTREAM, CallStatus.FAILED),
    /** The called party, or the document for it, declined the call. */
    SCREENED_OUT(Termination.SUCCESS, CallStatus.NO_ANSWER),
    /** The store did not take a call of the API in time, which was therefore not dialled. */
    STORE_AWAY(Termination.PLATFORM, CallStatus.FAILED),
    /** A mistake in our own code. */
    MISTAKE(Termination.PLATFORM, CallStatus.FAILED);

    private final Termination termination;
    private final CallStatus unanswered;

    EndCause(Termination termination, CallStatus unanswered) {
        this.termination = termination;
        this.unanswered = unanswered;
    }

    Termination termination() {
        return termination;
    }

    /** The final status of a call that ends for this cause, by whether it was answered. */
    CallStatus status(boolean answered) {
        return answered ? CallStatus.COMPLETED : unanswered;
    }

    /** The cause behind a final SIP status of an outbound leg (voice-twiml section 8). */
    static EndCause ofSip(int status) {
        return switch (status) {
            case 486, 600 -> BUSY;
            case 408, 480, 487 -> NO_ANSWER;
            default -> REFUSED;
        };
    }
}
