package io.strowger.call;

import io.strowger.call.port.QueueRecord;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.Timeline;
import io.strowger.kernel.World;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One queue: the only place where its callers and those who take them stand, each in the order in which they came.
 *
 * <p>Everything happens under its lock, so there is one order of things: a caller is taken by one call at a time, and
 * whoever goes away meanwhile (a hang-up, a redirect, a Leave) either was first, or finds out. Letters and media
 * commands are sent under the lock too, as both only post; nothing here waits. Any thread may call it.
 */
final class CallQueue {
    /** How a call fared that wanted in. */
    enum Joining {
        /** It waits. */
        JOINED,
        /** The queue holds as many as it may. */
        FULL,
        /** The queue was deleted in the meantime. */
        CLOSED
    }

    /** What a waiting caller's application is told. */
    record Figures(int position, Duration time, Duration average, int size, int maxSize) {}

    private final Timeline timeline;
    private final QueueCounts counts;
    private final long originNanos;
    private final WaitingLine<QueuedCall> callers = new WaitingLine<>();
    private final WaitingLine<DequeuingCall> takers = new WaitingLine<>();
    private final Map<CallSid, QueuedCall> waiting = new HashMap<>();
    private QueueRecord record;
    private long joinedMillisSum;
    private long turns;
    private boolean closed;

    CallQueue(World world, QueueRecord record, QueueCounts counts) {
        this.timeline = world.timeline();
        this.record = record;
        this.counts = counts;
        this.originNanos = timeline.nanos();
    }

    synchronized QueueRecord record() {
        return record;
    }

    /** Another name or size, already unique; those who wait stay, even when there are more than the new size. */
    synchronized void become(QueueRecord changed) {
        record = changed;
    }

    /** Deletes it; false when somebody waits or may come back. Those who wait for a caller are told. */
    synchronized boolean close() {
        if (callers.size() > 0 || callers.awaySize() > 0) {
            return false;
        }
        closed = true;
        for (Optional<WaitingLine.Place<DequeuingCall>> front = takers.front(); front.isPresent();
                front = takers.front()) {
            DequeuingCall taker = front.get().who();
            outOfLine(taker);
            fail(taker);
        }
        return true;
    }

    // ---- callers ----------------------------------------------------------------------------------------------------

    /**
     * Puts a call at the end.
     *
     * @param atMost a lower size that this caller's Enqueue asks for
     */
    synchronized Joining join(QueuedCall caller, int atMost) {
        if (closed) {
            return Joining.CLOSED;
        }
        if (callers.size() >= Math.min(record.maxSize(), atMost)) {
            return Joining.FULL;
        }
        caller.place = Optional.of(callers.join(caller));
        caller.turn = ++turns;
        arrive(caller);
        match();
        return Joining.JOINED;
    }

    /** Milliseconds of this queue's clock, by which times of waiting are measured. */
    long millis() {
        return (timeline.nanos() - originNanos) / 1_000_000;
    }

    /** Where the caller stands now; the caller's strand has thereby seen the news. */
    synchronized QueuedCall.State look(QueuedCall caller) {
        caller.seen();
        return caller.state;
    }

    /** What the caller's application is told; only while it waits is the position above 0. */
    synchronized Figures figures(QueuedCall caller) {
        int position = caller.state == QueuedCall.State.WAITING ? callers.position(caller.place.orElseThrow()) : 0;
        return new Figures(position, waited(caller), average(), callers.size(), record.maxSize());
    }

    /** From joining to being taken for good, or until now. */
    synchronized Duration waited(QueuedCall caller) {
        return Duration.ofMillis((caller.taker.isPresent() ? caller.takenMillis : millis()) - caller.joinedMillis);
    }

    /** The call that has taken the caller; empty while nobody has. */
    synchronized Optional<DequeuingCall> taker(QueuedCall caller) {
        return caller.taker;
    }

    /** Leaves the line; false when somebody had taken the caller first. */
    synchronized boolean leave(QueuedCall caller) {
        if (caller.state != QueuedCall.State.WAITING) {
            return false;
        }
        step(caller);
        forget(caller, QueuedCall.State.GONE);
        caller.seen();
        return true;
    }

    /** The caller has heard what it is to hear before joining; nothing happens when the taker has gone by then. */
    synchronized void ready(QueuedCall caller) {
        if (caller.state == QueuedCall.State.TAKEN) {
            caller.state = QueuedCall.State.READY;
            DequeuingCall taker = caller.taker.orElseThrow();
            taker.state = DequeuingCall.State.READY;
            taker.tell();
        }
    }

