package io.strowger.kernel;

/**
 * Identifier of an event of a workspace.
 *
 * @param value {@code EV} and 32 hex digits
 */
public record EventSid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public EventSid {
        Sid.check("EV", value);
    }

    /** A fresh identifier. */
    public static EventSid mint(World world) {
        return new EventSid(Sid.mint("EV", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
