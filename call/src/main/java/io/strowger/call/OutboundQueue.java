package io.strowger.call;

import io.strowger.call.port.OutboundCall;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.Timeline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * Calls of the API that wait for their turn: in order within an account, each account at its own pace and under its own
 * bound, so that a flood of one delays no other (rest-api 1.9).
 *
 * <p>Only the head of an account's lane is ever looked at, and lanes are kept by the moment at which their head can be
 * dealt with: a start costs the logarithm of the number of accounts that have waiting calls, however many calls wait.
 * An account that has been served stands behind the others that are due, so that places which all need go round. One
 * timer stands at the earliest of those moments. Any thread may call it.
 */
final class OutboundQueue {
    private static final System.Logger LOG = System.getLogger(OutboundQueue.class.getName());
    private static final long SECOND = 1_000_000_000L;

    private final Timeline timeline;
    private final OutboundLimits limits;
    private final Turn turn;
    private final Map<AccountSid, Lane> lanes = new HashMap<>();
    private final Map<CallSid, Lane> lanesByCall = new HashMap<>();
    private final TreeSet<Lane> wakes = new TreeSet<>(
            (a, b) -> a.wake != b.wake ? Long.compare(a.wake, b.wake) : Long.compare(a.turn, b.turn));
    private Optional<Timeline.Timer> timer = Optional.empty();
    private long timerAt;
    private long turns;
    private int running;
    private boolean held;

    /** What is done with a call when its turn has come; must not block. */
    interface Turn {
        /** It is started; {@link OutboundQueue#over} must follow when it has ended. */
        void start(OutboundCall call, Duration waited);

        /** It waited longer than it may. */
        void expire(OutboundCall call, Duration waited);

        /** Its start threw: it has not begun and waits no longer. {@link OutboundQueue#over} must not follow. */
        void fail(OutboundCall call, Duration waited);
    }

    /** One account's calls. */
    private static final class Lane {
        private final LinkedHashMap<CallSid, Waiting> waiting = new LinkedHashMap<>();
        /** The moment from which the pace allows the next start. */
        private long next = Long.MIN_VALUE;
        private int running;
        private boolean kept;
        private long wake;
        private long turn;
    }

    private record Waiting(OutboundCall call, long since) {}

    private record Due(Waiting waiting, boolean expired) {}

    OutboundQueue(Timeline timeline, OutboundLimits limits, Turn turn) {
        this.timeline = timeline;
        this.limits = limits;
        this.turn = turn;
    }

    /**
     * Takes a call.
     *
     * @param taken run before its turn can come, so that what is written of it then stands before what is written of
     *     its start; must not block
     * @return false when as many calls of the account wait as may; nothing was taken then
     */
    boolean add(OutboundCall call, Runnable taken) {
        synchronized (this) {
            Lane lane = lanes.computeIfAbsent(call.request().account(), account -> new Lane());
            if (lane.waiting.size() >= limits.queued()) {
                return false;
            }
            taken.run();
            put(lane, call, timeline.nanos());
        }
        return true;
    }

    /** Takes a call that waited when the last run ended, past the bound if need be: it was accepted. */
    void resume(OutboundCall call) {
        Duration before = Duration.between(call.created(), timeline.now());
        long since = timeline.nanos() - Math.max(0, before.toNanos());
        synchronized (this) {
            put(lanes.computeIfAbsent(call.request().account(), account -> new Lane()), call, since);
        }
    }

    private void put(Lane lane, OutboundCall call, long since) {
        lane.waiting.put(call.sid(), new Waiting(call, since));
        lanesByCall.put(call.sid(), lane);
        if (lane.waiting.size() == 1) {
            keep(lane);
        }
    }

    /** Starts what can be started now. To be called after {@link #add} and {@link #resume}. */
    void pump() {
        List<Due> due = new ArrayList<>();
        synchronized (this) {
            long now = timeline.nanos();
            while (!stands() && wakes.first().wake <= now) {
                Lane lane = wakes.first();
                due.add(take(lane, now));
                keep(lane);
            }
            schedule(now);
        }
        due.forEach(this::turn);
    }

    /** One call's turn has come. A mistake with it must not keep back the others, or keep its place for ever. */
    private void turn(Due one) {
        OutboundCall call = one.waiting().call();
        Duration waited = Duration.ofNanos(Math.max(0, timeline.nanos() - one.waiting().since()));
        try {
            if (one.expired()) {
                turn.expire(call, waited);
            } else {
                turn.start(call, waited);
            }
        } catch (RuntimeException mistake) {
            LOG.log(System.Logger.Level.ERROR, "a mistake while starting the outbound call " + call.sid(), mistake);
            if (!one.expired()) {
                failed(call, waited);
            }
        }
    }

