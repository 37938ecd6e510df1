package io.strowger.twiml;

import java.util.Optional;

/**
 * A telephone number (voice-twiml 3.1).
 *
 * @param number telephone number, trimmed; its form is checked when it is called
 * @param sendDigits {@code 0-9 * # w W} sent after the answer
 * @param url the screening document for the called side; empty for none
 * @param method default POST
 * @param status whom to tell of progress
 * @param byoc {@code BY...}
 * @param detection of answering machines
 * @param at where it stands; never part of equality
 */
public record NumberNoun(
        String number, Optional<String> sendDigits, Optional<String> url, HttpMethod method,
        StatusCallback status, Optional<String> byoc, MachineDetection detection, Position at) implements Noun {
    @Override
    public String name() {
        return "Number";
    }

    /** A number with nothing else said. */
    public static NumberNoun of(String number) {
        return new NumberNoun(number, Optional.empty(), Optional.empty(), HttpMethod.POST, StatusCallback.NONE,
                Optional.empty(), MachineDetection.NONE, Position.NONE);
    }
}
