package io.strowger.twiml;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Collects digits or speech (voice-twiml "Gather").
 *
 * @param action where the result goes; empty for the current document's URL (trap 1)
 * @param method default POST
 * @param input what is listened for; never empty; default DTMF
 * @param timeout between keys, and before the first; default 5 s
 * @param finishOnKey the key that ends it; empty for none; default {@code #}
 * @param numDigits how many digits end it, from 1; empty for no bound
 * @param actionOnEmptyResult whether the action is requested without a result; default false
 * @param speechTimeout default: the value of {@code timeout}
 * @param maxSpeechTime default 60 s
 * @param speechModel as written; default {@code default}
 * @param enhanced default false
 * @param language BCP 47; default en-US
 * @param hints phrases to expect, at most 500
 * @param profanityFilter default true
 * @param partialResultCallback where partial speech results go
 * @param partialResultCallbackMethod default POST
 * @param bargeIn whether a key or speech stops the prompts; default true
 * @param debug default false
 * @param sensitive an addition of ours: the digits are secret and are written nowhere (rulings, "Privacy")
 * @param prompts what is played first
 * @param at where it stands; never part of equality
 */
public record Gather(
        Optional<String> action, HttpMethod method, Set<Input> input, Duration timeout,
        Optional<Character> finishOnKey, OptionalInt numDigits, boolean actionOnEmptyResult,
        SpeechTimeout speechTimeout, Duration maxSpeechTime, String speechModel, boolean enhanced,
        String language, List<String> hints, boolean profanityFilter,
        Optional<String> partialResultCallback, HttpMethod partialResultCallbackMethod,
        boolean bargeIn, boolean debug, boolean sensitive, List<Prompt> prompts, Position at) implements Verb {
    /** Copies the lists. */
    public Gather {
        input = WireValue.ordered(input);
        hints = List.copyOf(hints);
        prompts = List.copyOf(prompts);
    }

    @Override
    public String name() {
        return "Gather";
    }

    /** Kinds of input. */
    public enum Input implements WireValue {
        DTMF, SPEECH;

        @Override
        public String wire() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The silence that ends speech. */
    public sealed interface SpeechTimeout {
        /** The recogniser decides. */
        record Auto() implements SpeechTimeout {}

        /** Fixed; whole seconds, above zero. */
        record After(Duration silence) implements SpeechTimeout {}
    }
}
