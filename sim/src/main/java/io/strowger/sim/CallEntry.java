package io.strowger.sim;

import io.strowger.call.port.IncomingCall;
import io.strowger.call.port.LegEvent;
import java.util.function.Consumer;

/** Where signalling hands a new call to the call room. */
@FunctionalInterface
public interface CallEntry {
    /** Takes a call; what is returned receives the leg's events in order. */
    Consumer<LegEvent> incoming(IncomingCall call);
}
