package io.strowger.twiml;

import java.util.Optional;
import java.util.Set;

/**
 * A conference room (voice-twiml 3.4). Parsed; calling it is error 13750 until conferences are built.
 *
 * @param room name within the account
 * @param muted default false
 * @param beep default TRUE
 * @param startConferenceOnEnter default true
 * @param endConferenceOnExit default false
 * @param participantLabel at most 128 characters
 * @param jitterBufferSize default LARGE
 * @param waitUrl empty text is silence; absent is the built-in music
 * @param waitMethod default POST
 * @param maxParticipants 2 to 250; default 250
 * @param record default false
 * @param region as written
 * @param trim default true
 * @param coach a call sid
 * @param statusCallback where events go
 * @param statusCallbackMethod default POST
 * @param statusCallbackEvents which
 * @param recordingStatus whom to tell of the recording
 * @param eventCallbackUrl legacy
 * @param recordingConfigurationId as written
 * @param at where it stands; never part of equality
 */
public record ConferenceNoun(
        String room, boolean muted, Beep beep, boolean startConferenceOnEnter,
        boolean endConferenceOnExit, Optional<String> participantLabel,
        JitterBuffer jitterBufferSize, Optional<String> waitUrl, HttpMethod waitMethod,
        int maxParticipants, boolean record, Optional<String> region, boolean trim,
        Optional<String> coach, Optional<String> statusCallback, HttpMethod statusCallbackMethod,
        Set<Event> statusCallbackEvents, RecordingStatus recordingStatus,
        Optional<String> eventCallbackUrl, Optional<String> recordingConfigurationId, Position at) implements Noun {
    /** Keeps the events in their own order. */
    public ConferenceNoun {
        statusCallbackEvents = WireValue.ordered(statusCallbackEvents);
    }

    @Override
    public String name() {
        return "Conference";
    }

    /** When the room beeps. */
    public enum Beep implements WireValue {
        TRUE("true"), FALSE("false"), ON_ENTER("onEnter"), ON_EXIT("onExit");

        private final String wire;

        Beep(String wire) {
            this.wire = wire;
        }

        @Override
        public String wire() {
            return wire;
        }
    }

    /** How much delay is bought for smoothness. */
    public enum JitterBuffer implements WireValue {
        SMALL("small"), MEDIUM("medium"), LARGE("large"), OFF("off");

        private final String wire;

        JitterBuffer(String wire) {
            this.wire = wire;
        }

        @Override
        public String wire() {
            return wire;
        }
    }

    /** What is told. */
    public enum Event implements WireValue {
        START("start"), END("end"), JOIN("join"), LEAVE("leave"), MUTE("mute"), HOLD("hold"),
        MODIFY("modify"), SPEAKER("speaker"), ANNOUNCEMENT("announcement");

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
