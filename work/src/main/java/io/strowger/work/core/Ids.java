package io.strowger.work.core;

/** Where a transaction takes fresh ids from; the shell mints them, a simulation counts them. */
@FunctionalInterface
public interface Ids {
    /** A fresh sid, two letters and 32 hex digits, with the given two letters; later ones sort later. */
    String next(String prefix);
}
