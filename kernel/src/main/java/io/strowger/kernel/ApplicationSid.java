package io.strowger.kernel;

/**
 * Identifier of an application.
 *
 * @param value {@code AP} and 32 hex digits
 */
public record ApplicationSid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public ApplicationSid {
        Sid.check("AP", value);
    }

    /** A fresh identifier. */
    public static ApplicationSid mint(World world) {
        return new ApplicationSid(Sid.mint("AP", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
