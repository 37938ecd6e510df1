package io.strowger.kernel;

/**
 * Identifier of an IP access control list.
 *
 * @param value {@code AL} and 32 hex digits
 */
public record AccessListSid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public AccessListSid {
        Sid.check("AL", value);
    }

    /** A fresh identifier. */
    public static AccessListSid mint(World world) {
        return new AccessListSid(Sid.mint("AL", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
