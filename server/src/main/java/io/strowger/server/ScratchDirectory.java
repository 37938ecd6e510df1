package io.strowger.server;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/**
 * A temporary directory that is gone afterwards. Others may pass through it: as root the database server, which works
 * in it, runs as another user. One thread.
 */
final class ScratchDirectory implements AutoCloseable {
    private final Path path;
    private final PrintStream err;

    private ScratchDirectory(Path path, PrintStream err) {
        this.path = path;
        this.err = err;
    }

    static ScratchDirectory make(String prefix, PrintStream err) {
        try {
            Path path = Files.createTempDirectory(prefix);
            if (!path.toFile().setExecutable(true, false)) {
                throw new IOException(path + " cannot be opened for the database's user");
            }
            return new ScratchDirectory(path, err);
        } catch (IOException broken) {
            throw new UncheckedIOException("no temporary directory", broken);
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException stuck) {
            err.println("warning: " + path + " could not be removed: " + stuck);
        }
    }
}
