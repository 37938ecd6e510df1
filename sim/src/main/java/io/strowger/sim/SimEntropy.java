package io.strowger.sim;

import io.strowger.kernel.Entropy;

/**
 * Seeded randomness (SplitMix64): the same seed gives the same numbers on every machine. Whoever draws owns a fork of
 * its own, so that one more draw in one place does not change what another place sees.
 */
public final class SimEntropy implements Entropy {
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    private final long seed;
    private long state;

    /** Starts at this seed. */
    public SimEntropy(long seed) {
        this.seed = mix(seed + GOLDEN);
        this.state = this.seed;
    }

    /**
     * An independent source for the named purpose: the same for the same seed and name, however much was drawn here.
     */
    public SimEntropy fork(String purpose) {
        return new SimEntropy(seed ^ mix(purpose.hashCode() * GOLDEN));
    }

    /** An independent source for the named purpose's nth case. */
    public SimEntropy fork(String purpose, long n) {
        return new SimEntropy(seed ^ mix(purpose.hashCode() * GOLDEN + mix(n)));
    }

    @Override
    public synchronized long nextLong() {
        state += GOLDEN;
        return mix(state);
    }

    @Override
    public void fill(byte[] bytes) {
        for (int i = 0; i < bytes.length; ) {
            long word = nextLong();
            for (int n = 0; n < 8 && i < bytes.length; n++, word >>>= 8) {
                bytes[i++] = (byte) word;
            }
        }
    }

    /** True this many times in a thousand. */
    public boolean chance(int perThousand) {
        return below(1000) < perThousand;
    }

    /** A uniformly distributed int from {@code from} to {@code to}, both included. */
    public int between(int from, int to) {
        return from + below(to - from + 1);
    }

    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
