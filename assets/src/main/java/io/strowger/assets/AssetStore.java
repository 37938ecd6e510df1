package io.strowger.assets;

import io.strowger.kernel.Metrics;
import io.strowger.kernel.World;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/** Memory in front of disk, with their figures. Any thread may call it; the memory's part never blocks. */
final class AssetStore {
    private final World world;
    private final MemoryFront memory;
    private final DiskCache disk;
    private final LongAdder memoryHits;
    private final LongAdder diskHits;
    private final LongAdder misses;

    private AssetStore(World world, MemoryFront memory, DiskCache disk, Metrics metrics) {
        this.world = world;
        this.memory = memory;
        this.disk = disk;
        String name = "strowger_assets_found_total";
        String help = "Assets wanted, by where they were";
        memoryHits = metrics.counter(name, help, "where", "memory");
        diskHits = metrics.counter(name, help, "where", "disk");
        misses = metrics.counter(name, help, "where", "origin");
        metrics.gauge("strowger_assets_memory_bytes", "Audio kept in memory", memory::bytes);
        metrics.gauge("strowger_assets_disk_bytes", "Audio kept on disk", disk::bytes);
    }

    static AssetStore open(World world, Metrics metrics, AssetsConfig config) {
        DiskCache disk = new DiskCache(config.directory().resolve("kept"), config.diskBytes(), config.diskAge());
        disk.open(world.timeline().now());
        return new AssetStore(world, new MemoryFront(config.memoryBytes()), disk, metrics);
    }

    /** What lies fresh in memory; counts a hit only. */
    Optional<Kept> inMemory(CacheKey key) {
        Optional<Kept> kept = memory.get(key).filter(one -> one.fresh(now()));
        kept.ifPresent(one -> memoryHits.increment());
        return kept;
    }

    /** What lies anywhere, fresh or not. A fresh one is counted as found, everything else as a miss. */
    Optional<Kept> anywhere(CacheKey key) {
        Instant now = now();
        Optional<Kept> kept = memory.get(key);
        if (kept.isPresent() && kept.get().fresh(now)) {
            memoryHits.increment();
            return kept;
        }
        if (kept.isEmpty()) {
            kept = disk.get(key, now);
            kept.ifPresent(one -> memory.put(key, one));
        }
        boolean usable = kept.isPresent() && kept.get().fresh(now);
        (usable ? diskHits : misses).increment();
        return kept;
    }

    void put(CacheKey key, Kept kept) {
        memory.put(key, kept);
        disk.put(key, kept);
    }

    void remove(CacheKey key) {
        memory.remove(key);
        disk.remove(key);
    }

    Instant now() {
        return world.timeline().now();
    }
}
