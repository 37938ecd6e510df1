package io.strowger.sip;

/**
 * One call leg. Every method returns at once and may be called from any thread; a command that does not fit the call's
 * state any more does nothing.
 */
public interface SipCall {
    /** The Call-ID. */
    String callId();

    /**
     * Ends the call by whatever its state asks for: CANCEL (once a provisional response has come), BYE, or a 603.
     * Leads to {@link CallEvent.Ended} unless it had ended before.
     */
    void hangUp();

    /** Sends a re-INVITE with this offer once the dialog is free for one (RFC 3261 14.1). */
    void reInvite(String sdp);

    /** Answers a re-INVITE with 200; the SDP is an offer when the re-INVITE had none. */
    void answerOffer(String sdp);

    /** Refuses a re-INVITE, for instance 488. */
    void refuseOffer(int status, String reason);

    /** The dialog as text ({@link Dialog#export}); empty text before there is one and after its end. */
    String exportDialog();
}
