package io.strowger.assets;

import io.strowger.media.audio.Clip;
import io.strowger.media.audio.Codec;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Assets on disk, one file each, bounded by bytes and age; the least recently used go first. A file appears whole or
 * not at all (written aside, then renamed) and carries a checksum: a damaged one is deleted and counts as absent. What
 * the disk refuses costs the cache, never the call. Any thread may call it.
 */
final class DiskCache {
    private static final System.Logger LOG = System.getLogger(DiskCache.class.getName());
    private static final int MAGIC = 0x53545241; // STRA
    private static final byte VERSION = 1;
    private static final String SUFFIX = ".asset";

    private final Path directory;
    private final long maxBytes;
    private final Duration maxAge;
    private final LinkedHashMap<CacheKey, Long> sizes = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;
    private long aside;

    DiskCache(Path directory, long maxBytes, Duration maxAge) {
        this.directory = directory;
        this.maxBytes = maxBytes;
        this.maxAge = maxAge;
    }

    /** Finds what an earlier run left: leftovers of writes and files too old are deleted. */
    void open(Instant now) {
        record Found(CacheKey key, long size, FileTime used) {}
        List<Found> found = new ArrayList<>();
        try (Stream<Path> files = Files.list(Files.createDirectories(directory))) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                FileTime used = Files.getLastModifiedTime(file);
                boolean whole = name.matches("[0-9a-f]{64}\\" + SUFFIX);
                if (whole && used.toInstant().plus(maxAge).isAfter(now)) {
                    found.add(new Found(new CacheKey(name.substring(0, 64)), Files.size(file), used));
                } else if (whole || name.endsWith(".part")) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException("the cache directory " + directory + " cannot be used", broken);
        }
        found.sort(Comparator.comparing(Found::used));
        synchronized (this) {
            found.forEach(one -> {
                sizes.put(one.key(), one.size());
                bytes += one.size();
            });
        }
    }

    Optional<Kept> get(CacheKey key, Instant now) {
        synchronized (this) {
            if (sizes.get(key) == null) {
                return Optional.empty();
            }
        }
        try {
            Optional<Kept> kept = decode(Files.readAllBytes(file(key)));
            if (kept.isEmpty() || !kept.get().younger(maxAge, now)) {
                remove(key);
                return Optional.empty();
            }
            return kept;
        } catch (IOException unreadable) {
            if (!(unreadable instanceof NoSuchFileException)) {
                LOG.log(System.Logger.Level.WARNING, "a kept asset cannot be read", unreadable);
            }
            remove(key);
            return Optional.empty();
        }
    }

    void put(CacheKey key, Kept kept) {
        byte[] body = encode(kept);
        if (body.length > maxBytes) {
            return;
        }
        Path part = directory.resolve(key.digest() + "." + next() + ".part");
        try {
            Files.write(part, body);
            Files.move(part, file(key), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException full) {
            LOG.log(System.Logger.Level.WARNING, "an asset cannot be kept on disk", full);
            deleted(part);
            return;
        }
        List<CacheKey> evicted = new ArrayList<>();
        synchronized (this) {
            Long old = sizes.put(key, (long) body.length);
            bytes += body.length - (old == null ? 0 : old);
            Iterator<Map.Entry<CacheKey, Long>> eldest = sizes.entrySet().iterator();
            while (bytes > maxBytes) {
                Map.Entry<CacheKey, Long> gone = eldest.next();
                bytes -= gone.getValue();
                evicted.add(gone.getKey());
                eldest.remove();
            }
        }
        evicted.forEach(gone -> deleted(file(gone)));
    }

    void remove(CacheKey key) {
        synchronized (this) {
            Long size = sizes.remove(key);
            bytes -= size == null ? 0 : size;
        }
        deleted(file(key));
    }

    synchronized long bytes() {
        return bytes;
    }

    private synchronized long next() {
        return aside++;
    }

    Path file(CacheKey key) {
        return directory.resolve(key.digest() + SUFFIX);
    }

    private static void deleted(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException stuck) {
            LOG.log(System.Logger.Level.WARNING, "a file of the cache cannot be deleted", stuck);
        }
    }

    private static byte[] encode(Kept kept) {
        byte[] audio = kept.clip().bytes(Codec.PCMU);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(audio.length + 256);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeInt(MAGIC);
            out.writeByte(VERSION);
            out.writeLong(kept.storedAt().toEpochMilli());
            out.writeLong(kept.freshness().lifetime().toMillis());
            text(out, kept.freshness().etag());
            text(out, kept.freshness().lastModified());
            out.writeInt(audio.length);
            out.write(audio);
            CRC32 sum = new CRC32();
            sum.update(bytes.toByteArray());
            out.writeInt((int) sum.getValue());
        } catch (IOException impossible) {
            throw new IllegalStateException("an array takes every byte", impossible);
        }
        return bytes.toByteArray();
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    private static Optional<Kept> decode(byte[] file) {
        CRC32 sum = new CRC32();
        sum.update(file, 0, Math.max(0, file.length - 4));
        ByteBuffer in = ByteBuffer.wrap(file);
        try {
            if (file.length < 9 || in.getInt(file.length - 4) != (int) sum.getValue()
                    || in.getInt() != MAGIC || in.get() != VERSION) {
                return Optional.empty();
            }
            Instant storedAt = Instant.ofEpochMilli(in.getLong());
            Duration lifetime = Duration.ofMillis(in.getLong());
            Freshness freshness = new Freshness(true, lifetime, text(in), text(in));
            byte[] audio = new byte[in.getInt()];
            in.get(audio);
            return audio.length == 0
                    ? Optional.empty() : Optional.of(new Kept(Clip.of(Codec.PCMU, audio), storedAt, freshness));
        } catch (BufferUnderflowException | NegativeArraySizeException damaged) {
            return Optional.empty();
        }
    }

    private static String text(ByteBuffer in) {
        byte[] bytes = new byte[in.getShort()];
        in.get(bytes);
        return new String(bytes, StandardCharsets.US_ASCII);
    }
}
