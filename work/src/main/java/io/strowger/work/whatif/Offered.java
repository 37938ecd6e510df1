package io.strowger.work.whatif;

import io.strowger.kernel.ActivitySid;
import java.util.Optional;

/**
 * What became of an offer.
 *
 * @param answer what the worker did
 * @param afterMillis how long after the offer; of {@link Answer#OPEN} how long it was open without an answer
 * @param activity where the worker went with a rejection, or wanted to go after the work with an acceptance
 * @param back how the worker came back after {@link Answer#SILENT}; none: not by itself
 */
record Offered(Answer answer, long afterMillis, Optional<ActivitySid> activity, Optional<Return> back) {
    /** What a worker can do. */
    enum Answer {
        /** Took it. */
        ACCEPTED,
        /** Refused it. */
        REJECTED,
        /** What was to be done for it failed. */
        FAILED,
        /** Let it time out. */
        SILENT,
        /** Nothing is known: it was taken back, or the record ends. */
        OPEN
    }

    static Offered of(Answer answer, long afterMillis) {
        return new Offered(answer, afterMillis, Optional.empty(), Optional.empty());
    }

    /** Whether the offer was still open at that age. */
    boolean outlasts(long millis) {
        return answer == Answer.SILENT || afterMillis > millis;
    }
}
