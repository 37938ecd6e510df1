package io.strowger.kernel;

/**
 * Identifier of a SIP domain.
 *
 * @param value {@code SD} and 32 hex digits
 */
public record DomainSid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public DomainSid {
        Sid.check("SD", value);
    }

    /** A fresh identifier. */
    public static DomainSid mint(World world) {
        return new DomainSid(Sid.mint("SD", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