    private void failed(OutboundCall call, Duration waited) {
        try {
            turn.fail(call, waited);
        } catch (RuntimeException mistake) {
            LOG.log(System.Logger.Level.ERROR, "a mistake while ending the outbound call " + call.sid(), mistake);
        }
        synchronized (this) { // no pump: this may be one, and it would run into itself once for every call that fails
            leave(call.request().account());
            schedule(timeline.nanos());
        }
    }

    /** Nothing can be started now, whoever waits. */
    private boolean stands() {
        return held || wakes.isEmpty() || running >= limits.together();
    }

    private Due take(Lane lane, long now) {
        Waiting head = lane.waiting.pollFirstEntry().getValue();
        lanesByCall.remove(head.call().sid());
        boolean expired = now - expiry(head) >= 0;
        if (!expired) {
            long pace = SECOND / limits.callsPerSecond();
            // a timer that came a little late must not slow the pace down; an idle lane saves nothing up
            lane.next = lane.next != Long.MIN_VALUE && now - lane.next < pace ? lane.next + pace : now + pace;
            lane.running++;
            running++;
        }
        return new Due(head, expired);
    }

    private long expiry(Waiting head) {
        return head.since() + limits.longestWait().toNanos();
    }

    /** Puts a lane where its head can next be dealt with, behind the other lanes of that moment. */
    private void keep(Lane lane) {
        if (lane.kept) {
            wakes.remove(lane);
            lane.kept = false;
        }
        if (lane.waiting.isEmpty()) {
            return;
        }
        long expires = expiry(lane.waiting.firstEntry().getValue());
        long starts = lane.next == Long.MIN_VALUE ? timeline.nanos() : Math.max(lane.next, timeline.nanos());
        lane.wake = lane.running >= limits.concurrent() ? expires : Math.min(starts, expires);
        lane.turn = ++turns;
        lane.kept = true;
        wakes.add(lane);
    }

    private void schedule(long now) {
        if (stands()) {
            return; // the end of a call goes on
        }
        long at = wakes.first().wake;
        if (timer.isPresent() && timerAt <= at) {
            return;
        }
        timer.ifPresent(Timeline.Timer::cancel);
        timerAt = at;
        timer = Optional.of(timeline.schedule(Duration.ofNanos(Math.max(0, at - now)), this::ring));
    }

    private void ring() {
        synchronized (this) {
            timer = Optional.empty();
        }
        pump();
    }

    /** A started call of the account has ended. */
    void over(AccountSid account) {
        synchronized (this) {
            leave(account);
        }
        pump();
    }

    private void leave(AccountSid account) {
        Lane lane = lanes.get(account);
        lane.running--;
        running--;
        keep(lane);
    }

    /** The waiting call; empty when it does not wait. */
    synchronized Optional<OutboundCall> find(CallSid sid) {
        return Optional.ofNullable(lanesByCall.get(sid)).map(lane -> lane.waiting.get(sid).call());
    }

    /** Takes a call out; empty when it does not wait (any more). */
    Optional<OutboundCall> remove(CallSid sid) {
        Optional<OutboundCall> removed = Optional.empty();
        synchronized (this) {
            Lane lane = lanesByCall.remove(sid);
            if (lane != null) {
                removed = Optional.of(lane.waiting.remove(sid).call());
                keep(lane);
            }
        }
        return removed;
    }

    /**
     * Changes a waiting call without losing its place; empty when it does not wait (any more).
     *
     * @param how run before its turn can come; must not block
     */
    synchronized Optional<OutboundCall> change(CallSid sid, UnaryOperator<OutboundCall> how) {
        Lane lane = lanesByCall.get(sid);
        if (lane == null) {
            return Optional.empty();
        }
        Waiting old = lane.waiting.get(sid);
        OutboundCall changed = how.apply(old.call());
        lane.waiting.put(sid, new Waiting(changed, old.since()));
        return Optional.of(changed);
    }

    /** Starts nothing more: the platform drains. What waits is durable and goes on with the next run. */
    synchronized void hold() {
        held = true;
        timer.ifPresent(Timeline.Timer::cancel);
        timer = Optional.empty();
    }

    /** Calls that wait. */
    synchronized int waiting() {
        return lanesByCall.size();
    }
}
