package io.strowger.work;

import io.strowger.work.core.Event;
import io.strowger.work.core.Fields;
import io.strowger.work.core.JsonLimits;
import io.strowger.work.core.Recorded;
import io.strowger.work.core.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Events as the journal keeps them: JSON, an array of {@code [milliseconds, name, fields]} with the sequence of the
 * first beside it. Any thread.
 */
public final class JournalCodec {
    /** What stands beside each batch; a batch of a later one is refused. */
    public static final int VERSION = 1;

    private static final JsonLimits LIMITS = new JsonLimits(Integer.MAX_VALUE, 64);
    private static final Map<String, Class<?>> KINDS = new TreeMap<>();

    static {
        for (Class<?> kind : Event.class.getPermittedSubclasses()) {
            KINDS.put(kind.getSimpleName(), kind);
        }
    }

    private JournalCodec() {}

    /** The text of events that follow each other. */
    public static String write(List<Recorded> events) {
        return new Value.Items(events.stream().<Value>map(recorded -> new Value.Items(List.of(
                Value.number(recorded.at().toEpochMilli()), Value.text(recorded.event().getClass().getSimpleName()),
                RecordCodec.encode((Record) recorded.event())))).toList()).toJson();
    }

    /**
     * The events of a text.
     *
     * @param first sequence of the first
     * @throws IllegalStateException when the version is a later one, or the text none of ours
     */
    public static List<Recorded> read(int version, long first, String text) {
        if (version > VERSION) {
            throw new IllegalStateException("the journal was written by a later program (version " + version + ")");
        }
        List<Recorded> events = new ArrayList<>();
        for (Value entry : ((Value.Items) Value.parse(text, LIMITS)).items()) {
            List<Value> parts = ((Value.Items) entry).items();
            events.add(new Recorded(first + events.size(),
                    Instant.ofEpochMilli(((Value.Whole) parts.get(0)).value()),
                    event(((Value.Text) parts.get(1)).value(), (Fields) parts.get(2))));
        }
        return events;
    }

    private static Event event(String name, Fields fields) {
        Class<?> kind = KINDS.get(name);
        if (kind == null) {
            throw new IllegalStateException("the journal holds an unknown event " + name);
        }
        return (Event) RecordCodec.decode(kind, fields);
    }
}
