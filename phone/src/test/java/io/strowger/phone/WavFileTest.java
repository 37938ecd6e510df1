package io.strowger.phone;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.media.audio.AudioFailure;
import io.strowger.media.audio.Codec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files in and out of the phone: right ones come back as they were, lying ones are refused with a reason. */
class WavFileTest {
    @TempDir
    Path directory;

    private Path file(int format, int channels, int rate, int bits, byte[] data, int claimed) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(44 + data.length).order(ByteOrder.LITTLE_ENDIAN);
        out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + data.length);
        out.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16).putShort((short) format);
        out.putShort((short) channels).putInt(rate).putInt(rate * channels * bits / 8);
        out.putShort((short) (channels * bits / 8)).putShort((short) bits);
        out.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(claimed).put(data);
        return Files.write(directory.resolve("x.wav"), out.array());
    }

    @Test
    void whatIsWrittenIsReadBack() {
        short[] pcm = ListenerTest.speech(5, 4000);
        WavFile.write(directory.resolve("a.wav"), pcm);
        assertArrayEquals(pcm, WavFile.read(directory.resolve("a.wav")));
    }

    @Test
    void companded8kHzIsDecoded() throws IOException {
        byte[] law = {0, 1, (byte) 0x80, (byte) 0xFF};
        assertArrayEquals(Codec.PCMU.decode(law), WavFile.read(file(7, 1, 8000, 8, law, law.length)));
        assertArrayEquals(Codec.PCMA.decode(law), WavFile.read(file(6, 1, 8000, 8, law, law.length)));
    }

    @Test
    void firstOfTwoChannelsIsTakenAndOtherRatesAreConverted() throws IOException {
        byte[] stereo = {1, 0, 99, 0, 3, 0, 99, 0, 5, 0, 99, 0, 7, 0, 99, 0};
        assertArrayEquals(new short[] {1, 5}, WavFile.read(file(1, 2, 16000, 16, stereo, stereo.length)));
    }

    @Test
    void dataThatClaimsMoreThanThereIsEndsWithTheFile() throws IOException {
        assertEquals(2, WavFile.read(file(1, 1, 8000, 16, new byte[4], 1_000_000)).length);
        assertEquals(2, WavFile.read(file(1, 1, 8000, 16, new byte[4], -1)).length);
    }

    @Test
    void lyingFilesAreRefusedWithAReason() throws IOException {
        assertTrue(refusal(file(1, 1, 8000, 24, new byte[6], 6)).contains("24 bits"));
        assertTrue(refusal(file(3, 1, 8000, 32, new byte[8], 8)).contains("format 3"));
        assertTrue(refusal(file(1, 0, 8000, 16, new byte[8], 8)).contains("no usable format"));
        assertTrue(refusal(Files.writeString(directory.resolve("t.wav"), "hello, I am a text")).contains("not a WAV"));
        assertTrue(refusal(directory.resolve("none.wav")).contains("cannot be read"));
    }

    private static String refusal(Path file) {
        return assertThrows(AudioFailure.class, () -> WavFile.read(file)).getMessage();
    }
}
