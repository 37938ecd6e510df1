package io.strowger.media;

import io.strowger.kernel.Deadline;
import io.strowger.kernel.Entropy;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.RealWorld;
import io.strowger.kernel.Strand;
import io.strowger.kernel.Timeline;
import io.strowger.kernel.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Random;

/**
 * Time that moves when a test says so, and seeded randomness. Strands are real, but their inboxes take a letter only
 * when the one before has been dealt with, so that a test that drives hours in a second outruns nobody.
 */
final class TestWorld implements World, Timeline, Entropy, AutoCloseable {
    private final RealWorld real = RealWorld.open();
    private final Random random = new Random(1);
    volatile long nanos;

    @Override
    public Timeline timeline() {
        return this;
    }

    @Override
    public Entropy entropy() {
        return this;
    }

    @Override
    public void fill(byte[] bytes) {
        random.nextBytes(bytes);
    }

    @Override
    public long nextLong() {
        return random.nextLong();
    }

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public Instant now() {
        return Instant.ofEpochSecond(1_700_000_000L).plusNanos(nanos);
    }

    @Override
    public Timer schedule(Duration delay, Runnable action) {
        return real.timeline().schedule(delay, action);
    }

    @Override
    public Strand spawn(String name, Runnable body) {
        return real.timeline().spawn(name, body);
    }

    @Override
    public Strand spawnLoop(String name, Runnable body) {
        throw new IllegalStateException("a test drives its engine by itself");
    }

    @Override
    public <E> Inbox<E> inbox(int capacity) {
        return new StepInbox<>();
    }

    @Override
    public void close() {
        real.close();
    }

    private static final class StepInbox<E> implements Inbox<E> {
        private final ArrayDeque<E> letters = new ArrayDeque<>();
        private boolean waiting;

        @Override
        public synchronized boolean post(E letter) {
            try {
                while (!waiting) {
                    wait(5000);
                }
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
            waiting = false;
            letters.add(letter);
            notifyAll();
            return true;
        }

        @Override
        public synchronized Optional<E> await(Deadline deadline) {
            waiting = true;
            notifyAll();
            try {
                while (letters.isEmpty()) {
                    wait(5000);
                }
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
            return Optional.of(letters.removeFirst());
        }

        @Override
        public void close() {}

        @Override
        public synchronized int size() {
            return letters.size();
        }
    }
}
