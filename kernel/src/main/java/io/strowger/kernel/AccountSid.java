package io.strowger.kernel;

/**
 * Identifier of an account.
 *
 * @param value {@code AC} and 32 hex digits
 */
public record AccountSid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public AccountSid {
        Sid.check("AC", value);
    }

    /** A fresh identifier. */
    public static AccountSid mint(World world) {
        return new AccountSid(Sid.mint("AC", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
