package io.strowger.kernel;

/**
 * Identifier of a SIP credential list.
 *
 * @param value {@code CL} and 32 hex digits
 */
public record CredentialListSid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public CredentialListSid {
        Sid.check("CL", value);
    }

    /** A fresh identifier. */
    public static CredentialListSid mint(World world) {
        return new CredentialListSid(Sid.mint("CL", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
