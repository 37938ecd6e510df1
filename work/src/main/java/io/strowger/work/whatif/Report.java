package io.strowger.work.whatif;

import io.strowger.work.core.Fields;
import io.strowger.work.core.Value;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The answer to a what-if.
 *
 * @param span which stretch was run
 * @param recorded the figures as they were, to judge the model by; none for a day that was made up
 * @param before the model with the workflows as they were
 * @param after the model with the change
 * @param events that the runs had
 * @param notes what of the record could not be done in the changed run
 */
public record Report(Span span, Duration serviceLevel, long seed, Optional<Figures> recorded, Figures before,
        Figures after, long events, List<String> notes) {
    public Report {
        notes = List.copyOf(notes);
    }

    /** As JSON: times in seconds, shares from 0 to 1, moments in ISO 8601. */
    public Fields json() {
        return new Fields.Builder().put("from", Value.text(span.from().toString()))
                .put("to", Value.text(span.to().toString())).put("seed", Value.number(seed))
                .put("service_level", Value.number(serviceLevel.toMillis() / 1000.0))
                .put("events", Value.number(events))
                .put("recorded", recorded.map(Figures::json).orElse(Value.NULL))
                .put("before", before.json()).put("after", after.json())
                .put("notes", new Value.Items(notes.stream().<Value>map(Value::text).toList())).build();
    }

    /** As a table, for people. */
    public List<String> lines() {
        return Table.of(this);
    }
}
