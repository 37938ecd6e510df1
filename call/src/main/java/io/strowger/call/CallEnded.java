package io.strowger.call;

/** Thrown by a call's wait when the call is over: unwinds whatever verb was running. */
final class CallEnded extends RuntimeException {
    private final transient EndCause cause;

    CallEnded(EndCause cause) {
        super(cause.name(), null, false, false);
        this.cause = cause;
    }

    EndCause endCause() {
        return cause;
    }
}
