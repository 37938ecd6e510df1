package io.strowger.work.core;

import java.util.NavigableMap;
import java.util.TreeMap;

/** Buckets by minute, thirty days of them. Minutes in which nothing happened have none. */
final class Series {
    static final long MINUTE = 60_000;
    private static final long KEPT = 30L * 24 * 60;

    final NavigableMap<Long, Bucket> buckets = new TreeMap<>();
    private long lastMinute = Long.MIN_VALUE;
    private Bucket last = new Bucket();

    Bucket at(long nowMillis) {
        long minute = nowMillis / MINUTE;
        if (minute != lastMinute) {
            lastMinute = minute;
            last = buckets.computeIfAbsent(minute, key -> new Bucket());
            buckets.headMap(minute - KEPT).clear();
        }
        return last;
    }

    Bucket sum(long fromMillis, long toMillis) {
        Bucket sum = new Bucket();
        buckets.subMap(fromMillis / MINUTE, true, toMillis / MINUTE, true).values().forEach(sum::add);
        return sum;
    }
}
