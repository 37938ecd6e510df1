package io.strowger.kernel;

/**
 * Identifier of an incoming phone number.
 *
 * @param value {@code PN} and 32 hex digits
 */
public record PhoneNumberSid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public PhoneNumberSid {
        Sid.check("PN", value);
    }

    /** A fresh identifier. */
    public static PhoneNumberSid mint(World world) {
        return new PhoneNumberSid(Sid.mint("PN", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
