package io.strowger.sip;

/** Who sent a request and waits for its responses. Called on the loop. */
interface ClientUser {
    /** A response, in order; a 2xx to an INVITE may come several times and from several branches. */
    void onResponse(SipResponse response);

    /** No final response came in time; acts as a 408 (RFC 3261 8.1.3.1). */
    void onTimeout();

    /** It could not be sent; acts as a 503. */
    void onTransportError();
}
