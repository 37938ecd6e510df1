package io.strowger.twiml;

import java.time.Duration;
import java.util.Optional;

/**
 * Records the caller (voice-twiml "Record").
 *
 * @param action where the result goes; empty for the current document's URL (trap 1)
 * @param method default POST
 * @param timeout the silence that ends it; zero for never; default 5 s
 * @param finishOnKey the keys that end it, a set in one text; default {@code 1234567890*#}; empty for none
 * @param maxLength 2 to 86,400 s; default 3,600 s, 120 s when transcribing
 * @param playBeep default true
 * @param trim default true: silence is cut from both ends
 * @param recordingStatus whom to tell
 * @param transcribe true also when a transcribeCallback is given; default false
 * @param transcribeCallback where the text goes
 * @param recordingConfigurationId as written
 * @param at where it stands; never part of equality
 */
public record Record(
        Optional<String> action, HttpMethod method, Duration timeout, String finishOnKey,
        Duration maxLength, boolean playBeep, boolean trim, RecordingStatus recordingStatus,
        boolean transcribe, Optional<String> transcribeCallback,
        Optional<String> recordingConfigurationId, Position at) implements Verb {
    @Override
    public String name() {
        return "Record";
    }
}
