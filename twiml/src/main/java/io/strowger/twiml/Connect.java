package io.strowger.twiml;

import java.util.List;
import java.util.Optional;

/**
 * Hands the call to a noun (voice-twiml section 4). Parsed; running it is error 13750 until it is built.
 *
 * @param action as written
 * @param method default POST
 * @param nouns what is begun; none of them is built
 * @param at where it stands; never part of equality
 */
public record Connect(
        Optional<String> action, HttpMethod method, List<UnsupportedNoun> nouns, Position at) implements Verb {
    /** Copies the list. */
    public Connect {
        nouns = List.copyOf(nouns);
    }

    @Override
    public String name() {
        return "Connect";
    }
}
