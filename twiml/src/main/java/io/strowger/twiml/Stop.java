package io.strowger.twiml;

import java.util.List;

/**
 * Ends a side activity (voice-twiml section 4). Parsed; running it is error 13750 until it is built.
 *
 * @param nouns what is ended; none of them is built
 * @param at where it stands; never part of equality
 */
public record Stop(List<UnsupportedNoun> nouns, Position at) implements Verb {
    /** Copies the list. */
    public Stop {
        nouns = List.copyOf(nouns);
    }

    @Override
    public String name() {
        return "Stop";
    }
}
