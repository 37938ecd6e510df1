package io.strowger.sip;

/** The keys by which a request finds its transaction. */
final class TransactionKeys {
    private TransactionKeys() {}

    /**
     * RFC 3261 17.2.3: branch, sent-by and method (an ACK and a CANCEL ask with INVITE); for a branch without the
     * cookie, the older rule in its part that ACK and CANCEL share with their INVITE.
     */
    static String server(SipRequest request, String method) {
        Via via = request.topVia().orElseThrow();
        if (via.branch().startsWith(Via.COOKIE)) {
            return via.branch() + '|' + via.host() + ':' + via.port() + '|' + method;
        }
        long number = request.cseq().map(CSeq::number).orElse(-1L);
        return "2543|" + request.callId() + '|' + number + '|' + fromTag(request) + '|' + via.sentBy() + '|'
                + via.branch() + '|' + method;
    }

    /** RFC 3261 8.2.2.2: the same request by another way. */
    static String merge(SipRequest request) {
        return request.callId() + '|' + fromTag(request) + '|' + request.header(HeaderName.CSEQ).orElse("");
    }

    private static String fromTag(SipRequest request) {
        return request.from().flatMap(NameAddress::tag).orElse("");
    }
}
