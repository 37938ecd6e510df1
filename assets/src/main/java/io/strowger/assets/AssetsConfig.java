package io.strowger.assets;

import java.nio.file.Path;
import java.time.Duration;

/**
 * Bounds and places of the room.
 *
 * @param directory of the cache; made when missing, readable by its owner only
 * @param maxBytes longest file fetched
 * @param maxLength longest audio played
 * @param memoryBytes audio kept in memory
 * @param diskBytes audio kept on disk
 * @param diskAge after this, what lies on disk is not used again
 * @param atOnce engines and decoders running at one time
 * @param waiting requests that may wait for one; more are refused
 * @param patience longest such wait
 * @param synthesisTimeout longest run of an engine
 * @param flite program of the English engine
 * @param espeak program of the engine for other languages
 */
public record AssetsConfig(
        Path directory, int maxBytes, Duration maxLength, long memoryBytes, long diskBytes, Duration diskAge,
        int atOnce, int waiting, Duration patience, Duration synthesisTimeout, String flite, String espeak) {

    /** Checks ranges. */
    public AssetsConfig {
        if (maxBytes < 1 || memoryBytes < 0 || diskBytes < 0 || atOnce < 1 || waiting < 0
                || !maxLength.isPositive() || !diskAge.isPositive() || !patience.isPositive()
                || !synthesisTimeout.isPositive()) {
            throw new IllegalArgumentException("a bound of the assets is not positive: " + maxBytes + " " + maxLength);
        }
    }

    /**
     * 20 MiB and 30 minutes a file; 64 MiB in memory; 1 GiB for 7 days on disk; 2 engines at once, 200 waiting for at
     * most 15 s; 20 s for a synthesis; {@code flite} and {@code espeak-ng} of the PATH.
     */
    public static AssetsConfig defaults(Path directory) {
        return new AssetsConfig(directory, 20 * 1024 * 1024, Duration.ofMinutes(30), 64L << 20, 1L << 30,
                Duration.ofDays(7), 2, 200, Duration.ofSeconds(15), Duration.ofSeconds(20), "flite", "espeak-ng");
    }

    /** The same with other engines. */
    public AssetsConfig speakingWith(String otherFlite, String otherEspeak) {
        return new AssetsConfig(directory, maxBytes, maxLength, memoryBytes, diskBytes, diskAge, atOnce, waiting,
                patience, synthesisTimeout, otherFlite, otherEspeak);
    }
}
