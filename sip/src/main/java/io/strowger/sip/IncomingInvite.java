package io.strowger.sip;

import java.util.List;
import java.util.Optional;

/** An INVITE from outside that waits for an answer. Any thread may call it. */
public interface IncomingInvite extends SipCall {
    /** The INVITE. */
    SipRequest request();

    /** Where it came from. */
    Flow source();

    /** The offer; empty when the INVITE asks for one (delayed offer). */
    Optional<String> offer();

    /** Sends 180. */
    void ring();

    /** Sends 183 with this SDP. */
    void progress(String sdp);

    /** Sends 200 with this SDP, repeated until its ACK (RFC 3261 13.3.1.4). */
    void answer(String sdp);

    /** Sends a final status from 300 to 699. No event follows a refusal but {@link CallEvent.Ended}. */
    void refuse(int status, String reason, List<SipField> headers);
}
