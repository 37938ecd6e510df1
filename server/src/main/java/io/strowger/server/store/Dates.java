package io.strowger.server.store;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** When a row was made and last changed, in whole microseconds as the database keeps them. */
public record Dates(Instant created, Instant updated) {
    /** Cuts what the database could not hold, so that a row read back equals the row written. */
    public Dates {
        created = created.truncatedTo(ChronoUnit.MICROS);
        updated = updated.truncatedTo(ChronoUnit.MICROS);
    }

    /** Made now. */
    public static Dates at(Instant now) {
        return new Dates(now, now);
    }

    /** Changed now. */
    public Dates touched(Instant now) {
        return new Dates(created, now);
    }
}
