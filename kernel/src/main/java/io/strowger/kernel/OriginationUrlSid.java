package io.strowger.kernel;

/**
 * Identifier of an origination URL of a trunk.
 *
 * @param value {@code OU} and 32 hex digits
 */
public record OriginationUrlSid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public OriginationUrlSid {
        Sid.check("OU", value);
    }

    /** A fresh identifier. */
    public static OriginationUrlSid mint(World world) {
        return new OriginationUrlSid(Sid.mint("OU", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
