package io.strowger.work.whatif;

import java.util.ArrayList;
import java.util.List;

/** What is recorded of a task's fate beside the router's decisions. Filled by {@link Recording}, then only read. */
final class Story {
    final String sid;
    final String channel;
    final long createdMillis;
    /** The queue it came to first; empty for none. */
    String queue = "";
    final List<Offered> offers = new ArrayList<>(1);
    /** Parallel to the offers: in which queue the task was then. */
    final List<String> offerQueues = new ArrayList<>(1);
    Fetched document = Fetched.NONE;
    Leaving leaving = Leaving.NEVER;
    /** How long it is known to have waited, for whatever end of the wait. */
    long waitedMillis;
    /** -1: not accepted in this stretch. */
    long acceptedMillis = -1;
    /** -1: not wrapping yet, or never. */
    long wrappingMillis = -1;
    /** Of one that was accepted: the work is over. */
    boolean over;
    /** When the work was over, or how far the record goes. */
    long lastMillis;

    Story(String sid, String channel, long createdMillis) {
        this.sid = sid;
        this.channel = channel;
        this.createdMillis = createdMillis;
    }

    boolean left() {
        return leaving != Leaving.NEVER;
    }

    boolean accepted() {
        return acceptedMillis >= 0;
    }

    /** The work as far as it is known. */
    Handling handling() {
        return wrappingMillis < 0 ? new Handling(lastMillis - acceptedMillis, Handling.NO_WRAP)
                : new Handling(wrappingMillis - acceptedMillis, lastMillis - wrappingMillis);
    }
}
