package io.strowger.media;

import io.strowger.kernel.Timeline;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * One thread that moves the sound of its legs.
 *
 * <p><b>The tick.</b> Every poll interval (5 ms by default) it drains its letters, reads the sockets of all its legs
 * and serves the frame slots that are due. A leg sends in one of four slots, so that packets of many legs do not leave
 * in one burst. A slot's next moment is its last one plus 20 ms, whatever the time was when it ran: pacing does not
 * drift. A pacer that comes late sends what is due up to {@value #CATCH_UP} frames, and skips the rest.
 *
 * <p><b>Ownership.</b> A leg is touched by one pacer. What others want of it are letters in a bounded queue. A leg
 * changes hands by letters too: the old pacer gives it up ({@link #postSurrender}), then posts it to the new one.
 * Letters that reach the new pacer before the leg does wait for it, so a leg's letters are obeyed in the order they
 * were posted.
 *
 * <p><b>Idle.</b> A pacer without legs parks until a letter comes.
 *
 * <p>{@link #tick} may be called by one thread only: the pacer's own, or a test's.
 */
final class Pacer {
    /** Length of a frame. */
    static final long FRAME_NANOS = 20_000_000L;
    /** Frames sent late rather than skipped. */
    static final int CATCH_UP = 5;
    /** Letters obeyed in one tick. */
    static final int LETTERS_PER_TICK = 256;
    /** Letters that may wait. */
    static final int LETTERS = 65_536;
    private static final long PARK_NANOS = 1_000_000_000L;

    private static final System.Logger LOG = System.getLogger(Pacer.class.getName());

    private final Timeline timeline;
    private final PortPool pool;
    private final EngineMetrics metrics;
    private final long pollNanos;
    private final ConcurrentLinkedQueue<Letter> letters = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final Scratch scratch = new Scratch();
    private final List<Slot> slots = new ArrayList<>();
    private final Map<PacedLeg, Slot> legs = new HashMap<>();
    private final Map<PacedLeg, ArrayDeque<Letter>> early = new HashMap<>();
    private boolean anchored;
    private volatile int legCount;
    private volatile boolean idle;
    private volatile boolean stopping;
    private volatile boolean ended;
    private volatile Thread thread = Thread.currentThread();

    Pacer(Timeline timeline, PortPool pool, EngineMetrics metrics, long pollNanos) {
        this.timeline = timeline;
        this.pool = pool;
        this.metrics = metrics;
        this.pollNanos = pollNanos;
        for (long at = 0; at < FRAME_NANOS; at += pollNanos) {
            slots.add(new Slot());
        }
    }

    /** Something to do with a leg on its pacer. */
    @FunctionalInterface
    interface Action {
        void run(PacedLeg leg, long now);
    }

    private record Letter(PacedLeg leg, Action action, boolean always) {}

    /** Legs that send at the same moment. */
    private static final class Slot {
        final ArrayList<PacedLeg> legs = new ArrayList<>();
        long next;
    }

    /** Posts a letter. Any thread may call it. */
    void post(PacedLeg leg, Action action) {
        send(new Letter(leg, action, false));
    }

    /** Posts a leg to its new owner. Any thread may call it. */
    void postAdoption(PacedLeg leg) {
        send(new Letter(leg, this::adopt, true));
    }

    /** Posts the end of a leg, wherever it is then. Any thread may call it. */
    void postClose(PacedLeg leg) {
        waiting.incrementAndGet(); // always taken: a refused end would keep the ports for ever
        take(new Letter(leg, (closing, now) -> close(closing), false));
    }

    private void send(Letter letter) {
        if (waiting.incrementAndGet() > LETTERS) {
            waiting.decrementAndGet();
            throw new IllegalStateException("a pacer has " + LETTERS + " letters waiting: it is stuck or overloaded");
        }
        take(letter);
    }

    private void take(Letter letter) {
        letters.add(letter);
        if (idle) {
            LockSupport.unpark(thread);
        }
    }

    /** Number of legs it owns, for choosing the least loaded. Any thread may call it. */
    int legCount() {
        return legCount;
    }

    /** The loop of its own thread. */
    void run() {
        thread = Thread.currentThread();
        try {
            loop();
        } finally {
            ended = true;
        }
    }

    /** True once its thread has ended, by {@link #stop} or by a fatal error. */
    boolean ended() {
        return ended;
    }

    private void loop() {
        long next = timeline.nanos();
        while (!stopping) {
            tick(timeline.nanos());
            if (legs.isEmpty()) {
                idle = true;
                if (letters.isEmpty() && !stopping) {
                    LockSupport.parkNanos(this, PARK_NANOS);
                }
                idle = false;
                next = timeline.nanos();
                continue;
            }
            next += pollNanos;
            long left = next - timeline.nanos();
            if (left > 0) {
                LockSupport.parkNanos(this, left);
            } else if (left < -FRAME_NANOS) {
                next = timeline.nanos();
            }
        }
        tick(timeline.nanos());
        for (PacedLeg leg : List.copyOf(legs.keySet())) {
            close(leg);
        }
    }

    /** Ends the loop; its legs are closed. Any thread may call it. */
    void stop() {
        stopping = true;
        LockSupport.unpark(thread);
    }

    /** One duty cycle at the given moment. */
    void tick(long now) {
        drain(now);
        if (legs.isEmpty()) {
            anchored = false;
            return;
        }
        if (!anchored) {
            anchor(now);
        }
        for (int s = 0; s < slots.size(); s++) {
            ArrayList<PacedLeg> members = slots.get(s).legs;
            for (int i = members.size() - 1; i >= 0; i--) {
                poll(members.get(i), now);
            }
        }
        for (int s = 0; s < slots.size(); s++) {
            serve(slots.get(s), now);
        }
    }

    private void anchor(long now) {
        for (int s = 0; s < slots.size(); s++) {
            slots.get(s).next = now + s * pollNanos;
        }
        anchored = true;
    }

    private void poll(PacedLeg leg, long now) {
        try {
            leg.poll(now, scratch);
        } catch (RuntimeException | Error mistake) {
            broken(leg, mistake);
        }
    }

    private void serve(Slot slot, long now) {
        int rounds = 0;
        while (now - slot.next >= 0 && rounds < CATCH_UP) {
            rounds++;
            if (!slot.legs.isEmpty()) {
                metrics.lateness.observe((now - slot.next) / 1e9);
            }
            for (int i = slot.legs.size() - 1; i >= 0; i--) {
                PacedLeg leg = slot.legs.get(i);
                try {
                    leg.frame(now, scratch);
                } catch (RuntimeException | Error mistake) {
                    broken(leg, mistake);
                }
            }
            slot.next += FRAME_NANOS;
        }
        if (now - slot.next >= 0) {
            int skipped = (int) ((now - slot.next) / FRAME_NANOS) + 1;
            slot.next += skipped * FRAME_NANOS;
            for (int i = 0; i < slot.legs.size(); i++) {
                slot.legs.get(i).skip(skipped);
            }
            metrics.skippedFrames.add((long) skipped * slot.legs.size());
        }
    }

    /** A mistake of ours ends the leg, not the process (house rule 6). */
    private void broken(PacedLeg leg, Throwable mistake) {
        LOG.log(System.Logger.Level.ERROR, "leg " + leg.name + " is closed after a mistake", mistake);
        metrics.brokenLegs.increment();
        close(leg);
    }

    private void drain(long now) {
        for (int n = 0; n < LETTERS_PER_TICK; n++) {
            Letter letter = letters.poll();
            if (letter == null) {
                return;
            }
            waiting.decrementAndGet();
            obey(letter, now);
        }
    }

    private void obey(Letter letter, long now) {
        PacedLeg leg = letter.leg();
        if (!letter.always() && !legs.containsKey(leg)) {
            if (leg.owner != this || !leg.isClosed()) {
                early.computeIfAbsent(leg, key -> new ArrayDeque<>()).add(letter); // the leg itself is on its way
            }
            return;
        }
        try {
            letter.action().run(leg, now);
        } catch (RuntimeException | Error mistake) {
            broken(leg, mistake);
        }
    }

    // --- letters about legs as a whole; on this pacer's thread

    /** Takes a leg that has just been opened, or was given up by another pacer. */
    private void adopt(PacedLeg leg, long now) {
        ArrayDeque<Letter> waited = early.remove(leg);
        if (leg.isClosed()) {
            if (waited != null) {
                waited.stream().filter(Letter::always).forEach(letter -> obey(letter, now));
            }
            return;
        }
        Slot least = slots.getFirst();
        for (Slot slot : slots) {
            if (slot.legs.size() < least.legs.size()) {
                least = slot;
            }
        }
        place(leg, least);
        if (waited != null) {
            waited.forEach(letter -> obey(letter, now));
        }
    }

    /** Puts a leg into another's slot, so that they move in step. */
    private void join(PacedLeg leg, PacedLeg with) {
        Slot slot = legs.get(with);
        Slot old = legs.get(leg);
        if (slot != null && old != null && slot != old) {
            old.legs.remove(leg);
            place(leg, slot);
        }
    }

    private void place(PacedLeg leg, Slot slot) {
        slot.legs.add(leg);
        legs.put(leg, slot);
        legCount = legs.size();
    }

    private void forget(PacedLeg leg) {
        Slot slot = legs.remove(leg);
        if (slot != null) {
            slot.legs.remove(leg);
            legCount = legs.size();
        }
    }

    /** Posts that legs go to another pacer, all at once: what belongs together is never on two. Any thread. */
    void postSurrender(List<PacedLeg> group, Pacer to) {
        send(new Letter(group.getFirst(), (leg, now) -> surrender(group, to), true));
    }

    private void surrender(List<PacedLeg> group, Pacer to) {
        for (PacedLeg leg : group) {
            if (!legs.containsKey(leg) && !(leg.owner == this && leg.isClosed())) {
                early.computeIfAbsent(leg, key -> new ArrayDeque<>())
                        .add(new Letter(leg, (late, now) -> surrender(group, to), true)); // it is still on its way here
                return;
            }
        }
        group.forEach(this::forget);
        for (PacedLeg leg : group) {
            leg.owner = to;
            to.postAdoption(leg);
        }
    }

    /** Posts a letter about two legs that are here or on their way; it is lost when one of them is closed. */
    void postTogether(PacedLeg leg, PacedLeg with, Action action) {
        post(with, (second, now) -> {
            if (legs.containsKey(leg)) {
                join(second, leg);
                action.run(leg, now);
            } else if (!leg.isClosed() || leg.owner != this) {
                early.computeIfAbsent(leg, key -> new ArrayDeque<>()).add(new Letter(leg, action, false));
            }
        });
    }

    /** Closes a leg and gives its ports back. */
    private void close(PacedLeg leg) {
        if (legs.containsKey(leg)) {
            forget(leg);
            leg.close(pool);
        }
    }
}
