package io.strowger.phone;

import io.strowger.media.audio.Clip;
import java.time.Duration;
import java.util.Optional;

/** What a phone does with a call that comes in. */
public sealed interface AnswerPlan {
    /**
     * Rings and answers.
     *
     * @param ringing how long it rings before
     * @param sound what the caller hears, over and over; empty for silence
     * @param talking hangs up after this; empty to leave that to the caller
     */
    record Answer(Duration ringing, Optional<Clip> sound, Optional<Duration> talking) implements AnswerPlan {
        /** Answers at once and stays until the caller hangs up. */
        public static Answer atOnce() {
            return new Answer(Duration.ZERO, Optional.empty(), Optional.empty());
        }

        /** The same, playing a sound over and over. */
        public Answer playing(Clip clip) {
            return new Answer(ringing, Optional.of(clip), talking);
        }

        /** The same, ringing before. */
        public Answer after(Duration ring) {
            return new Answer(ring, sound, talking);
        }
    }

    /** Rings and never answers. */
    record Ring() implements AnswerPlan {}

    /** Refuses, for instance with 486. */
    record Refuse(int status, String reason) implements AnswerPlan {}
}
