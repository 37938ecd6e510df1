package io.strowger.work.whatif;

import io.strowger.work.core.Task;
import java.util.Optional;

/** How callers and workers behave: what the router does not decide. The same question has the same answer. */
interface Behaviour {
    /** How long whoever waits is ready to wait. */
    Leaving leaving(Task task);

    /** What comes of the search for the task's document, where its workflow has one fetched. */
    Fetched document(Task task);

    /**
     * What the worker does with an offer.
     *
     * @param turn number of the offer among the task's, from 0
     */
    Offered offered(Task task, int turn);

    /** How a worker comes back whose offer timed out. */
    Optional<Return> back(Task task, int turn);

    /** How long the work takes. */
    Handling handling(Task task);
}
