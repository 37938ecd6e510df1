package io.strowger.kernel;

/**
 * Identifier of a trunk.
 *
 * @param value {@code TK} and 32 hex digits
 */
public record TrunkSid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public TrunkSid {
        Sid.check("TK", value);
    }

    /** A fresh identifier. */
    public static TrunkSid mint(World world) {
        return new TrunkSid(Sid.mint("TK", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
