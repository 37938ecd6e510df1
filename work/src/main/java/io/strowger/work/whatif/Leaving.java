package io.strowger.work.whatif;

/** When whoever waits gives up, counted from the task's making, and the reason of the cancellation. */
record Leaving(long afterMillis, String reason) {
    static final Leaving NEVER = new Leaving(Long.MAX_VALUE, "");
}
