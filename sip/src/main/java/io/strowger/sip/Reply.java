package io.strowger.sip;

import java.util.List;

/** The final answer to a request that is no INVITE. */
public record Reply(int status, String reason, List<SipField> headers) {
    /** An answer without more header fields. */
    public static Reply of(int status, String reason) {
        return new Reply(status, reason, List.of());
    }
}
