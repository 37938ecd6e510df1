package io.strowger.call;

/** Thrown by a call's wait when its place in a queue has changed: unwinds the running wait document. */
final class QueueChanged extends RuntimeException {
    private static final long serialVersionUID = 1;

    QueueChanged() {
        super("the place in the queue changed", null, false, false);
    }
}
