package io.strowger.work.whatif;

import java.util.function.BooleanSupplier;

/**
 * How much a what-if may cost.
 *
 * @param events of the stretch, and of one run (limit {@code work-simulation-events})
 * @param eventsBefore read before the stretch, to come to its beginning (limit {@code work-simulation-events-before})
 * @param openTasks of the workspace at any moment of the reading that is kept in memory (limit
 *     {@code work-simulation-open-tasks})
 * @param over true when no more time is left; asked at every event
 */
public record Effort(long events, long eventsBefore, int openTasks, BooleanSupplier over) {
    /** As much as is there, but for the events of the stretch and of one run. */
    public static Effort of(long events) {
        return new Effort(events, Long.MAX_VALUE, Integer.MAX_VALUE, () -> false);
    }

    /**
     * Goes on while there is time.
     *
     * @throws WhatIfFailure when there is none
     */
    void goOn() {
        if (over.getAsBoolean()) {
            throw WhatIfFailure.tookTooLong();
        }
    }

    /**
     * A workspace of so many open tasks is looked at.
     *
     * @throws WhatIfFailure when they are too many
     */
    public void checkOpenTasks(int there) {
        if (there > openTasks) {
            throw WhatIfFailure.tooManyTasks(there, openTasks);
        }
    }
}
