package io.strowger.twiml;

import java.time.Duration;
import java.util.Optional;

/**
 * How answering machines are looked for (voice-twiml 3.1).
 *
 * @param mode empty for not at all
 * @param timeout 3 to 60 s; default 30 s
 * @param speechThreshold 1,000 to 6,000 ms; default 2,400 ms
 * @param speechEndThreshold 500 to 5,000 ms; default 1,200 ms
 * @param silenceTimeout 2,000 to 10,000 ms; default 5,000 ms
 * @param callback where the result goes when it comes late
 * @param callbackMethod default POST
 */
public record MachineDetection(
        Optional<Mode> mode, Duration timeout, Duration speechThreshold, Duration speechEndThreshold,
        Duration silenceTimeout, Optional<String> callback, HttpMethod callbackMethod) {
    /** None asked for. */
    public static final MachineDetection NONE = new MachineDetection(
            Optional.empty(), Duration.ofSeconds(30), Duration.ofMillis(2400), Duration.ofMillis(1200),
            Duration.ofMillis(5000), Optional.empty(), HttpMethod.POST);

    /** When the result is told. */
    public enum Mode implements WireValue {
        ENABLE("Enable"), DETECT_MESSAGE_END("DetectMessageEnd");

        private final String wire;

        Mode(String wire) {
            this.wire = wire;
        }

        @Override
        public String wire() {
            return wire;
        }
    }
}
