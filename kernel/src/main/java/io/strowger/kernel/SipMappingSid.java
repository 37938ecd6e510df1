package io.strowger.kernel;

/**
 * Identifier of a mapping of a list to a SIP domain or trunk; never leaves the store.
 *
 * @param value {@code MP} and 32 hex digits
 */
public record SipMappingSid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public SipMappingSid {
        Sid.check("MP", value);
    }

    /** A fresh identifier. */
    public static SipMappingSid mint(World world) {
        return new SipMappingSid(Sid.mint("MP", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
