package io.strowger.kernel;

/**
 * Identifier of a connection policy's target.
 *
 * @param value {@code NE} and 32 hex digits
 */
public record ConnectionTargetSid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public ConnectionTargetSid {
        Sid.check("NE", value);
    }

    /** A fresh identifier. */
    public static ConnectionTargetSid mint(World world) {
        return new ConnectionTargetSid(Sid.mint("NE", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
