package io.strowger.call;

import io.strowger.call.port.CallTimelineRecord;
import io.strowger.call.port.TimelineEntry;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.Timeline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A call's timeline while it runs: bounded, in order, readable at any moment. Signalling writes SIP lines into it from
 * its own loop, so it is safe for any thread; a line costs one short lock and is never per packet.
 */
public final class CallStory {
    /** Characters kept of a line's text and of each datum: a request line alone may have 64 KiB. */
    private static final int LONGEST_TEXT = 2000;
    /** The far side's part of the lines, in hundredths: however it chatters, there is room for how the call ended. */
    private static final int FAR_SIDE = 75;

    private final CallSid call;
    private final AccountSid account;
    private final Timeline timeline;
    private final int limit;
    private final Consumer<TimelineEntry> listener;
    private final long startNanos;
    private final List<TimelineEntry> entries = new ArrayList<>();
    private int dropped;

    CallStory(CallSid call, AccountSid account, Timeline timeline, int limit, Consumer<TimelineEntry> listener) {
        this.call = call;
        this.account = account;
        this.timeline = timeline;
        this.limit = limit;
        this.listener = listener;
        this.startNanos = timeline.nanos();
    }

    /**
     * Adds a line.
     *
     * @param leg whose line it is, or empty
     * @param data name, value, name, value...; already masked
     */
    public void add(TimelineEntry.Kind kind, String leg, String text, String... data) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (int i = 0; i < data.length; i += 2) {
            pairs.put(data[i], cut(data[i + 1]));
        }
        Instant at = timeline.now();
        TimelineEntry entry;
        synchronized (this) {
            if (entries.size() >= room(kind)) {
                dropped++;
                return;
            }
            Duration since = Duration.ofNanos(timeline.nanos() - startNanos);
            entry = new TimelineEntry(at, since, kind, leg, cut(text), pairs);
            entries.add(entry);
        }
        listener.accept(entry);
    }

    /** Lines after which no more of this kind are taken. */
    private int room(TimelineEntry.Kind kind) {
        boolean farSide = kind == TimelineEntry.Kind.SIP || kind == TimelineEntry.Kind.DIGIT;
        return farSide ? Math.ceilDiv(limit * FAR_SIDE, 100) : limit;
    }

    private static String cut(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT) + "...";
    }

    /** The story so far. */
    public synchronized CallTimelineRecord record() {
        return new CallTimelineRecord(call, account, List.copyOf(entries), dropped);
    }
}
