package io.strowger.kernel;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * A named bound on something a remote party can drive, with a count of the times it bit. Any thread may call it.
 */
public final class Limit {
    private final String name;
    private final long max;
    private final AtomicLong held = new AtomicLong();
    private final LongAdder bites = new LongAdder();

    /**
     * @param name as in the settings reference and the metrics, for instance {@code calls}
     * @param max greatest number held or counted at once; at least 0
     */
    public Limit(String name, long max) {
        this.name = name;
        this.max = max;
    }

    /** The name it is configured and counted under. */
    public String name() {
        return name;
    }

    /** The bound. */
    public long max() {
        return max;
    }

    /** Takes one permit; false, and a counted bite, when all are held. Every true must meet one {@link #release}. */
    public boolean tryAcquire() {
        long now = held.incrementAndGet();
        if (now <= max) {
            return true;
        }
        held.decrementAndGet();
        bites.increment();
        return false;
    }

    /** Gives a permit back. */
    public void release() {
        if (held.decrementAndGet() < 0) {
            throw new IllegalStateException("limit " + name + " was released more often than acquired");
        }
    }

    /** True when {@code count} is within the bound; otherwise counts a bite. For things counted elsewhere. */
    public boolean allows(long count) {
        if (count <= max) {
            return true;
        }
        bites.increment();
        return false;
    }

    /** Permits held now. */
    public long held() {
        return held.get();
    }

    /** Times it refused since the start. */
    public long bites() {
        return bites.sum();
    }
}
