package io.strowger.sim;

import java.util.ArrayList;
import java.util.List;

/**
 * A digest over everything that happened: (time, strand, what). Two runs of one seed must end with the same digest;
 * when they do not, {@link #keepLines} shows the first line that differs. Owned by the holder of the baton.
 */
public final class Trace {
    private long digest = 0xcbf29ce484222325L;
    private long count;
    private boolean keeping;
    private final List<String> lines = new ArrayList<>();

    /** Keeps each line as text from now on: for finding a difference, not for long runs. */
    public void keepLines() {
        keeping = true;
    }

    /** The kept lines. */
    public List<String> lines() {
        return lines;
    }

    /** Adds one happening; the text must not depend on anything but the seed. */
    void add(long nanos, String strand, String what) {
        count++;
        mix(nanos);
        mix(strand.hashCode());
        mix(what.hashCode());
        if (keeping) {
            lines.add(nanos + " " + strand + " " + what);
        }
    }

    /** The digest so far, 16 hex digits. */
    public String digest() {
        return "%016x".formatted(digest);
    }

    /** Happenings so far. */
    public long count() {
        return count;
    }

    private void mix(long value) {
        digest = Long.rotateLeft((digest ^ value) * 0x9e3779b97f4a7c15L, 29) * 0x100000001b3L;
    }
}
