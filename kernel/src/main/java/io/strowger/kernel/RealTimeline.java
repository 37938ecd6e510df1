package io.strowger.kernel;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** The machine's time: virtual threads as strands, one platform thread for timers. */
final class RealTimeline implements Timeline, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RealTimeline.class.getName());

    private final Clock clock = Clock.systemUTC();
    private final ScheduledThreadPoolExecutor timers;

    RealTimeline() {
        timers = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("timeline").daemon().factory());
        timers.setRemoveOnCancelPolicy(true);
        timers.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public Timer schedule(Duration delay, Runnable action) {
        LogContext context = LogContext.current();
        var future = timers.schedule(
                () -> context.run(() -> guarded("timer", action)), delay.toNanos(), TimeUnit.NANOSECONDS);
        return () -> future.cancel(false);
    }

    @Override
    public Strand spawn(String name, Runnable body) {
        LogContext context = LogContext.current();
        Thread thread = Thread.ofVirtual().name(name).unstarted(() -> context.run(() -> guarded(name, body)));
        thread.start();
        return new RealStrand(thread);
    }

    @Override
    public Strand spawnLoop(String name, Runnable body) {
        Thread thread = Thread.ofPlatform().name(name).daemon().unstarted(() -> guarded(name, body));
        thread.start();
        return new RealStrand(thread);
    }

    @Override
    public <E> Inbox<E> inbox(int capacity) {
        return new RealInbox<>(capacity);
    }

    @Override
    public void close() {
        timers.shutdownNow();
    }

    private static void guarded(String name, Runnable body) {
        try {
            body.run();
        } catch (RuntimeException | Error mistake) {
            LOG.log(System.Logger.Level.ERROR, "strand " + name + " ended by a mistake", mistake);
        }
    }

    private record RealStrand(Thread thread) implements Strand {
        @Override
        public String name() {
            return thread.getName();
        }

        @Override
        public boolean ended() {
            return !thread.isAlive();
        }
    }

    private static final class RealInbox<E> implements Inbox<E> {
        private final int capacity;
        private final ArrayDeque<E> letters = new ArrayDeque<>();
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition arrived = lock.newCondition();
        private boolean closed;

        RealInbox(int capacity) {
            if (capacity < 1) {
                throw new IllegalArgumentException("an inbox holds at least 1 letter, not " + capacity);
            }
            this.capacity = capacity;
        }

        @Override
        public boolean post(E letter) {
            lock.lock();
            try {
                if (closed || letters.size() >= capacity) {
                    return false;
                }
                letters.addLast(letter);
                arrived.signal();
                return true;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public Optional<E> await(Deadline deadline) {
            lock.lock();
            try {
                while (letters.isEmpty()) {
                    long left = deadline.nanos() - System.nanoTime();
                    if (left <= 0) {
                        return Optional.empty();
                    }
                    arrived.awaitNanos(left);
                }
                return Optional.of(letters.removeFirst());
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("a strand is never interrupted: it is sent a letter", interrupted);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                closed = true;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public int size() {
            lock.lock();
            try {
                return letters.size();
            } finally {
                lock.unlock();
            }
        }
    }
}
