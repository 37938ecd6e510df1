package io.strowger.assets;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The assets used last, bounded by bytes: what is here plays without a wait. Any thread may call it. */
final class MemoryFront {
    private final long maxBytes;
    private final LinkedHashMap<CacheKey, Kept> byUse = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    MemoryFront(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    synchronized Optional<Kept> get(CacheKey key) {
        return Optional.ofNullable(byUse.get(key));
    }

    synchronized void put(CacheKey key, Kept kept) {
        remove(key);
        if (kept.weight() > maxBytes) {
            return;
        }
        byUse.put(key, kept);
        bytes += kept.weight();
        Iterator<Map.Entry<CacheKey, Kept>> eldest = byUse.entrySet().iterator();
        while (bytes > maxBytes) {
            bytes -= eldest.next().getValue().weight();
            eldest.remove();
        }
    }

    synchronized void remove(CacheKey key) {
        Kept old = byUse.remove(key);
        bytes -= old == null ? 0 : old.weight();
    }

    synchronized long bytes() {
        return bytes;
    }
}
