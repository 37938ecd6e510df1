package io.strowger.call.port;

import java.util.Optional;
import java.util.Set;

/**
 * How a call is recorded when the API asks for it (rest-api section 2, "Recordings").
 *
 * @param channels 1 mixes what the far side says with what it hears, 2 keeps them apart, the far side first
 * @param track which of the two is kept, seen from the platform
 * @param trim cuts silence at both ends
 * @param callback told of the recording's state
 * @param events of which states: {@code in-progress}, {@code completed}, {@code absent}; a failure always
 */
public record RecordingOptions(
        int channels, MediaCommand.Track track, boolean trim, Optional<WebTarget> callback, Set<String> events) {
    /** One channel of both directions, trimmed, told to nobody. */
    public static final RecordingOptions DEFAULT = new RecordingOptions(
            1, MediaCommand.Track.BOTH, true, Optional.empty(), Set.of("completed"));

    /** Checks the number of channels. */
    public RecordingOptions {
        if (channels < 1 || channels > 2) {
            throw new IllegalArgumentException("a recording has 1 or 2 channels, not " + channels);
        }
        events = Set.copyOf(events);
    }
}
