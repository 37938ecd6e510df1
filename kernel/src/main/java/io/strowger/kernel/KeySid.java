package io.strowger.kernel;

/**
 * Identifier of an API key.
 *
 * @param value {@code SK} and 32 hex digits
 */
public record KeySid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public KeySid {
        Sid.check("SK", value);
    }

    /** A fresh identifier. */
    public static KeySid mint(World world) {
        return new KeySid(Sid.mint("SK", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
