package io.strowger.call;

import io.strowger.call.port.LegId;
import io.strowger.kernel.CallSid;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One call's stay in a queue. Its strand looks at {@link CallQueue#look} after each letter; everything else about it is
 * the queue's, under the queue's lock.
 */
final class QueuedCall implements QueueParty {
    /** Where it stands. */
    enum State {
        /** In line. */
        WAITING,
        /** At the front, and taken by a dequeuing call: hears that call's document, if there is one. */
        TAKEN,
        /** Has heard it. */
        READY,
        /** Joined to the dequeuing call. */
        JOINED,
        /** The dequeuing call has parted. */
        PARTED,
        /** Taken out by the API; another document takes over. */
        REDIRECTED,
        /** Sent on by work distribution: its task is over. */
        DISMISSED,
        /** Out of the queue. */
        GONE
    }

    final CallSid call;
    final LegId leg;
    final Consumer<CallEvent> inbox;
    final Instant joinedAt;
    final long joinedMillis;
    State state = State.WAITING;
    Optional<WaitingLine.Place<QueuedCall>> place = Optional.empty();
    Optional<DequeuingCall> taker = Optional.empty();
    /** How many had joined the queue by then, itself included. */
    long turn;
    /** When it was last taken, by the queue's clock. */
    long takenMillis;
    private volatile boolean news;

    /** @param inbox takes letters to the call; never blocks */
    QueuedCall(CallSid call, LegId leg, Consumer<CallEvent> inbox, Instant joinedAt, long joinedMillis) {
        this.call = call;
        this.leg = leg;
        this.inbox = inbox;
        this.joinedAt = joinedAt;
        this.joinedMillis = joinedMillis;
    }

    /** True while its state has changed and the call has not looked: whatever it plays is interrupted. */
    @Override
    public boolean interrupts() {
        return news;
    }

    void tell() {
        news = true;
        inbox.accept(new CallEvent.QueueNews(this));
    }

    void seen() {
        news = false;
    }
}
