package io.strowger.sim;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * One ordered way for letters: each takes its time, none overtakes another on the same wire. Letters on different wires
 * (signalling, media, HTTP) may cross, as they do in the real system.
 */
final class Wire {
    private final SimTimeline timeline;
    private final Supplier<Duration> latency;
    private long last = Long.MIN_VALUE;

    Wire(SimTimeline timeline, Supplier<Duration> latency) {
        this.timeline = timeline;
        this.latency = latency;
    }

    /** Delivers later, always as an event of its own: never inside the caller. */
    void send(Runnable delivery) {
        send(Duration.ZERO, delivery);
    }

    /** As above, but not before {@code atLeast} from now. */
    void send(Duration atLeast, Runnable delivery) {
        long at = Math.max(last, timeline.nanos() + atLeast.toNanos() + latency.get().toNanos());
        last = at;
        timeline.schedule(Duration.ofNanos(at - timeline.nanos()), delivery);
    }
}
