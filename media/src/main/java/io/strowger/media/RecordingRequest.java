package io.strowger.media;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.RecordingSid;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What to record, and how. The file is 16-bit PCM at 8 kHz, {@code <recordings>/<account>/<recording>.wav}.
 *
 * @param channels 1 mixes, 2 keeps the two apart: the leg first, the other leg (or what is sent to the leg) second
 * @param track of two legs: the first, the second or both; of one leg: what it receives, what is sent to it, or both
 * @param maxLength the recording stops itself there
 * @param silence ends it after this much silence at its end; zero for never
 * @param trim cuts silence at both ends; a recording of nothing but silence then leaves no file
 */
public record RecordingRequest(
        RecordingSid recording, AccountSid account, int channels, Track track, Duration maxLength, Duration silence,
        boolean trim) {
    /** Checks ranges. */
    public RecordingRequest {
        if (channels < 1 || channels > 2) {
            throw new IllegalArgumentException("a recording has 1 or 2 channels, not " + channels);
        }
    }

    /** Which direction, seen from the platform. */
    public enum Track { INBOUND, OUTBOUND, BOTH }

    /** Where the file lies. */
    Path file(Path recordings) {
        return recordings.resolve(account.value()).resolve(recording.value() + ".wav");
    }
}
