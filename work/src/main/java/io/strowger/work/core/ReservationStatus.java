package io.strowger.work.core;

import java.util.Locale;
import java.util.Optional;

/** Where an offer of a task to a worker stands (work-distribution-api section 4). */
public enum ReservationStatus {
    /** Offered. */
    PENDING,
    /** The worker took it. */
    ACCEPTED,
    /** The worker refused it. */
    REJECTED,
    /** Nobody answered in time. */
    TIMEOUT,
    /** Taken back: the task was canceled, or the offer failed. */
    CANCELED,
    /** Taken back: another worker accepted the task. */
    RESCINDED,
    /** Accepted, and the work itself is over. */
    WRAPPING,
    /** Done. */
    COMPLETED;

    /** Pending, accepted or wrapping: counts against the worker's capacity. */
    public boolean isOpen() {
        return this == PENDING || this == ACCEPTED || this == WRAPPING;
    }

    /** Accepted or wrapping: the worker has the task. */
    public boolean isTaken() {
        return this == ACCEPTED || this == WRAPPING;
    }

    /** The API's word, lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The status of an API word, in either case; empty when there is none. */
    public static Optional<ReservationStatus> of(String word) {
        for (ReservationStatus status : values()) {
            if (status.word().equals(word.toLowerCase(Locale.ROOT))) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }
}
