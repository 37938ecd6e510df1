package io.strowger.server.demo;

import io.strowger.kernel.Deadline;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.World;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Watches whether the machine stands still for longer than a jitter buffer bridges: sound is torn then, whoever sends
 * it, and what is torn is not recognised.
 */
final class Stalls implements AutoCloseable {
    private static final Duration TICK = Duration.ofMillis(20);
    private static final Duration TEARS = Duration.ofMillis(60);
    private static final int TRIES = 5;

    private final World world;
    private final Inbox<Boolean> stop;
    private final AtomicLong seen = new AtomicLong();

    Stalls(World world) {
        this.world = world;
        this.stop = world.timeline().inbox(1);
        world.timeline().spawnLoop("stalls", this::watch);
    }

    private void watch() {
        long last = world.timeline().nanos();
        while (stop.await(Deadline.after(world.timeline(), TICK)).isEmpty()) {
            long now = world.timeline().nanos();
            if (now - last > TEARS.toNanos()) {
                seen.incrementAndGet();
            }
            last = now;
        }
    }

    /** Makes a call, and makes it again when it failed while the machine stood still; any other failure is one. */
    void untorn(Runnable call, Runnable hangUp) {
        for (int time = 1;; time++) {
            long before = seen.get();
            try {
                call.run();
                return;
            } catch (AssertionError failed) {
                if (seen.get() == before || time == TRIES) {
                    throw failed;
                }
                hangUp.run();
            }
        }
    }

    @Override
    public void close() {
        stop.post(true);
    }
}
