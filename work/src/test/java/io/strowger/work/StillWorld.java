package io.strowger.work;

import io.strowger.kernel.Deadline;
import io.strowger.kernel.Entropy;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.Strand;
import io.strowger.kernel.Timeline;
import io.strowger.kernel.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;

/** A world for one thread: time moves when somebody waits or the test says so; strands run when the test lets them. */
final class StillWorld implements World, Timeline, Entropy {
    static final Instant START = Instant.parse("2026-11-23T12:00:00Z");
    private static final long ORIGIN = 1_000_000_000L;
    final ArrayDeque<Runnable> strands = new ArrayDeque<>();
    private long nanos = ORIGIN;
    private long counter;

    void pass(Duration time) {
        nanos += time.toNanos();
    }

    /** Lets every strand that was started, and those that these start, run to its end. */
    void runStrands() {
        while (!strands.isEmpty()) {
            strands.poll().run();
        }
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
        return START.plusNanos(nanos - ORIGIN);
    }

    @Override
    public Timer schedule(Duration delay, Runnable action) {
        throw new IllegalStateException("no timers here");
    }

    @Override
    public Strand spawn(String name, Runnable body) {
        strands.add(body);
        return new Strand() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public boolean ended() {
                return !strands.contains(body);
            }
        };
    }

    @Override
    public Strand spawnLoop(String name, Runnable body) {
        throw new IllegalStateException("no loops here");
    }

    @Override
    public <E> Inbox<E> inbox(int capacity) {
        return new StillInbox<>(capacity);
    }

    @Override
    public void fill(byte[] bytes) {
        long next = nextLong();
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i < bytes.length - 8 ? 0 : next >> 8 * (bytes.length - 1 - i));
        }
    }

    @Override
    public long nextLong() {
        return counter++;
    }

    private final class StillInbox<E> implements Inbox<E> {
        private final int capacity;
        private final ArrayDeque<E> letters = new ArrayDeque<>();
        private boolean closed;

        StillInbox(int capacity) {
            this.capacity = capacity;
        }

        @Override
        public boolean post(E letter) {
            return !closed && letters.size() < capacity && letters.add(letter);
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
            closed = true;
        }

        @Override
        public int size() {
            return letters.size();
        }
    }
}
