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
 * @throws IllegalArgumentException when {@code uri} or {@code from} is no SIP, SIPS or TEL URI: they are written as
 * they
 *     are, and nothing may break out of their lines
 */
public record InviteSpec(
        String uri, Optional<String> route, String from, String displayName, String contactUser,
        Optional<SipCredentials> credentials, List<SipField> headers, Optional<String> sdp) {
    /** Checks what is written as it is. */
    public InviteSpec {
        SipUri.parse(uri).orElseThrow(() -> new IllegalArgumentException("the called address is no SIP URI"));
        SipUri.parse(from).orElseThrow(() -> new IllegalArgumentException("the caller's address is no SIP URI"));
        headers = List.copyOf(headers);
    }

    /** The same call, sent to this SIP URI's address. */
    public InviteSpec via(String address) {
        return new InviteSpec(
                uri, Optional.of(address), from, displayName, contactUser, credentials, headers, sdp);
    }

    /** A plain call. */
    public static InviteSpec of(String uri, String from, String sdp) {
        return new InviteSpec(uri, Optional.empty(), from, "", "", Optional.empty(), List.of(), Optional.of(sdp));
    }
}
