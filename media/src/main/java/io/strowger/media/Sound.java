package io.strowger.media;

import io.strowger.media.audio.Clip;
import java.time.Duration;

/** Something a leg can play. */
public sealed interface Sound {
    /**
     * A clip, some times without a gap.
     *
     * @param times from 1; {@link Integer#MAX_VALUE} is for ever
     */
    record Sample(Clip clip, int times) implements Sound {}

    /** Silence of a length. */
    record Silence(Duration length) implements Sound {}

    /**
     * Keys: as telephone-events when negotiated (RFC 4733), else as tones in the sound; 100 ms each with 100 ms
     * between them.
     *
     * @param digits {@code 0-9 A-D * #}, {@code w} for half a second of silence, {@code W} for one; at most 1000
     */
    record Digits(String digits) implements Sound {
        /** Checks the characters. */
        public Digits {
            if (digits.length() > 1000 || !digits.matches("[0-9A-D*#wW]*")) {
                throw new IllegalArgumentException("digits hold something other than 0-9 A-D * # w W, or are too many");
            }
        }
    }
}
