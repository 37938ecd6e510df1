package io.strowger.phone;

import io.strowger.kernel.ErrorCode;
import io.strowger.media.audio.AudioFailure;
import io.strowger.media.audio.Wav;
import io.strowger.media.audio.WavWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** WAV files of the phone: samples at 8 kHz in and out. Any thread may call it. */
public final class WavFile {
    private static final int MAX_BYTES = 400_000_000;
    private static final int MAX_SECONDS = 7200;

    private WavFile() {}

    /**
     * Samples of a file as a telephone carries them: one channel, 8 kHz.
     *
     * @throws AudioFailure saying what is wrong with the file
     */
    public static short[] read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new AudioFailure(ErrorCode.PLAY_CONTENT_TYPE, file + " is larger than " + MAX_BYTES + " bytes");
            }
            return Wav.read(file, MAX_SECONDS).clip().pcm();
        } catch (IOException unreadable) {
            throw new AudioFailure(ErrorCode.PLAY_CONTENT_TYPE, file + " cannot be read: " + unreadable, unreadable);
        }
    }

    /** Writes samples at 8 kHz, in place of what the file held. */
    public static void write(Path file, short[] pcm) {
        try {
            Files.deleteIfExists(file);
            try (WavWriter writer = WavWriter.create(file, 1)) {
                writer.write(pcm, 0, pcm.length);
            }
        } catch (IOException unwritable) {
            throw new AudioFailure(ErrorCode.RECORD_FAILED, file + " cannot be written: " + unwritable, unwritable);
        }
    }
}