    /**
     * The caller's call is over or goes elsewhere, wherever it stood. Whoever had taken it is told: gone after they
     * were joined, or served again in the order in which they came.
     *
     * @param parts run when they were joined: parts their media
     * @return where it stood
     */
    synchronized QueuedCall.State over(QueuedCall caller, Runnable parts) {
        QueuedCall.State stood = caller.state;
        switch (stood) {
            case WAITING -> {
                step(caller);
                forget(caller, QueuedCall.State.GONE);
            }
            case TAKEN, READY -> {
                DequeuingCall taker = caller.taker.orElseThrow();
                counts.engaged.decrementAndGet();
                forget(caller, QueuedCall.State.GONE);
                again(taker);
                match();
            }
            case JOINED -> {
                DequeuingCall taker = caller.taker.orElseThrow();
                counts.joined.decrementAndGet();
                caller.state = QueuedCall.State.GONE;
                taker.state = DequeuingCall.State.PARTED;
                taker.tell();
                parts.run();
            }
            case PARTED, REDIRECTED, DISMISSED, GONE -> caller.state = QueuedCall.State.GONE;
        }
        caller.seen(); // what is still on its way must not interrupt what the call does next
        return stood;
    }

    // ---- those who take them ----------------------------------------------------------------------------------------

    /** Asks for the caller at the front, or the next to come. */
    synchronized void ask(DequeuingCall taker) {
        if (closed) {
            fail(taker);
            return;
        }
        taker.place = Optional.of(takers.join(taker));
        counts.dequeuing.incrementAndGet();
        match();
    }

    /** Asks for one caller, wherever it stands in line; the taker has failed when it is not there. */
    synchronized void ask(DequeuingCall taker, CallSid wanted) {
        Optional<QueuedCall> caller = Optional.ofNullable(waiting.get(wanted));
        caller.ifPresentOrElse(there -> {
            step(there);
            pair(there, taker);
        }, () -> fail(taker));
    }

    synchronized DequeuingCall.State look(DequeuingCall taker) {
        return taker.state;
    }

    /** The caller it has taken; empty while it has none. */
    synchronized Optional<QueuedCall> caller(DequeuingCall taker) {
        return taker.caller;
    }

    /**
     * Joins the two, if the caller is still ready.
     *
     * @param joins joins their media
     */
    synchronized boolean joins(DequeuingCall taker, Runnable joins) {
        if (taker.state != DequeuingCall.State.READY) {
            return false;
        }
        QueuedCall caller = taker.caller.orElseThrow();
        counts.engaged.decrementAndGet();
        counts.joined.incrementAndGet();
        forget(caller, QueuedCall.State.JOINED);
        forget(taker);
        taker.state = DequeuingCall.State.JOINED;
        caller.tell();
        joins.run();
        return true;
    }

    /** Waits no longer for a caller; false when one was taken first. */
    synchronized boolean giveUp(DequeuingCall taker) {
        if (taker.state != DequeuingCall.State.WAITING) {
            return false;
        }
        outOfLine(taker);
        taker.state = DequeuingCall.State.GONE;
        return true;
    }

    /**
     * The dequeuing call is over or goes elsewhere, wherever it stood. A caller that it had taken goes back to its old
     * place; one it was joined to goes on by itself.
     *
     * @param parts run when they were joined: parts their media
     */
    synchronized void over(DequeuingCall taker, Runnable parts) {
        switch (taker.state) {
            case WAITING -> outOfLine(taker);
            case MATCHED, READY -> {
                QueuedCall caller = taker.caller.orElseThrow();
                counts.engaged.decrementAndGet();
                callers.back(caller.place.orElseThrow());
                caller.taker = Optional.empty();
                caller.state = QueuedCall.State.WAITING;
                arrive(caller);
                forget(taker);
                caller.tell();
                match();
            }
            case JOINED -> {
                QueuedCall caller = taker.caller.orElseThrow();
                counts.joined.decrementAndGet();
                caller.state = QueuedCall.State.PARTED;
                caller.tell();
                parts.run();
            }
            case PARTED, FAILED, GONE -> { }
        }
        taker.state = DequeuingCall.State.GONE;
    }

    // ---- from outside -----------------------------------------------------------------------------------------------

    /**
     * Takes a caller out of the line and gives its call another document.
     *
     * @param wanted empty for the one at the front
     * @return what it was; empty when it does not wait here
     */
    synchronized Optional<CallQueues.MemberView> redirect(Optional<CallSid> wanted, CallChange.Step step) {
        Optional<QueuedCall> caller = find(wanted);
        Optional<CallQueues.MemberView> view = caller.map(this::view);
        caller.ifPresent(there -> {
            step(there);
            forget(there, QueuedCall.State.REDIRECTED);
            there.inbox.accept(new CallEvent.Change(CallChange.of(step), applied -> { }));
        });
        return view;
    }

