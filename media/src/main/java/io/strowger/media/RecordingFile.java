package io.strowger.media;

import io.strowger.kernel.Inbox;
import io.strowger.media.MediaLegEvent.Ending;
import io.strowger.media.audio.Clip;
import io.strowger.media.audio.WavWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;

/**
 * The strand that writes a recording. It owns the file; blocks come from the pacer and go back by their {@code busy}
 * flag. Whatever happens it tells RecordingEnded once.
 */
final class RecordingFile {
    /** Kept before the first and after the last sound when trimming, in samples: 100 and 200 ms. */
    private static final int LEAD = 800;
    private static final int TAIL = 1600;
    private static final System.Logger LOG = System.getLogger(RecordingFile.class.getName());

    private final RecordingRequest request;
    private final Path path;
    private final Teller teller;
    private volatile boolean failed;

    RecordingFile(RecordingRequest request, Path path, Teller teller) {
        this.request = request;
        this.path = path;
        this.teller = teller;
    }

    /** What the pacer sends. */
    sealed interface Letter {}

    /** Half a second of interleaved samples. The pacer writes it while not busy, the strand reads it while busy. */
    static final class Block implements Letter {
        final short[] samples;
        int count;
        volatile boolean busy;

        Block(int size) {
            samples = new short[size];
        }
    }

    /**
     * The end.
     *
     * @param firstSound sample where sound began; negative when none did
     * @param lastSound sample where it last ended
     */
    record Finish(Ending ending, long firstSound, long lastSound) implements Letter {}

    boolean failed() {
        return failed;
    }

    /** The strand's body. */
    void run(Inbox<Letter> inbox) {
        try {
            Files.createDirectories(path.getParent(),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            write(inbox);
        } catch (IOException broken) {
            failed = true;
            LOG.log(System.Logger.Level.ERROR, "recording " + request.recording() + " could not be written", broken);
            teller.release(new MediaLegEvent.RecordingEnded(request.recording(), Ending.FAILED, Duration.ZERO, 0));
        }
    }

    private void write(Inbox<Letter> inbox) throws IOException {
        Finish finish;
        long samples;
        long bytes;
        try (WavWriter writer = WavWriter.create(path, request.channels())) {
            teller.tell(new MediaLegEvent.RecordingStarted(request.recording()));
            finish = append(inbox, writer);
            if (request.trim() && finish.firstSound() >= 0) {
                writer.keep(Math.max(0, finish.firstSound() - LEAD),
                        Math.min(writer.samples(), finish.lastSound() + TAIL));
            }
            samples = request.trim() && finish.firstSound() < 0 ? 0 : writer.samples();
            bytes = writer.bytes();
        }
        if (samples == 0) {
            Files.delete(path);
            bytes = 0;
        }
        teller.release(new MediaLegEvent.RecordingEnded(
                request.recording(), finish.ending(), Duration.ofMillis(samples * 1000 / Clip.RATE), bytes));
    }

    private static Finish append(Inbox<Letter> inbox, WavWriter writer) throws IOException {
        while (true) {
            switch (inbox.await()) {
                case Block block -> {
                    writer.write(block.samples, 0, block.count);
                    block.count = 0;
                    block.busy = false;
                }
                case Finish finish -> {
                    return finish;
                }
            }
        }
    }
}
