package io.strowger.media.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** WAV in and out, honest and hostile ("Files: missing, huge, lying"). */
class WavTest {
    @TempDir
    Path directory;

    /** A file with one fmt and one data chunk; negative sizes are written as they are. */
    private static byte[] file(int kind, int channels, int rate, int bits, int dataSize, byte[] data) {
        ByteBuffer out = ByteBuffer.allocate(44 + data.length).order(ByteOrder.LITTLE_ENDIAN);
        out.put("RIFF".getBytes()).putInt(0).put("WAVE".getBytes()).put("fmt ".getBytes()).putInt(16);
        out.putShort((short) kind).putShort((short) channels).putInt(rate).putInt(rate * channels * bits / 8);
        out.putShort((short) (channels * bits / 8)).putShort((short) bits);
        out.put("data".getBytes()).putInt(dataSize).put(data);
        return out.array();
    }

    private static byte[] bytes(int... values) {
        byte[] out = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            out[i] = (byte) values[i];
        }
        return out;
    }

    @Test
    void everyFormatGivesItsSamples() {
        ByteBuffer floats = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putFloat(0.5f).putFloat(Float.NaN);
        ByteBuffer doubles = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(-7);
        Object[][] table = {
            {file(1, 1, 8000, 8, 2, bytes(0x80, 0xFF)), 0, 127 << 8},
            {file(1, 1, 8000, 16, 4, bytes(0x34, 0x12, 0xFF, 0xFF)), 0x1234, -1},
            {file(1, 1, 8000, 24, 6, bytes(0x99, 0x34, 0x12, 0, 0, 0x80)), 0x1234, -32768},
            {file(1, 1, 8000, 32, 8, bytes(9, 9, 0x34, 0x12, 0, 0, 0, 0x80)), 0x1234, -32768},
            {file(3, 1, 8000, 32, 8, floats.array()), 16384, 0},
            {file(3, 1, 8000, 64, 8, doubles.array()), -32767},
            {file(7, 1, 8000, 8, 2, bytes(0x80, 0xFF)), 32124, 0},
            {file(6, 1, 8000, 8, 2, bytes(0xAA, 0xD5)), 32256, 8},
        };
        for (Object[] row : table) {
            Wav wav = Wav.read((byte[]) row[0], 10);
            assertEquals(row.length - 1, wav.mono().length);
            for (int i = 1; i < row.length; i++) {
                assertEquals(((Integer) row[i]).shortValue(), wav.mono()[i - 1]);
            }
        }
    }

    @Test
    void stereoIsMixedAndExtensibleIsLookedThrough() {
        assertEquals(150, Wav.read(file(1, 2, 8000, 16, 4, bytes(100, 0, 200, 0)), 1).mono()[0]);
        ByteBuffer out = ByteBuffer.allocate(20 + 40 + 8 + 2).order(ByteOrder.LITTLE_ENDIAN);
        out.put("RIFF".getBytes()).putInt(0).put("WAVE".getBytes()).put("fmt ".getBytes()).putInt(40);
        out.putShort((short) 0xFFFE).putShort((short) 1).putInt(16000).putInt(32000).putShort((short) 2);
        out.putShort((short) 16).putShort((short) 22).putShort((short) 16).putInt(0).putShort((short) 1);
        out.put(new byte[14]).put("data".getBytes()).putInt(2).put(bytes(7, 0));
        assertEquals(7, Wav.read(out.array(), 1).mono()[0]);
    }

    @Test
    void aDataChunkEndsWhereTheFileDoesWhateverItSays() {
        for (int size : new int[] {4, 1000, Integer.MAX_VALUE, -1}) {
            assertEquals(2, Wav.read(file(1, 1, 8000, 16, size, bytes(1, 0, 2, 0)), 1).mono().length, "size " + size);
        }
    }

    @Test
    void lyingFilesAreRefusedByName() {
        byte[] two = bytes(1, 0);
        Object[][] table = {
            {new byte[0], "RIFF WAVE"},
            {"<html>not a sound at all</html>".getBytes(), "RIFF WAVE"},
            {file(1, 0, 8000, 16, 2, two), "0 channels"},
            {file(1, 1, 0, 16, 2, two), "rate is 0 Hz"},
            {file(1, 1, -1, 16, 2, two), "rate is 4294967295 Hz"},
            {file(1, 1, 8000, 12, 2, two), "12 bits"},
            {file(85, 1, 8000, 16, 2, two), "format 85"},
            {java.util.Arrays.copyOf(file(1, 1, 8000, 16, 2, two), 36), "no data chunk"},
            {file(1, 1, 1000, 8, 3000, new byte[3000]), "longer than 2 seconds"},
        };
        for (Object[] row : table) {
            AudioFailure failure = assertThrows(AudioFailure.class, () -> Wav.read((byte[]) row[0], 2));
            assertEquals(ErrorCode.PLAY_CONTENT_TYPE, failure.code());
            assertTrue(failure.getMessage().contains((String) row[1]), failure.getMessage());
        }
    }

    @Test
    void everyTruncationAndEveryChangedByteGivesSoundOrANamedFailure() {
        byte[] good = file(1, 2, 8000, 16, 8, bytes(1, 0, 2, 0, 3, 0, 4, 0));
        int read = 0;
        for (int i = 0; i < good.length * 256; i++) {
            byte[] bad = good.clone();
            bad[i / 256] = (byte) i;
            read += readable(bad) + readable(java.util.Arrays.copyOf(good, i / 256));
        }
        assertTrue(read > 1000, "files that could be read: " + read);
    }

    private static int readable(byte[] file) {
        try {
            return Wav.read(file, 10).mono().length >= 0 ? 1 : 0;
        } catch (AudioFailure named) {
            assertTrue(named.getMessage().startsWith("the WAV file cannot be played: "));
            return 0;
        }
    }

    @Test
    void aRecordingCutOffInTheMiddleIsReadableAndIsRepaired() throws Exception {
        Path whole = directory.resolve("whole.wav");
        short[] sound = Tones.tone(3000, 440);
        WavWriter writer = WavWriter.create(whole, 1);
        writer.write(sound, 0, 8000);
        writer.write(sound, 8000, 8000);
        writer.write(sound, 16000, 4000); // never closed: the process was killed here
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(whole)));
        byte[] killed = Files.readAllBytes(whole);
        assertEquals(16000, Wav.read(killed, 10).mono().length);
        for (int cut : new int[] {44, 45, 1001, killed.length - 1, killed.length}) {
            Path file = directory.resolve("cut" + cut);
            Files.write(file, java.util.Arrays.copyOf(killed, cut));
            assertEquals((cut - 44) / 2, WavWriter.repair(file));
            assertEquals((cut - 44) / 2, Wav.read(file, 10).mono().length);
        }
        Files.write(directory.resolve("foreign"), new byte[100]);
        assertThrows(AudioFailure.class, () -> WavWriter.repair(directory.resolve("foreign")));
        writer.close();
    }

    @Test
    void aWriterKeepsAPartOnRequest() throws Exception {
        Path file = directory.resolve("kept.wav");
        short[] sound = new short[100_000];
        for (int i = 0; i < sound.length; i++) {
            sound[i] = (short) i;
        }
        try (WavWriter writer = WavWriter.create(file, 2)) {
            writer.write(sound, 0, sound.length);
            writer.keep(1000, 49_000);
        }
        Wav wav = Wav.read(file, 10);
        assertEquals(48_000, wav.channels()[0].length);
        assertEquals(2000, wav.channels()[0][0]);
        assertEquals(2001, wav.channels()[1][0]);
        assertEquals((short) 97_999, wav.channels()[1][47_999]);
    }

    @Test
    void anyRateBecomesATelephonesWithoutFolding() {
        for (int rate : new int[] {8000, 11025, 16000, 22050, 24000, 32000, 44100, 48000, 6000, 96000, 44101}) {
            short[] low = sine(rate, 1000);
            short[] out = Resampler.toTelephone(low, rate);
            assertEquals(8000, out.length, 2, "length at " + rate);
            assertTrue(Goertzel.share(out, 1000, 4000, 1000) > 0.99, "1 kHz at " + rate);
            assertEquals(7071, SilenceDetector.level(out, 1000, 4000), 150, "level at " + rate);
            if (rate > 16000) {
                short[] high = Resampler.toTelephone(sine(rate, 6000), rate);
                assertTrue(SilenceDetector.level(high, 1000, 4000) < 10, "6 kHz at " + rate + " folds back");
            }
        }
    }

    private static short[] sine(int rate, int frequency) {
        short[] out = new short[rate];
        for (int i = 0; i < rate; i++) {
            out[i] = (short) Math.round(10_000 * Math.sin(2 * Math.PI * frequency * i / rate));
        }
        return out;
    }
}
