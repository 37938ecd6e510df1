package io.strowger.call.port;

/** The states of voice-twiml section 8; the last six are final. */
public enum CallStatus {
    QUEUED("queued"), INITIATED("initiated"), RINGING("ringing"), IN_PROGRESS("in-progress"),
    COMPLETED("completed"), BUSY("busy"), NO_ANSWER("no-answer"), FAILED("failed"), CANCELED("canceled");

    private final String wire;

    CallStatus(String wire) {
        this.wire = wire;
    }

    /** The value in parameters and resources. */
    public String wire() {
        return wire;
    }

    /** True for states that nothing follows. */
    public boolean isFinal() {
        return ordinal() >= COMPLETED.ordinal();
    }

    /** The status with this wire value. */
    public static CallStatus of(String wire) {
        for (CallStatus status : values()) {
            if (status.wire.equals(wire)) {
                return status;
            }
        }
        throw new IllegalArgumentException("no call status '" + wire + "'");
    }
}
