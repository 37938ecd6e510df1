package io.strowger.sip;

import java.util.Optional;

/** A request as received or as built. Immutable; any thread may read. */
public final class SipRequest extends SipMessage {
    private final String method;
    private final int uriStart;
    private final int uriEnd;

    SipRequest(SipParser parsed) {
        super(parsed);
        this.method = parsed.method();
        this.uriStart = parsed.uriStart();
        this.uriEnd = parsed.uriEnd();
    }

    /** The method, as written (methods are case-sensitive). */
    public String method() {
        return method;
    }

    /** True when the method is this one. */
    public boolean is(String wanted) {
        return method.equals(wanted);
    }

    /** The Request-URI as written. */
    public String uriText() {
        return text(uriStart, uriEnd);
    }

    /** The Request-URI; empty when it is no SIP, SIPS or TEL URI. */
    public Optional<SipUri> uri() {
        return SipUri.parse(uriText());
    }

    /** The Max-Forwards; 70 when missing (RFC 3261 16.3), -1 when malformed. */
    public int maxForwards() {
        return header(HeaderName.MAX_FORWARDS).map(v -> (int) Chars.number(v, 255)).orElse(70);
    }

    @Override
    public String firstLine() {
        return method + " " + uriText() + " SIP/2.0";
    }
}
