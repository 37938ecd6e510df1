package io.strowger.twiml;

/**
 * Leaves the queue, from within its wait document (voice-twiml "Leave").
 *
 * @param at where it stands; never part of equality
 */
public record Leave(Position at) implements Verb {
    @Override
    public String name() {
        return "Leave";
    }
}
