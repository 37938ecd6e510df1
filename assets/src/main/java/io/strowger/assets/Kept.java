package io.strowger.assets;

import io.strowger.media.audio.Clip;
import java.time.Duration;
import java.time.Instant;

/**
 * An asset in a cache.
 *
 * @param clip the audio
 * @param storedAt when it came or was confirmed, by the wall clock
 * @param freshness what may be done with it
 */
record Kept(Clip clip, Instant storedAt, Freshness freshness) {
    /** True when it may be used unasked. After a step of the clock back behind its storing it may not. */
    boolean fresh(Instant now) {
        return !now.isBefore(storedAt) && now.isBefore(storedAt.plus(freshness.lifetime()));
    }

    /** True when it is no older than this. */
    boolean younger(Duration age, Instant now) {
        return now.isBefore(storedAt.plus(age));
    }

    /** Bytes of memory, the second law counted as it may be made at any time. */
    long weight() {
        return 2L * clip.samples() + 500;
    }
}
