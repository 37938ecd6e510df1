package io.strowger.server.signaling;

import io.strowger.call.port.IncomingCall;
import io.strowger.call.port.LegEvent;
import java.util.function.Consumer;

/** Where admitted calls go: the call room. */
@FunctionalInterface
public interface IncomingCalls {
    /** Takes a call; what is returned receives the leg's events in order and never blocks. */
    Consumer<LegEvent> incoming(IncomingCall call);
}
