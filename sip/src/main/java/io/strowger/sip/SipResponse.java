package io.strowger.sip;

/** A response as received or as built. Immutable; any thread may read. */
public final class SipResponse extends SipMessage {
    private final int status;
    private final int reasonStart;
    private final int reasonEnd;

    SipResponse(SipParser parsed) {
        super(parsed);
        this.status = parsed.status();
        this.reasonStart = parsed.uriStart();
        this.reasonEnd = parsed.uriEnd();
    }

    /** The status code, 100 to 699. */
    public int status() {
        return status;
    }

    /** The reason phrase; may be empty. */
    public String reason() {
        return text(reasonStart, reasonEnd);
    }

    /** True for 1xx. */
    public boolean provisional() {
        return status < 200;
    }

    /** True for 2xx. */
    public boolean success() {
        return status >= 200 && status < 300;
    }

    @Override
    public String firstLine() {
        return "SIP/2.0 " + status + " " + reason();
    }
}
