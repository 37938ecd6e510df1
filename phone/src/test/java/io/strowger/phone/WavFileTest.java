package io.strowger.phone;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.media.audio.AudioFailure;
import io.strowger.media.audio.Codec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files in and out of the phone. */
class WavFileTest {
    @TempDir
    Path directory;

    @Test
    void whatIsWrittenIsReadBackAsATelephoneCarriesIt() {
        short[] pcm = ListenerTest.speech(5, 4000);
        Path file = directory.resolve("a.wav");
        WavFile.write(file, new short[9]);
        WavFile.write(file, pcm);
        assertArrayEquals(Codec.PCMU.decode(Codec.PCMU.encode(pcm)), WavFile.read(file));
        assertEquals(44 + 8000, file.toFile().length(), "16-bit samples behind a header");
    }

    @Test
    void filesThatAreNoneAreRefusedWithAReason() throws IOException {
        Path text = Files.writeString(directory.resolve("t.wav"), "hello, I am a text");
        assertTrue(assertThrows(AudioFailure.class, () -> WavFile.read(text)).getMessage().contains("RIFF"));
        Path none = directory.resolve("none.wav");
        assertTrue(assertThrows(AudioFailure.class, () -> WavFile.read(none)).getMessage().contains("none.wav"));
    }
}
