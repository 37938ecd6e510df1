package io.strowger.work.core;

/**
 * What an expression is evaluated against: a task's attributes, a worker's attributes, and what the service knows.
 * The time is an input like any other ({@link ClockFacts}); nothing here is read from the machine. Called by the strand
 * that evaluates.
 */
public interface Facts {
    /** The task's attributes; {@link Fields#NONE} where no task is looked at. */
    Fields task();

    /** The worker's attributes; {@link Fields#NONE} where no worker is looked at. */
    Fields worker();

    /**
     * What the service knows.
     *
     * @param detail the channel's unique name or the activity's sid, for the facts that need one; else empty
     * @return {@link Value#NULL} when it is not known here
     */
    Value fact(Fact fact, String detail);
}
