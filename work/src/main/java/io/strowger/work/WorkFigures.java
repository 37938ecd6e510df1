package io.strowger.work;

import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.Metrics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** Counts what this node's workspaces tell, for the operator: events by type, and how long tasks wait. Any thread. */
final class WorkFigures {
    private static final double[] WAITS = {1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_800, 3_600};

    private final Metrics metrics;
    private final Metrics.Histogram waits;
    private final Map<String, LongAdder> byType = new ConcurrentHashMap<>();

    WorkFigures(Metrics metrics) {
        this.metrics = metrics;
        this.waits = metrics.histogram("strowger_work_wait_seconds",
                "Whole seconds from a task's creation until a worker accepted it.", WAITS);
    }

    /** Events that have become durable. */
    void count(List<WorkEvent> events) {
        for (WorkEvent event : events) {
            byType.computeIfAbsent(event.type(), type -> metrics.counter("strowger_work_events_total",
                    "Events of workspaces that became durable, by the type that the API gives them.", "type", type))
                    .increment();
            if (event.type().equals("reservation.accepted")) {
                age(event).ifPresent(waits::observe);
            }
        }
    }

    private static Optional<Long> age(WorkEvent event) {
        return event.data().stream().filter(field -> field.name().equals("TaskAge")).map(Header::value)
                .map(Long::valueOf).findFirst();
    }
}
