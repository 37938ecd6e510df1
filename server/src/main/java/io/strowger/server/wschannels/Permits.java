package io.strowger.server.wschannels;

import io.strowger.kernel.Limit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * A limit for each of many holders, such as accounts. Any thread.
 *
 * @param <K> holders
 */
final class Permits<K> {
    private final String name;
    private final int max;
    private final LongAdder bites;
    private final Map<K, Limit> limits = new ConcurrentHashMap<>();

    /** @param bites counts refusals of all holders */
    Permits(String name, int max, LongAdder bites) {
        this.name = name;
        this.max = max;
        this.bites = bites;
    }

    /** Takes a permit; false, and counted, when the holder has all it may. */
    boolean enter(K holder) {
        boolean[] entered = new boolean[1];
        limits.compute(holder, (key, limit) -> {
            Limit present = limit == null ? new Limit(name, max) : limit;
            entered[0] = present.tryAcquire();
            return present;
        });
        if (!entered[0]) {
            bites.increment();
        }
        return entered[0];
    }

    /** Gives one back. */
    void leave(K holder) {
        limits.computeIfPresent(holder, (key, limit) -> {
            limit.release();
            return limit.held() == 0 ? null : limit;
        });
    }

    String name() {
        return name;
    }

    int max() {
        return max;
    }
}
