package io.strowger.sip;

/** What is wrong with the form of a message, with the answer RFC 3261 owes a request for it. */
enum MessageFault {
    NONE(200, "OK"),
    REQUEST_LINE(400, "Bad Request Line"),
    STATUS_LINE(400, "Bad Status Line"),
    VERSION(505, "Version Not Supported"),
    HEADER_LINE(400, "Bad Header Line"),
    NO_BLANK_LINE(400, "Headers Not Ended"),
    TOO_MANY_HEADERS(513, "Too Many Headers"),
    HEADER_TOO_LONG(513, "Header Too Long"),
    MESSAGE_TOO_LARGE(513, "Message Too Large"),
    CONTENT_LENGTH(400, "Bad Content-Length"),
    CONTENT_LENGTH_MISSING(400, "Content-Length Missing"),
    SHORT_BODY(400, "Body Shorter Than Content-Length"),
    MISSING_HEADER(400, "Missing Header"),
    REPEATED_HEADER(400, "Repeated Header"),
    VIA(400, "Bad Via"),
    FROM(400, "Bad From"),
    TO(400, "Bad To"),
    CALL_ID(400, "Bad Call-ID"),
    CSEQ(400, "Bad CSeq"),
    CSEQ_METHOD(400, "CSeq Method Differs"),
    CONTACT(400, "Bad Contact"),
    MAX_FORWARDS(400, "Bad Max-Forwards"),
    REQUEST_URI(400, "Bad Request-URI"),
    URI_SCHEME(416, "Unsupported URI Scheme");

    private final int status;
    private final String reason;

    MessageFault(int status, String reason) {
        this.status = status;
        this.reason = reason;
    }

    int status() {
        return status;
    }

    String reason() {
        return reason;
    }
}
