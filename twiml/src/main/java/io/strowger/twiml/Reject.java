package io.strowger.twiml;

import java.util.List;

/**
 * Refuses a call that has not been answered (voice-twiml "Reject").
 *
 * @param reason default REJECTED
 * @param parameters as written
 * @param at where it stands; never part of equality
 */
public record Reject(Reason reason, List<Parameter> parameters, Position at) implements Verb {
    /** Copies the list. */
    public Reject {
        parameters = List.copyOf(parameters);
    }

    @Override
    public String name() {
        return "Reject";
    }

    /** What the caller is told. */
    public enum Reason implements WireValue {
        REJECTED("rejected"), BUSY("busy");

        private final String wire;

        Reason(String wire) {
            this.wire = wire;
        }

        @Override
        public String wire() {
            return wire;
        }
    }
}
