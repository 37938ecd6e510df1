package io.strowger.assets;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.strowger.kernel.Deadline;
import io.strowger.kernel.Entropy;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.RealWorld;
import io.strowger.kernel.Strand;
import io.strowger.kernel.Timeline;
import io.strowger.kernel.World;
import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** The real world with a wall clock that the test sets. */
final class ShiftedWorld implements World, AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Duration LOOK = Duration.ofMillis(5);

    private final RealWorld real = RealWorld.open();
    private volatile Instant now = Instant.parse("2026-11-23T12:00:00Z");

    void pass(Duration time) {
        now = now.plus(time);
    }

    /** Looks again and again until something is so; fails when that takes far longer than a busy machine needs. */
    void await(BooleanSupplier so) {
        Inbox<Object> never = real.timeline().inbox(1);
        Deadline over = Deadline.after(real.timeline(), PATIENCE);
        while (!so.getAsBoolean()) {
            assertFalse(over.passed(real.timeline()), "still not so");
            never.await(Deadline.after(real.timeline(), LOOK));
        }
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
