package io.strowger.call.port;

/** Who began a call. */
public enum Direction {
    INBOUND("inbound"), OUTBOUND_API("outbound-api"), OUTBOUND_DIAL("outbound-dial");

    private final String wire;

    Direction(String wire) {
        this.wire = wire;
    }

    /** The value in parameters and resources. */
    public String wire() {
        return wire;
    }
}
