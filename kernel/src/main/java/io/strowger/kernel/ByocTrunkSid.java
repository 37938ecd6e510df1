package io.strowger.kernel;

/**
 * Identifier of a BYOC trunk.
 *
 * @param value {@code BY} and 32 hex digits
 */
public record ByocTrunkSid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public ByocTrunkSid {
        Sid.check("BY", value);
    }

    /** A fresh identifier. */
    public static ByocTrunkSid mint(World world) {
        return new ByocTrunkSid(Sid.mint("BY", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
