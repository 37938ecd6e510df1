package io.strowger.call;

import io.strowger.call.port.LegId;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.CallSid;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One Dial Queue, from asking for a caller to the end of the conversation. Its strand looks at {@link CallQueue#look}
 * after each letter; everything else about it is the queue's, under the queue's lock.
 */
final class DequeuingCall implements QueueParty {
    /** Where it stands. */
    enum State {
        /** Nobody was in the queue. */
        WAITING,
        /** Has taken a caller, who may be hearing the document before joining. */
        MATCHED,
        /** The caller can be joined. */
        READY,
        /** Joined. */
        JOINED,
        /** The caller has gone after they were joined. */
        PARTED,
        /** The queue was deleted, or the reserved caller has gone. */
        FAILED,
        /** No part of the queue any more. */
        GONE
    }

    final CallSid call;
    final LegId leg;
    final Consumer<CallEvent> inbox;
    final Optional<WebTarget> announcement;
    final Optional<String> reservation;
    State state = State.WAITING;
    Optional<WaitingLine.Place<DequeuingCall>> place = Optional.empty();
    Optional<QueuedCall> caller = Optional.empty();

    /**
     * @param inbox takes letters to the call; never blocks
     * @param announcement the document for the caller before joining, its URL absolute
     * @param reservation whose caller it takes; empty for the head of the queue
     */
    DequeuingCall(
            CallSid call, LegId leg, Consumer<CallEvent> inbox, Optional<WebTarget> announcement,
            Optional<String> reservation) {
        this.call = call;
        this.leg = leg;
        this.inbox = inbox;
        this.announcement = announcement;
        this.reservation = reservation;
    }

    /** Its Dial waits for nothing but letters, and looks after each. */
    @Override
    public boolean interrupts() {
        return false;
    }

    void tell() {
        inbox.accept(new CallEvent.QueueNews(this));
    }
}
