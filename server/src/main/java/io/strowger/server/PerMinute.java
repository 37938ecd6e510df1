package io.strowger.server;

import io.strowger.kernel.Deadline;
import io.strowger.kernel.Timeline;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/**
 * Lets the first few of a kind pass in each minute, so that a flood from outside cannot fill an account with
 * notifications.
 * Any thread may call it.
 */
final class PerMinute {
    private static final int MOST_KINDS = 10_000;

    private record Window(Deadline until, int seen) {}

    private final Timeline timeline;
    private final int most;
    private final LongAdder held;
    private final Map<String, Window> windows = new HashMap<>();

    /**
     * @param most of one kind in a minute
     * @param held counts those that did not pass
     */
    PerMinute(Timeline timeline, int most, LongAdder held) {
        this.timeline = timeline;
        this.most = most;
        this.held = held;
    }

    synchronized boolean allows(String kind) {
        Window window = windows.get(kind);
        if (window == null || window.until().passed(timeline)) {
            if (windows.size() >= MOST_KINDS) {
                windows.values().removeIf(old -> old.until().passed(timeline));
            }
            if (windows.size() >= MOST_KINDS) {
                held.increment();
                return false;
            }
            window = new Window(Deadline.after(timeline, Duration.ofMinutes(1)), 0);
        }
        windows.put(kind, new Window(window.until(), window.seen() + 1));
        if (window.seen() >= most) {
            held.increment();
            return false;
        }
        return true;
    }
}
