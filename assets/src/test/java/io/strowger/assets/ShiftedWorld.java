package io.strowger.assets;

import io.strowger.kernel.Entropy;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.RealWorld;
import io.strowger.kernel.Strand;
import io.strowger.kernel.Timeline;
import io.strowger.kernel.World;
import java.time.Duration;
import java.time.Instant;

/** The real world with a wall clock that the test sets. */
final class ShiftedWorld implements World, AutoCloseable {
    private final RealWorld real = RealWorld.open();
    private volatile Instant now = Instant.parse("2026-11-23T12:00:00Z");

    void pass(Duration time) {
        now = now.plus(time);
    }

    @Override
    public Timeline timeline() {
        Timeline timeline = real.timeline();
        return new Timeline() {
            @Override
            public long nanos() {
                return timeline.nanos();
            }

            @Override
            public Instant now() {
                return now;
            }

            @Override
            public Timer schedule(Duration delay, Runnable action) {
                return timeline.schedule(delay, action);
            }

            @Override
            public Strand spawn(String name, Runnable body) {
                return timeline.spawn(name, body);
            }

            @Override
            public Strand spawnLoop(String name, Runnable body) {
                return timeline.spawnLoop(name, body);
            }

            @Override
            public <E> Inbox<E> inbox(int capacity) {
                return timeline.inbox(capacity);
            }
        };
    }

    @Override
    public Entropy entropy() {
        return real.entropy();
    }

    @Override
    public void close() {
        real.close();
    }
}
