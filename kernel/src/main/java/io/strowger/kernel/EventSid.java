package io.strowger.kernel;

/**
 * Identifier of an audit event.
 *
 * @param value {@code AE} and 32 hex digits
 */
public record EventSid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public EventSid {
        Sid.check("AE", value);
    }

    /** A fresh identifier. */
    public static EventSid mint(World world) {
        return new EventSid(Sid.mint("AE", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
