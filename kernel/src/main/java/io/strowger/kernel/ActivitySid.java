package io.strowger.kernel;

/**
 * Identifier of an activity of a workspace.
 *
 * @param value {@code WA} and 32 hex digits
 */
public record ActivitySid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public ActivitySid {
        Sid.check("WA", value);
    }

    /** A fresh identifier. */
    public static ActivitySid mint(World world) {
        return new ActivitySid(Sid.mint("WA", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
