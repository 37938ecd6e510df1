package io.strowger.kernel;

/**
 * Identifier of a task channel.
 *
 * @param value {@code TC} and 32 hex digits
 */
public record TaskChannelSid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public TaskChannelSid {
        Sid.check("TC", value);
    }

    /** A fresh identifier. */
    public static TaskChannelSid mint(World world) {
        return new TaskChannelSid(Sid.mint("TC", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
