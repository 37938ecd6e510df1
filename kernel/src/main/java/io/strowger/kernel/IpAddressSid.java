package io.strowger.kernel;

/**
 * Identifier of an address of an IP access control list.
 *
 * @param value {@code IP} and 32 hex digits
 */
public record IpAddressSid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public IpAddressSid {
        Sid.check("IP", value);
    }

    /** A fresh identifier. */
    public static IpAddressSid mint(World world) {
        return new IpAddressSid(Sid.mint("IP", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
