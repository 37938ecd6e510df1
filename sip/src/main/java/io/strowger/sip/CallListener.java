package io.strowger.sip;

/** Receives one call's events in order, on the call's loop thread: it must not block. */
@FunctionalInterface
public interface CallListener {
    /** An event happened. */
    void on(CallEvent event);
}
