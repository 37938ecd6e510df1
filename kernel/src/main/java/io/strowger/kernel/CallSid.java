package io.strowger.kernel;

/**
 * Identifier of a call.
 *
 * @param value {@code CA} and 32 hex digits
 */
public record CallSid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public CallSid {
        Sid.check("CA", value);
    }

    /** A fresh identifier. */
    public static CallSid mint(World world) {
        return new CallSid(Sid.mint("CA", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
