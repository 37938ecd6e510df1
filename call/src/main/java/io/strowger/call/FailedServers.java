package io.strowger.call;

import io.strowger.kernel.Deadline;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Timeline;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * Servers (scheme, host and port) that failed a while ago and are passed over meanwhile: the memory behind the failover
 * scopes {@code call} and {@code address}. Any thread may call it.
 */
final class FailedServers {
    private static final int MOST = 1000;

    private record Mark(ErrorCode code, Deadline until) {}

    private final Timeline timeline;
    private final Duration memory;
    private final Map<String, Mark> marks = new HashMap<>();

    private FailedServers(Timeline timeline, Duration memory) {
        this.timeline = timeline;
        this.memory = memory;
    }

    /** Remembers nothing: every request starts with the server it names. */
    static FailedServers none(Timeline timeline) {
        return new FailedServers(timeline, Duration.ZERO);
    }

    static FailedServers remembering(Timeline timeline, Duration memory) {
        return new FailedServers(timeline, memory);
    }

    synchronized void add(String url, ErrorCode code) {
        if (memory.isZero()) {
            return;
        }
        if (marks.size() >= MOST) {
            marks.values().removeIf(mark -> mark.until().passed(timeline));
        }
        if (marks.size() < MOST) {
            marks.put(ResourceUrl.server(url), new Mark(code, Deadline.after(timeline, memory)));
        }
    }

    synchronized boolean contains(String url) {
        Mark mark = marks.get(ResourceUrl.server(url));
        return mark != null && !mark.until().passed(timeline);
    }

    /** The event that is told to the secondary when a request goes there at once. */
    synchronized ErrorCode code(String url) {
        Mark mark = marks.get(ResourceUrl.server(url));
        return mark == null ? ErrorCode.RETRIEVAL_FAILED : mark.code();
    }
}
