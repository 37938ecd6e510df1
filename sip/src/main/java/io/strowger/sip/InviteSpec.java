package io.strowger.sip;

import java.util.List;
import java.util.Optional;

/**
 * A call to place.
 *
 * @param uri Request-URI and To
 * @param route where to send it when not to the Request-URI's own address: a SIP URI
 * @param from URI of the caller
 * @param displayName shown beside it; empty for none
 * @param contactUser user part of our Contact; empty for none
 * @param credentials answer one 401 or 407
 * @param headers more header fields
 * @param sdp the offer; empty to let the called side offer (its answer is then due by {@link SipCall#answerOffer})
 */
public record InviteSpec(
        String uri, Optional<String> route, String from, String displayName, String contactUser,
        Optional<SipCredentials> credentials, List<SipField> headers, Optional<String> sdp) {
    /** A plain call. */
    public static InviteSpec of(String uri, String from, String sdp) {
        return new InviteSpec(uri, Optional.empty(), from, "", "", Optional.empty(), List.of(), Optional.of(sdp));
    }
}
