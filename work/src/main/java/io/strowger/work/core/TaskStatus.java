package io.strowger.work.core;

import java.util.Locale;
import java.util.Optional;

/** Where a task stands (work-distribution-api section 4). */
public enum TaskStatus {
    /** Waiting for a worker. */
    PENDING,
    /** Offered to at least one worker. */
    RESERVED,
    /** Accepted by a worker. */
    ASSIGNED,
    /** Its work is over, the worker is finishing up. */
    WRAPPING,
    /** Done; forgotten five minutes later. */
    COMPLETED,
    /** Ended without acceptance; forgotten five minutes later. */
    CANCELED;

    /** Waiting or offered: not yet accepted. */
    public boolean isOpen() {
        return this == PENDING || this == RESERVED;
    }

    /** Completed or canceled. */
    public boolean isEnded() {
        return this == COMPLETED || this == CANCELED;
    }

    /** The API's word, lower case. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The status of an API word, in either case; empty when there is none. */
    public static Optional<TaskStatus> of(String word) {
        for (TaskStatus status : values()) {
            if (status.word().equals(word.toLowerCase(Locale.ROOT))) {
                return Optional.of(status);
            }
        }
        return Optional.empty();
    }
}
