package io.strowger.sim;

import java.time.Duration;

/**
 * How long letters are on their way. Zero for readable specification tests; drawn by seed in a simulation, so that
 * signalling, media and HTTP cross in every order.
 *
 * @param entropy draws the delays; its own fork
 * @param mostSignalling longest delay of a SIP message
 * @param mostMedia longest delay of a media event
 */
public record Delays(SimEntropy entropy, Duration mostSignalling, Duration mostMedia) {
    /** Everything arrives at the instant it was sent, after whatever was sent before. */
    public static Delays none() {
        return new Delays(new SimEntropy(0), Duration.ZERO, Duration.ZERO);
    }

    Duration signalling() {
        return draw(mostSignalling);
    }

    Duration media() {
        return draw(mostMedia);
    }

    private Duration draw(Duration most) {
        return most.isZero() ? Duration.ZERO : Duration.ofMillis(entropy.below((int) most.toMillis() + 1));
    }
}
