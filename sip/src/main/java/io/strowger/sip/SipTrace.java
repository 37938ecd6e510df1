package io.strowger.sip;

import java.time.Instant;

/** Sees each message that is sent or received, on loop threads: must not block. */
@FunctionalInterface
public interface SipTrace {
    /** Sees nothing. */
    SipTrace NONE = seen -> { };

    /** A message passed. */
    void on(Seen seen);

    /**
     * One message's summary.
     *
     * @param sent true when we sent it
     * @param firstLine request or status line
     * @param cseq the CSeq value, for telling responses apart
     */
    record Seen(boolean sent, String firstLine, String callId, String cseq, Instant at, Flow remote) {}
}
