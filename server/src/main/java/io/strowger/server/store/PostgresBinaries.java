package io.strowger.server.store;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.tukaani.xz.XZInputStream;

/**
 * Unpacks the PostgreSQL that ships inside the program: once for each version of it, into a folder named by checksum.
 */
final class PostgresBinaries {
    private static final String ARCHIVE = "/postgres-linux-x86_64.txz";
    private static final int BLOCK = 512;

    private PostgresBinaries() {}

    /**
     * The folder with {@code bin}, {@code lib} and {@code share}, unpacked when it was not there. Anyone may read it. A
     * crash in the middle leaves a folder that the next call removes.
     *
     * @param parent where; must exist
     */
    static Path unpack(Path parent) {
        String machine = System.getProperty("os.name") + " " + System.getProperty("os.arch");
        if (!machine.equals("Linux amd64")) {
            throw new StoreFailure("the bundled PostgreSQL is for Linux on amd64, this is " + machine
                    + ": give an external one with --database");
        }
        try {
            Path home = parent.resolve("server-" + checksum().substring(0, 16));
            if (!Files.exists(home)) {
                Path fresh = Files.createTempDirectory(parent, "unpacking-");
                try (InputStream packed = archive(); InputStream tar = new XZInputStream(packed)) {
                    untar(new BufferedInputStream(tar, 1 << 16), fresh);
                }
                Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
                publish(fresh, home);
            }
            return home;
        } catch (IOException trouble) {
            throw new StoreFailure(
                    "the bundled PostgreSQL cannot be unpacked into " + parent + ": " + trouble, trouble);
        }
    }

    private static void publish(Path fresh, Path home) throws IOException {
        try {
            Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException taken) {
            if (!Files.exists(home)) {
                throw taken;
            }
            delete(fresh);
        }
    }

    static void delete(Path tree) throws IOException {
        try (Stream<Path> paths = Files.walk(tree)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private static InputStream archive() {
        InputStream in = PostgresBinaries.class.getResourceAsStream(ARCHIVE);
        if (in == null) {
            throw new IllegalStateException(ARCHIVE + " is missing from the program");
        }
        return in;
    }

    private static String checksum() throws IOException {
        try (InputStream in = archive()) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException mistake) {
            throw new IllegalStateException("every Java has SHA-256", mistake);
        }
    }

    /**
     * Reads the ustar entries that the archive holds: folders, files and symbolic links (POSIX pax, "ustar format").
     */
    private static void untar(InputStream tar, Path into) throws IOException {
        for (byte[] header = tar.readNBytes(BLOCK); header.length == BLOCK && header[0] != 0;
                header = tar.readNBytes(BLOCK)) {
            Path target = into.resolve(text(header, 345, 155).isEmpty() || header[263] == ' ' ? text(header, 0, 100)
                    : text(header, 345, 155) + "/" + text(header, 0, 100)).normalize();
            if (!target.startsWith(into)) {
                throw new IOException("the archive names a file outside itself: " + target);
            }
            long size = Long.parseLong(text(header, 124, 12).strip(), 8);
            boolean executable = (Integer.parseInt(text(header, 100, 8).strip(), 8) & 0100) != 0;
            switch (header[156]) {
                case '5' -> folder(target);
                case '2' -> Files.createSymbolicLink(target, Path.of(text(header, 157, 100)));
                case '0', 0 -> file(tar, size, target, executable);
                default -> throw new IOException("the archive holds an entry of kind " + (char) header[156]);
            }
        }
    }

    private static void folder(Path target) throws IOException {
        Files.createDirectories(target);
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static void file(InputStream tar, long size, Path target, boolean executable) throws IOException {
        folder(target.getParent());
        try (OutputStream out = Files.newOutputStream(target)) {
            byte[] buffer = new byte[1 << 16];
            long left = size;
            while (left > 0) {
                int n = tar.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (n < 0) {
                    throw new IOException("the archive ends inside " + target.getFileName());
                }
                out.write(buffer, 0, n);
                left -= n;
            }
        }
        tar.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }

    private static String text(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) {
            end++;
        }
        return new String(header, from, end - from, StandardCharsets.UTF_8);
    }
}
