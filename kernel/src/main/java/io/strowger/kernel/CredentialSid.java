package io.strowger.kernel;

/**
 * Identifier of a SIP credential.
 *
 * @param value {@code CR} and 32 hex digits
 */
public record CredentialSid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public CredentialSid {
        Sid.check("CR", value);
    }

    /** A fresh identifier. */
    public static CredentialSid mint(World world) {
        return new CredentialSid(Sid.mint("CR", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
