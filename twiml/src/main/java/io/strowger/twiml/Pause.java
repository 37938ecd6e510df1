package io.strowger.twiml;

import java.time.Duration;

/**
 * Waits in silence (voice-twiml "Pause").
 *
 * @param length whole seconds, above zero; default 1
 * @param at where it stands; never part of equality
 */
public record Pause(Duration length, Position at) implements Prompt {
    @Override
    public String name() {
        return "Pause";
    }
}
