package io.strowger.kernel;

/**
 * Identifier of a notification.
 *
 * @param value {@code NO} and 32 hex digits
 */
public record NotificationSid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public NotificationSid {
        Sid.check("NO", value);
    }

    /** A fresh identifier. */
    public static NotificationSid mint(World world) {
        return new NotificationSid(Sid.mint("NO", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
