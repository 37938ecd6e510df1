package io.strowger.server.store;

import io.strowger.kernel.World;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The folder of one instance: key file, recordings, and the bundled database. Held by a lock that the system gives back
 * however the process ends, so that a second instance on the same folder is refused. As root the folder can be entered,
 * not listed, by others (0711), since the database server runs as another user; its private parts are closed to them.
 */
public final class DataDirectory implements AutoCloseable {
    private final Path path;
    private final Optional<FileLock> lock;

    private DataDirectory(Path path, Optional<FileLock> lock) {
        this.path = path;
        this.lock = lock;
    }

    /** The folder of a server that is running: for commands that work beside it. Takes no lock. */
    static DataDirectory beside(Path where) {
        return new DataDirectory(where.toAbsolutePath().normalize(), Optional.empty());
    }

    /**
     * The folder when none is set: {@code /var/lib/strowger} for root, whose home no other user can enter, else {@code
     * .local/share/strowger} in the user's home.
     */
    public static Path defaultFor(String user, Path home) {
        return user.equals("root") ? Path.of("/var/lib/strowger") : home.resolve(".local/share/strowger");
    }

    /**
     * Makes the folder where needed and takes its lock.
     *
     * @throws StoreFailure when another instance holds it (with its process id), or it cannot be written
     */
    public static DataDirectory open(Path where) {
        return tryOpen(where).orElseThrow(() -> new StoreFailure("the data directory "
                + where.toAbsolutePath().normalize() + " is in use by another instance" + holder(where)
                + ": stop it, or give this one a directory of its own with --data"));
    }

    /** As {@link #open}, but empty when another instance holds the lock. */
    static Optional<DataDirectory> tryOpen(Path where) {
        Path path = where.toAbsolutePath().normalize();
        try {
            if (!Files.exists(path)) {
                Files.createDirectories(path);
                String mode = Machine.isRoot() ? "rwx--x--x" : "rwx------";
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(mode));
            }
            FileChannel channel = FileChannel.open(path.resolve("lock"),
                    StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            Optional<FileLock> lock = lock(channel);
            if (lock.isEmpty()) {
                channel.close();
                return Optional.empty();
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(
                    Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            DataDirectory directory = new DataDirectory(path, lock);
            directory.makePrivate(directory.recordings());
            return Optional.of(directory);
        } catch (IOException trouble) {
            throw new StoreFailure("the data directory " + path + " cannot be used: " + trouble, trouble);
        }
    }

    private static Optional<FileLock> lock(FileChannel channel) throws IOException {
        try {
            return Optional.ofNullable(channel.tryLock());
        } catch (OverlappingFileLockException heldByThisProcess) {
            return Optional.empty();
        }
    }

    private static String holder(Path where) {
        try {
            return " (process " + Files.readString(where.resolve("lock")).strip() + ")";
        } catch (IOException unreadable) {
            return "";
        }
    }

    /** The folder itself, absolute. */
    public Path path() {
        return path;
    }

    /** A name that no other folder has, not even one of the same place on another machine; made at the first use. */
    public String name(World world) {
        Path file = path.resolve("name");
        try {
            if (!Files.exists(file)) {
                PrivateFiles.replace(file, path + " " + world.entropy().hex(8));
            }
            return Files.readString(file).strip();
        } catch (IOException trouble) {
            throw new StoreFailure("the file " + file + " cannot be used: " + trouble, trouble);
        }
    }

    /** The key file: see {@link Secrets}. */
    public Path keyFile() {
        return path.resolve("keys");
    }

    /** Where recordings lie: mode 0700, one file for each, named by its sid. */
    public Path recordings() {
        return path.resolve("recordings");
    }

    /** What belongs to the bundled database server. */
    public Path postgres() {
        return path.resolve("postgres");
    }

    private void makePrivate(Path folder) throws IOException {
        Files.createDirectories(folder);
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    }

    /** Gives the lock back. */
    @Override
    public void close() {
        try {
            if (lock.isPresent()) {
                lock.get().acquiredBy().close();
            }
        } catch (IOException trouble) {
            throw new StoreFailure("the lock of " + path + " cannot be given back", trouble);
        }
    }
}
