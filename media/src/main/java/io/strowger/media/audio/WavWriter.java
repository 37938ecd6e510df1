package io.strowger.media.audio;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Writes a 16-bit, 8 kHz WAV file that stays readable whatever happens: the header is valid from the first byte on and
 * its sizes are brought up to date every second, so a process killed in the middle loses no more than that, and
 * {@link #repair} brings even that back. Owned by one thread.
 */
public final class WavWriter implements AutoCloseable {
    /** Bytes of the header. */
    public static final int HEADER = 44;
    private static final int SHIFT_BUFFER = 65_536;

    private final FileChannel file;
    private final int channels;
    private ByteBuffer buffer = ByteBuffer.allocateDirect(16_384).order(ByteOrder.LITTLE_ENDIAN);
    private long written;
    private long fixedAt;

    private WavWriter(FileChannel file, int channels) {
        this.file = file;
        this.channels = channels;
    }

    /** Creates a file that only this user may read, with a header of no sound. */
    public static WavWriter create(Path path, int channels) throws IOException {
        FileChannel file = FileChannel.open(path,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.READ),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        WavWriter writer = new WavWriter(file, channels);
        try {
            header(file, channels, 0);
            file.position(HEADER);
            return writer;
        } catch (IOException failed) {
            file.close();
            throw failed;
        }
    }

    /** Appends interleaved samples. */
    public void write(short[] samples, int from, int count) throws IOException {
        int at = from;
        while (at < from + count) {
            buffer.clear();
            while (buffer.remaining() >= 2 && at < from + count) {
                buffer.putShort(samples[at++]);
            }
            buffer.flip();
            while (buffer.hasRemaining()) {
                written += file.write(buffer);
            }
        }
        if (written - fixedAt >= Clip.RATE * 2L * channels) {
            fix();
        }
    }

    private void fix() throws IOException {
        header(file, channels, written);
        fixedAt = written;
    }

    /** Samples of each channel so far. */
    public long samples() {
        return written / 2 / channels;
    }

    /**
     * Keeps only the samples from {@code first} to before {@code end}, counted for each channel.
     *
     * @param first from 0
     * @param end at most {@link #samples}
     */
    public void keep(long first, long end) throws IOException {
        long from = first * 2 * channels;
        long length = (end - first) * 2 * channels;
        if (from > 0) {
            ByteBuffer part = ByteBuffer.allocate(SHIFT_BUFFER);
            for (long moved = 0; moved < length; ) {
                part.clear().limit((int) Math.min(SHIFT_BUFFER, length - moved));
                int got = file.read(part, HEADER + from + moved);
                if (got <= 0) {
                    throw new IOException("the recording ended early");
                }
                part.flip();
                int put = 0;
                while (part.hasRemaining()) {
                    put += file.write(part, HEADER + moved + put);
                }
                moved += got;
            }
        }
        file.truncate(HEADER + length);
        file.position(HEADER + length);
        written = length;
        fix();
    }

    /** Bytes of the file. */
    public long bytes() {
        return HEADER + written;
    }

    /** Corrects the sizes, brings everything to the disk and closes the file. */
    @Override
    public void close() throws IOException {
        try (file) {
            fix();
            file.force(true);
        }
    }

    /**
     * Corrects the sizes of a file that was cut off, from its length; an odd rest of a sample is dropped. A file that
     * is in order stays as it is.
     *
     * @return samples of each channel
     * @throws AudioFailure when the file is none of ours
     */
    public static long repair(Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer head = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
            while (head.hasRemaining() && file.read(head) > 0) { }
            if (head.hasRemaining() || head.getInt(0) != 0x46464952 || head.getInt(36) != 0x61746164
                    || head.getShort(34) != 16 || head.getShort(22) < 1) {
                throw new AudioFailure(io.strowger.kernel.ErrorCode.RECORD_FAILED,
                        "the file is not a recording of this platform");
            }
            int channels = head.getShort(22);
            long data = file.size() - HEADER;
            data -= data % (2L * channels);
            if ((head.getInt(40) & 0xFFFF_FFFFL) != data) {
                file.truncate(HEADER + data);
                header(file, channels, data);
                file.force(true);
            }
            return data / 2 / channels;
        }
    }

    private static void header(FileChannel file, int channels, long data) throws IOException {
        int size = (int) Math.min(data, 0xFFFF_FFFFL - HEADER);
        ByteBuffer head = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        head.putInt(0x46464952).putInt(size + HEADER - 8).putInt(0x45564157);
        head.putInt(0x20746D66).putInt(16).putShort((short) 1).putShort((short) channels).putInt(Clip.RATE);
        head.putInt(Clip.RATE * 2 * channels).putShort((short) (2 * channels)).putShort((short) 16);
        head.putInt(0x61746164).putInt(size).flip();
        int at = 0;
        while (head.hasRemaining()) {
            at += file.write(head, at);
        }
    }
}
