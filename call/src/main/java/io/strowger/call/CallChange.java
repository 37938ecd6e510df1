package io.strowger.call;

import io.strowger.call.port.WebTarget;
import java.time.Duration;
import java.util.Optional;

/**
 * A change of a call that waits or runs (requirement B8; rest-api section 2, "Calls": modify). What is absent stays as
 * it is.
 *
 * @param step what the call does now
 * @param fallback its only secondary URI from now on; an empty URL for none
 * @param statusCallback where its state is told from now on; an empty URL for nowhere
 * @param timeLimit longest length from the answer
 */
public record CallChange(
        Optional<Step> step, Optional<WebTarget> fallback, Optional<WebTarget> statusCallback,
        Optional<Duration> timeLimit) {
    /** What a call is told to do at once, whatever it does. */
    public sealed interface Step {
        /** It goes on with the document at this address; not before the called side of an outbound call answered. */
        record Fetch(WebTarget target) implements Step {}

        /** It goes on with this TwiML; not before the called side of an outbound call answered. */
        record Run(String document) implements Step {}

        /** It ends: {@code completed} when it was answered, else {@code canceled}. */
        record HangUp() implements Step {}

        /** It ends unless it has been answered. */
        record Cancel() implements Step {}
    }

    /** A step and nothing else. */
    public static CallChange of(Step step) {
        return new CallChange(Optional.of(step), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** Whether the step can be taken by a call in this state. */
    boolean fits(boolean answered, boolean inbound) {
        return step.isEmpty() || switch (step.get()) {
            case Step.Fetch fetch -> answered || inbound;
            case Step.Run run -> answered || inbound;
            case Step.HangUp hangUp -> true;
            case Step.Cancel cancel -> !answered;
        };
    }
}
