package io.strowger.sip;

/** What the user of a stack decides. Called on loop threads: answers from memory and never blocks. */
public interface SipHandler {
    /** Whether this INVITE is let in. Called before any object is built for it. */
    default Admission admit(SipRequest invite, Flow source) {
        return Admission.ACCEPTED;
    }

    /**
     * An admitted INVITE. It may be answered or refused here or later.
     *
     * @return receives the call's events
     */
    CallListener onInvite(IncomingInvite invite);

    /** A REGISTER. The default has no registrar: 405. */
    default Reply onRegister(SipRequest request, Flow source) {
        return Reply.of(405, "Method Not Allowed");
    }
}
