package io.strowger.kernel;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;

/** A world for one thread whose time moves only when somebody waits or a test says so. */
final class StillWorld implements World, Timeline, Entropy {
    private static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
    private long nanos = 1_000_000_000L;
    private long counter;

    void pass(Duration time) {
        nanos += time.toNanos();
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
        return START.plusNanos(nanos - 1_000_000_000L);
    }

    @Override
    public Timer schedule(Duration delay, Runnable action) {
        throw new IllegalStateException("no timers here");
    }

    @Override
    public Strand spawn(String name, Runnable body) {
        throw new IllegalStateException("no strands here");
    }

    @Override
    public Strand spawnLoop(String name, Runnable body) {
        throw new IllegalStateException("no loops here");
    }

    @Override
    public <E> Inbox<E> inbox(int capacity) {
        return new StillInbox<>();
    }

    @Override
    public void fill(byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) counter++;
        }
    }

    @Override
    public long nextLong() {
        return counter++;
    }

    private final class StillInbox<E> implements Inbox<E> {
        private final ArrayDeque<E> letters = new ArrayDeque<>();

        @Override
        public boolean post(E letter) {
            return letters.add(letter);
        }

        @Override
        public Optional<E> await(Deadline deadline) {
            if (letters.isEmpty()) {
                nanos = Math.max(nanos, deadline.nanos());
            }
            return Optional.ofNullable(letters.poll());
        }

        @Override
        public void close() {
            letters.clear();
        }

        @Override
        public int size() {
            return letters.size();
        }
    }
}
