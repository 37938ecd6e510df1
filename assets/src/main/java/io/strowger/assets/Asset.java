package io.strowger.assets;

import io.strowger.kernel.ErrorCode;
import io.strowger.media.audio.Clip;
import java.time.Duration;
import java.util.List;

/**
 * Audio ready for a telephone line.
 *
 * @param clip 8 kHz, one channel; never empty
 * @param warnings what was replaced on the way, for instance an unknown voice
 */
public record Asset(Clip clip, List<Warning> warnings) {
    /** Copies the list. */
    public Asset {
        warnings = List.copyOf(warnings);
    }

    /** How long it sounds. */
    public Duration length() {
        return Duration.ofMillis(clip.millis());
    }

    /**
     * Something that was replaced.
     *
     * @param code documented
     * @param detail one sentence
     */
    public record Warning(ErrorCode code, String detail) {}
}
