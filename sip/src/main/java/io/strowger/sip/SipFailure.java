package io.strowger.sip;

import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Failure;

/** A failure of this room: an address that cannot be bound. */
public final class SipFailure extends Failure {
    SipFailure(ErrorCode code, String message, Throwable cause) {
        super(code, message, cause);
    }
}
