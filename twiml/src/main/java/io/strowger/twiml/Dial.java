package io.strowger.twiml;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Calls others and joins one of them to the caller (voice-twiml "Dial").
 *
 * @param action requested when the dialled side is over; empty for the next verb (trap 1)
 * @param method default POST
 * @param timeout ringing time, 5 to 600 s, default 30 s; shorter is raised to 5 s (trap 7)
 * @param timeLimit longest conversation, 1 to 86,400 s; default 14,400 s
 * @param callerId as written; empty for the parent's
 * @param hangupOnStar default false
 * @param answerOnBridge default false
 * @param ringTone country code; empty for the carrier's
 * @param record default DO_NOT_RECORD
 * @param recordingTrack default BOTH
 * @param trim default false
 * @param recordingStatus whom to tell
 * @param sequential whether nouns are tried in order; default false
 * @param referUrl requested when the far side transfers; empty refuses
 * @param referMethod default POST
 * @param callReason at most 50 characters
 * @param passports SHAKEN identity passports, base64, comma separated
 * @param recordingConfigurationId as written
 * @param events as written, split at spaces
 * @param nouns whom to call, at least one; a bare number is a {@link NumberNoun} with defaults
 * @param at where it stands; never part of equality
 */
public record Dial(
        Optional<String> action, HttpMethod method, Duration timeout, Duration timeLimit,
        Optional<String> callerId, boolean hangupOnStar, boolean answerOnBridge,
        Optional<String> ringTone, RecordMode record, Track recordingTrack, boolean trim,
        RecordingStatus recordingStatus, boolean sequential, Optional<String> referUrl,
        HttpMethod referMethod, Optional<String> callReason,
        Optional<String> passports,
        Optional<String> recordingConfigurationId, List<String> events, List<Noun> nouns, Position at) implements Verb {
    /** Most Number, Client and Sip nouns of one Dial. */
    public static final int MAX_NOUNS = 10;

    /** Copies the lists. */
    public Dial {
        events = List.copyOf(events);
        nouns = List.copyOf(nouns);
    }

    @Override
    public String name() {
        return "Dial";
    }

    /** What is recorded; {@code true} is from-answer, {@code false} none. */
    public enum RecordMode implements WireValue {
        DO_NOT_RECORD("do-not-record"), RECORD_FROM_ANSWER("record-from-answer"),
        RECORD_FROM_RINGING("record-from-ringing"), RECORD_FROM_ANSWER_DUAL("record-from-answer-dual"),
        RECORD_FROM_RINGING_DUAL("record-from-ringing-dual");

        private final String wire;

        RecordMode(String wire) {
            this.wire = wire;
        }

        @Override
        public String wire() {
            return wire;
        }

        /** True when anything is recorded. */
        public boolean records() {
            return this != DO_NOT_RECORD;
        }

        /** True when each side has its own channel: the parent in 1, the child in 2. */
        public boolean dual() {
            return this == RECORD_FROM_ANSWER_DUAL || this == RECORD_FROM_RINGING_DUAL;
        }

        /** True when recording begins before the answer. */
        public boolean fromRinging() {
            return this == RECORD_FROM_RINGING || this == RECORD_FROM_RINGING_DUAL;
        }
    }

    /** Which direction is recorded. */
    public enum Track implements WireValue {
        INBOUND("inbound"), OUTBOUND("outbound"), BOTH("both");

        private final String wire;

        Track(String wire) {
            this.wire = wire;
        }

        @Override
        public String wire() {
            return wire;
        }
    }
}
