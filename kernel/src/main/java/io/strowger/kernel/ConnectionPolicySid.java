package io.strowger.kernel;

/**
 * Identifier of a connection policy.
 *
 * @param value {@code NY} and 32 hex digits
 */
public record ConnectionPolicySid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public ConnectionPolicySid {
        Sid.check("NY", value);
    }

    /** A fresh identifier. */
    public static ConnectionPolicySid mint(World world) {
        return new ConnectionPolicySid(Sid.mint("NY", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
