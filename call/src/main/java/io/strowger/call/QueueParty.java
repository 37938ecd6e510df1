package io.strowger.call;

/** A call that waits in a queue or for one: what a {@link CallEvent.QueueNews} is about. */
sealed interface QueueParty permits QueuedCall, DequeuingCall {
    /** True when the news must interrupt whatever the call's strand waits for. */
    boolean interrupts();
}
