package io.strowger.kernel;

/**
 * Identifier of a worker's channel.
 *
 * @param value {@code WC} and 32 hex digits
 */
public record WorkerChannelSid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public WorkerChannelSid {
        Sid.check("WC", value);
    }

    /** A fresh identifier. */
    public static WorkerChannelSid mint(World world) {
        return new WorkerChannelSid(Sid.mint("WC", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
