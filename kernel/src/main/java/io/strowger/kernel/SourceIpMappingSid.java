package io.strowger.kernel;

/**
 * Identifier of a mapping of an IP record to a SIP domain.
 *
 * @param value {@code IB} and 32 hex digits
 */
public record SourceIpMappingSid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public SourceIpMappingSid {
        Sid.check("IB", value);
    }

    /** A fresh identifier. */
    public static SourceIpMappingSid mint(World world) {
        return new SourceIpMappingSid(Sid.mint("IB", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
