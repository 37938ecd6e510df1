package io.strowger.sip;

import io.strowger.kernel.Entropy;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.Strand;
import io.strowger.kernel.Timeline;
import io.strowger.kernel.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/** A world whose time is moved by the test and whose randomness comes from a seed. */
final class FakeWorld implements World, Timeline, Entropy {
    private final List<Due> scheduled = new ArrayList<>();
    private final SplittableRandom random;
    private long nanos;

    private record Due(long at, Runnable action) {}

    FakeWorld(long seed) {
        random = new SplittableRandom(seed);
    }

    /** Moves time and runs what falls due. */
    void pass(Duration time) {
        long target = nanos + time.toNanos();
        while (true) {
            Optional<Due> next = scheduled.stream().filter(d -> d.at <= target).min(Comparator.comparing(Due::at));
            if (next.isEmpty()) {
                nanos = target;
                return;
            }
            scheduled.remove(next.get());
            nanos = Math.max(nanos, next.get().at);
            next.get().action.run();
        }
    }

    int scheduled() {
        return scheduled.size();
    }

    @Override
    public Timeline timeline() {
        return this;
    }

    @Override
    public Entropy entropy() {
        return this;
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public Instant now() {
        return Instant.parse("2026-11-23T12:00:00Z").plusNanos(nanos);
    }

    @Override
    public Timer schedule(Duration delay, Runnable action) {
        Due due = new Due(nanos + delay.toNanos(), action);
        scheduled.add(due);
        return () -> scheduled.remove(due);
    }

    @Override
    public Strand spawn(String name, Runnable body) {
        throw new IllegalStateException("no strands in this world");
    }

    @Override
    public Strand spawnLoop(String name, Runnable body) {
        throw new IllegalStateException("no loops in this world");
    }

    @Override
    public <E> Inbox<E> inbox(int capacity) {
        throw new IllegalStateException("no inboxes in this world");
    }

    @Override
    public void fill(byte[] bytes) {
        random.nextBytes(bytes);
    }

    @Override
    public long nextLong() {
        return random.nextLong();
    }
}
