package io.strowger.work.whatif;

import java.util.SplittableRandom;

/**
 * Chance by seed and by what it is for: each draw has a generator of its own, so that two runs with the same seed give
 * a task the same patience and the same work, whatever else differs between them (common random numbers).
 */
final class Dice {
    private static final long FNV_BASIS = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private Dice() {}

    static SplittableRandom of(long seed, String purpose, String sid, int turn) {
        long hash = mix(mix(FNV_BASIS, purpose), sid);
        return new SplittableRandom(scatter(scatter(scatter(seed) + turn) ^ hash));
    }

    /** Far from each other for neighbours: a generator begun a step further on would give the same numbers. */
    private static long scatter(long bits) { // the end of MurmurHash3, as SplittableRandom has it
        long mixed = (bits ^ bits >>> 33) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ mixed >>> 33) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ mixed >>> 33;
    }

    private static long mix(long hash, String text) {
        long mixed = hash;
        for (int i = 0; i < text.length(); i++) {
            mixed = (mixed ^ text.charAt(i)) * FNV_PRIME;
        }
        return mixed;
    }
}
