package io.strowger.twiml;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Where a dialled leg's progress is told (voice-twiml section 3.7).
 *
 * @param url empty for nowhere
 * @param method default POST
 * @param events which states; default COMPLETED alone
 */
public record StatusCallback(Optional<String> url, HttpMethod method, Set<Event> events) {
    /** Nobody is told. */
    public static final StatusCallback NONE =
            new StatusCallback(Optional.empty(), HttpMethod.POST, EnumSet.of(Event.COMPLETED));

    /** Keeps the events in their own order. */
    public StatusCallback {
        events = WireValue.ordered(events);
    }

    /** A step of a leg. */
    public enum Event implements WireValue {
        INITIATED, RINGING, ANSWERED, COMPLETED;

        @Override
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
