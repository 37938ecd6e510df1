package io.strowger.twiml;

import io.strowger.kernel.ErrorCode;

/** Ends the reading of one verb, which becomes an {@link Invalid}; never leaves this room. */
final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final ErrorCode code;

    Unusable(ErrorCode code, String message) {
        super(message, null, false, false);
        this.code = code;
    }

    ErrorCode code() {
        return code;
    }
}
