package io.strowger.twiml;

import java.util.List;

/**
 * Ends the call (voice-twiml "Hangup").
 *
 * @param parameters as written
 * @param at where it stands; never part of equality
 */
public record Hangup(List<Parameter> parameters, Position at) implements Verb {
    /** Copies the list. */
    public Hangup {
        parameters = List.copyOf(parameters);
    }

    @Override
    public String name() {
        return "Hangup";
    }
}
