package io.strowger.kernel;

/**
 * Identifier of an IP record.
 *
 * @param value {@code IL} and 32 hex digits
 */
public record IpRecordSid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public IpRecordSid {
        Sid.check("IL", value);
    }

    /** A fresh identifier. */
    public static IpRecordSid mint(World world) {
        return new IpRecordSid(Sid.mint("IL", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
