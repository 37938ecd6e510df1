package io.strowger.kernel;

/**
 * Identifier of a reservation.
 *
 * @param value {@code WR} and 32 hex digits
 */
public record ReservationSid(String value) implements Sid {
    /** Checks the shape: {@link Sid#check}. */
    public ReservationSid {
        Sid.check("WR", value);
    }

    /** A fresh identifier. */
    public static ReservationSid mint(World world) {
        return new ReservationSid(Sid.mint("WR", world));
    }

    @Override
    public String toString() {
        return value;
    }
}
