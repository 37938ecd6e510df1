package io.strowger.twiml;

import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Where a recording's state is told (voice-twiml "Recording status callback").
 *
 * @param url empty for nowhere
 * @param method default POST
 * @param events which states; default COMPLETED alone
 */
public record RecordingStatus(Optional<String> url, HttpMethod method, Set<Event> events) {
    /** Nobody is told. */
    public static final RecordingStatus NONE =
            new RecordingStatus(Optional.empty(), HttpMethod.POST, EnumSet.of(Event.COMPLETED));

    /** Keeps the events in their own order. */
    public RecordingStatus {
        events = WireValue.ordered(events);
    }

    /** A state of a recording. */
    public enum Event implements WireValue {
        IN_PROGRESS("in-progress"), COMPLETED("completed"), ABSENT("absent"), FAILED("failed");

        private final String wire;

        Event(String wire) {
            this.wire = wire;
        }

        @Override
        public String wire() {
            return wire;
        }
    }
}
