package io.strowger.kernel;

/**
 * Identifier of a task queue.
 *
 * @param value {@code WQ} and 32 hex digits
 */
public record TaskQueueSid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public TaskQueueSid {
        Sid.check("WQ", value);
    }

    /** A fresh identifier. */
    public static TaskQueueSid mint(World world) {
        return new TaskQueueSid(Sid.mint("WQ", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