    /** Sends a caller on with the verb after its Enqueue, unless somebody has taken it. */
    synchronized boolean dismiss(QueuedCall caller) {
        if (caller.state != QueuedCall.State.WAITING) {
            return false;
        }
        step(caller);
        forget(caller, QueuedCall.State.DISMISSED);
        caller.tell();
        return true;
    }

    synchronized CallQueues.QueueView view() {
        return new CallQueues.QueueView(record.sid(), record.account(), record.friendlyName(), record.maxSize(),
                callers.size(), average(), record.created(), record.updated());
    }

    synchronized List<CallQueues.MemberView> members() {
        List<CallQueues.MemberView> all = new ArrayList<>(callers.size());
        for (WaitingLine.Place<QueuedCall> place : callers.all()) {
            all.add(view(place.who(), all.size() + 1));
        }
        return all;
    }

    /** @param wanted empty for the one at the front */
    synchronized Optional<CallQueues.MemberView> member(Optional<CallSid> wanted) {
        return find(wanted).map(this::view);
    }

    private Optional<QueuedCall> find(Optional<CallSid> wanted) {
        return wanted.isPresent() ? Optional.ofNullable(waiting.get(wanted.get()))
                : callers.front().map(WaitingLine.Place::who);
    }

    private CallQueues.MemberView view(QueuedCall caller) {
        return view(caller, callers.position(caller.place.orElseThrow()));
    }

    private CallQueues.MemberView view(QueuedCall caller, int position) {
        Instant joined = caller.joinedAt;
        return new CallQueues.MemberView(caller.call, record.account(), record.sid(), joined, position,
                Duration.ofMillis(millis() - caller.joinedMillis), caller.turn);
    }

    // ---- under the lock ---------------------------------------------------------------------------------------------

    /** The first caller goes to the first who asked, as long as there are both. */
    private void match() {
        while (callers.size() > 0 && takers.size() > 0) {
            QueuedCall caller = callers.front().orElseThrow().who();
            DequeuingCall taker = takers.front().orElseThrow().who();
            step(caller);
            takers.away(taker.place.orElseThrow());
            counts.dequeuing.decrementAndGet();
            pair(caller, taker);
        }
    }

    private void pair(QueuedCall caller, DequeuingCall taker) {
        counts.engaged.incrementAndGet();
        caller.state = QueuedCall.State.TAKEN;
        caller.taker = Optional.of(taker);
        caller.takenMillis = millis();
        taker.state = DequeuingCall.State.MATCHED;
        taker.caller = Optional.of(caller);
        caller.tell();
        taker.tell();
    }

    /** Its caller has gone before they were joined: it is served again, at its old place; a reservation has failed. */
    private void again(DequeuingCall taker) {
        taker.caller = Optional.empty();
        if (taker.place.isEmpty()) {
            fail(taker);
            return;
        }
        takers.back(taker.place.get());
        counts.dequeuing.incrementAndGet();
        taker.state = DequeuingCall.State.WAITING;
        taker.tell();
    }

    private static void fail(DequeuingCall taker) {
        taker.state = DequeuingCall.State.FAILED;
        taker.tell();
    }

    private void outOfLine(DequeuingCall taker) {
        forget(taker);
        counts.dequeuing.decrementAndGet();
    }

    /** Gives the place up; one who asked for a certain caller never had one. */
    private void forget(DequeuingCall taker) {
        taker.place.ifPresent(takers::leave);
        taker.place = Optional.empty();
    }

    private void arrive(QueuedCall caller) {
        waiting.put(caller.call, caller);
        joinedMillisSum += caller.joinedMillis;
        counts.waiting.incrementAndGet();
    }

    /** Out of the line, the place being kept. */
    private void step(QueuedCall caller) {
        callers.away(caller.place.orElseThrow());
        waiting.remove(caller.call);
        joinedMillisSum -= caller.joinedMillis;
        counts.waiting.decrementAndGet();
    }

    /** Gives the place up: there is no way back. */
    private void forget(QueuedCall caller, QueuedCall.State state) {
        callers.leave(caller.place.orElseThrow());
        caller.state = state;
    }

    private Duration average() {
        int size = callers.size();
        return size == 0 ? Duration.ZERO : Duration.ofMillis(millis() - joinedMillisSum / size);
    }
}
