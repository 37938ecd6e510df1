package io.strowger.kernel;

import java.util.HexFormat;

/** Randomness. Any thread may call it. */
public interface Entropy {
    /** Fills the array. */
    void fill(byte[] bytes);

    /** A uniformly distributed long. */
    long nextLong();

    /** A uniformly distributed int from 0 to {@code bound - 1}. */
    default int below(int bound) {
        return (int) Long.remainderUnsigned(nextLong(), bound);
    }

    /** Lower-case hex of {@code bytes} random bytes. */
    default String hex(int bytes) {
        byte[] raw = new byte[bytes];
        fill(raw);
        return HexFormat.of().formatHex(raw);
    }
}
