package io.strowger.sip;

import io.strowger.kernel.World;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayDeque;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * One thread that owns one {@link SipCore}: it waits in its selector for sockets, commands and timers, and nowhere
 * else. What other threads want comes in through a bounded queue; a full queue makes them wait, as every command is
 * work that must not be lost, and the loop itself never waits for them.
 */
final class SipLoop {
    private static final System.Logger LOG = System.getLogger(SipLoop.class.getName());
    private static final int COMMANDS = 16_384;
    private static final int BATCH = 128;
    private static final long LONGEST_SLEEP_MILLIS = 1_000;

    private final World world;
    private final Selector selector;
    private final SipMetrics metrics;
    private final ArrayBlockingQueue<Runnable> commands = new ArrayBlockingQueue<>(COMMANDS);
    private final ArrayBlockingQueue<Arrival> arrivals = new ArrayBlockingQueue<>(COMMANDS);
    private final ArrayDeque<Runnable> deferred = new ArrayDeque<>();
    private final AtomicBoolean asleep = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final CountDownLatch ready = new CountDownLatch(1);
    private volatile boolean closing;
    private volatile Thread thread = Thread.currentThread();
    private SipCore core;
    private Runnable atEnd = () -> { };

    private record Arrival(SipMessage message, Flow source, long nanos) {}

    SipLoop(World world, SipMetrics metrics) {
        this.world = world;
        this.metrics = metrics;
        try {
            this.selector = Selector.open();
        } catch (IOException failed) {
            throw new UncheckedIOException("no selector", failed);
        }
    }

    /** Names the core that this loop drives and what to close at its end, and starts the thread. */
    void start(String name, SipCore owned, Runnable closer) {
        core = owned;
        atEnd = closer;
        world.timeline().spawnLoop(name, this::run);
        try {
            ready.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a loop starts", interrupted);
        }
    }

    Selector selector() {
        return selector;
    }

    SipCore core() {
        return core;
    }

    /** Runs something on the loop: after what runs now when called on it, in order from any one other thread. */
    void execute(Runnable action) {
        if (Thread.currentThread() == thread) {
            deferred.addLast(action);
            return;
        }
        try {
            while (!closing && !commands.offer(action, 50, TimeUnit.MILLISECONDS)) {
                selector.wakeup();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("a strand is never interrupted while it sends a command", interrupted);
        }
        wake();
    }

    /** A message for this loop's core, read by whichever thread. */
    void arrived(SipMessage message, Flow source, long nanos) {
        if (!arrivals.offer(new Arrival(message, source, nanos))) {
            metrics.dropped("queue-full");
        }
        if (Thread.currentThread() != thread) {
            wake();
        }
    }

    /** False once the thread has ended or is about to. */
    boolean running() {
        return !closing;
    }

    /** Ends the thread and waits until its sockets are closed. */
    void close() {
        closing = true;
        selector.wakeup();
        if (Thread.currentThread() == thread) {
            return;
        }
        try {
            if (!ended.await(5, TimeUnit.SECONDS)) {
                LOG.log(System.Logger.Level.WARNING, "a SIP loop did not end within 5 s");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void wake() {
        if (asleep.get()) {
            selector.wakeup();
        }
    }

    private void run() {
        thread = Thread.currentThread();
        ready.countDown();
        try {
            while (!closing) {
                turn();
            }
        } catch (IOException | ClosedSelectorException broken) {
            LOG.log(System.Logger.Level.ERROR, "a SIP loop's selector broke", broken);
        } finally {
            closing = true;
            atEnd.run();
            try {
                selector.close();
            } catch (IOException ignored) {
                LOG.log(System.Logger.Level.DEBUG, "closing a selector failed", ignored);
            }
            ended.countDown();
        }
    }

    private void turn() throws IOException {
        boolean busy = work();
        asleep.set(true);
        boolean waiting = busy || !commands.isEmpty() || !arrivals.isEmpty() || closing;
        long sleep = waiting ? 0 : sleepMillis();
        if (sleep == 0) {
            selector.selectNow(this::ready);
        } else {
            selector.select(this::ready, sleep);
        }
        asleep.set(false);
    }

    private long sleepMillis() {
        long nanos = core.timers().untilNext(world.timeline().nanos());
        return Math.min(LONGEST_SLEEP_MILLIS, nanos == Long.MAX_VALUE ? LONGEST_SLEEP_MILLIS
                : (nanos + 999_999) / 1_000_000);
    }

    /** True when more is waiting. */
    private boolean work() {
        guarded("timers", () -> core.advance(world.timeline().nanos()));
        drainDeferred();
        for (int i = 0; i < BATCH; i++) {
            Runnable command = commands.poll();
            if (command == null) {
                break;
            }
            guarded("a command", command);
            drainDeferred();
        }
        for (int i = 0; i < BATCH; i++) {
            Arrival arrival = arrivals.poll();
            if (arrival == null) {
                return false;
            }
            guarded("a message", () -> core.received(
                    arrival.message, arrival.source, world.timeline().nanos() - arrival.nanos));
            drainDeferred();
        }
        return true;
    }

    private void drainDeferred() {
        for (Runnable next = deferred.poll(); next != null; next = deferred.poll()) {
            guarded("a command", next);
        }
    }

    @SuppressWarnings("unchecked")
    private void ready(SelectionKey key) {
        asleep.set(false);
        guarded("a socket", () -> ((Consumer<SelectionKey>) key.attachment()).accept(key));
        drainDeferred();
    }

    /** A mistake ends the piece of work it is in, never the loop; nor may a message that exhausts the stack. */
    private void guarded(String what, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error mistake) {
            core.mistake(what, mistake);
        }
    }
}
