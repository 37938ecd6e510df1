package io.strowger.kernel;

/**
 * Identifier of a task.
 *
 * @param value {@code WT} and 32 hex digits
 */
public record TaskSid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public TaskSid {
        Sid.check("WT", value);
    }

    /** A fresh identifier. */
    public static TaskSid mint(World world) {
        return new TaskSid(Sid.mint("WT", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
