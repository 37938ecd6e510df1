package io.strowger.call;

import io.strowger.call.port.Direction;
import io.strowger.call.port.Termination;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Metrics;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/** What the call room counts. Any thread may call it. */
final class CallMetrics {
    private static final double[] SECONDS = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 15};

    private final Metrics metrics;
    private final Metrics.Histogram setUp;
    private final LongAdder failovers;
    private final LongAdder lostLetters;
    private final QueueCounts queues = new QueueCounts();

    CallMetrics(Metrics metrics) {
        this.metrics = metrics;
        this.setUp = metrics.histogram("strowger_call_setup_seconds", "From the INVITE to the answer", SECONDS);
        this.failovers = metrics.counter("strowger_app_failovers_total", "Requests to a secondary URI");
        this.lostLetters = metrics.counter("strowger_call_letters_lost_total", "Letters a full call inbox refused");
        metrics.gauge("strowger_queue_callers", "Callers who wait in call queues", queues.waiting::get);
        metrics.gauge("strowger_queue_agents", "Calls that wait for a caller of a queue", queues.dequeuing::get);
        metrics.gauge("strowger_queue_joined", "Queued callers in conversation", queues.joined::get);
    }

    /** Who stands where in call queues. */
    QueueCounts queues() {
        return queues;
    }

    void ended(Direction direction, Termination termination) {
        metrics.counter("strowger_calls_ended_total", "Calls ended, by outcome class", "direction", direction.wire(),
                "termination", termination.name().toLowerCase(java.util.Locale.ROOT)).increment();
    }

    void answered(Duration sinceOffer) {
        setUp.observe(sinceOffer.toNanos() / 1e9);
    }

    void failedOver() {
        failovers.increment();
    }

    void letterLost() {
        lostLetters.increment();
    }

    void notified(ErrorCode code) {
        metrics.counter("strowger_notifications_total", "Errors and warnings on accounts", "code",
                Integer.toString(code.number())).increment();
    }
}
