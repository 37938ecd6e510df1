package io.strowger.assets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.ErrorCode;
import io.strowger.media.audio.Clip;
import io.strowger.media.audio.Goertzel;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of customers (voice-twiml "Play"; issue 2 "Files: missing, huge, lying"). */
class AudioDecoderTest {
    private static final Duration HALF_AN_HOUR = Duration.ofMinutes(30);

    @ParameterizedTest
    @CsvSource({"1,16,8000", "1,16,44100", "1,16,48000", "1,8,11025", "6,8,8000", "7,8,8000", "7,8,16000"})
    void wavFilesOfEveryKindSound(int format, int bits, int rate) {
        Clip clip = AudioDecoder.decode("audio/x-wav; charset=binary", FakeWeb.wav(format, bits, rate, rate / 2),
                HALF_AN_HOUR);
        hearsTheTone(clip, 500);
    }

    @ParameterizedTest
    @CsvSource({"tone-44100-stereo.mp3,600", "tone-22050-mono-tagged.mp3,600"})
    void mp3FilesSound(String name, int millis) {
        hearsTheTone(AudioDecoder.decode("Audio/MPEG", resource(name), HALF_AN_HOUR), millis);
    }

    @Test
    void aLongSoundIsConvertedPieceByPieceWithoutASeam() {
        TelephoneStream stream = new TelephoneStream(16_000);
        for (int i = 0; i < 16_000 * 25 + 77; i++) {
            stream.add((short) (8000 * Math.sin(2 * Math.PI * 1000 * i / 16_000)));
        }
        short[] pcm = Clip.of(io.strowger.media.audio.Codec.PCMU, stream.finish()).pcm();
        assertEquals(8000 * 25 + 38, pcm.length);
        // A seam would click: between samples of this tone no step is greater than 8000 * 2 sin(pi/8).
        for (int i = 200; i < pcm.length - 200; i++) {
            assertTrue(Math.abs(pcm[i] - pcm[i - 1]) < 6700, "a click at sample " + i);
            int at = i;
            assertEquals(8000 * Math.sin(2 * Math.PI * 1000 * i / 8000), pcm[i], 500, () -> "sample " + at);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "text/html", "application/octet-stream", "audio/aiff", "audio/x-gsm", "audio/ogg",
        "video/mp4", "audio", ";audio/wav"})
    void otherContentTypesAre13420(String type) {
        AssetFailure failure = refused(type, FakeWeb.wav());
        assertTrue(failure.getMessage().contains("content type"), failure.getMessage());
    }

    @Test
    void theFileDecidesWhichOfTheTwoItIs() {
        hearsTheTone(AudioDecoder.decode("audio/mpeg", FakeWeb.wav(), HALF_AN_HOUR), 1000);
        hearsTheTone(AudioDecoder.decode("audio/wav", resource("tone-44100-stereo.mp3"), HALF_AN_HOUR), 600);
    }

    @Test
    void lyingFilesAreToldWithTheirBeginning() {
        AssetFailure failure = refused("audio/mpeg", "<!doctype html>\n<html>".getBytes());
        assertTrue(failure.getMessage().contains("it begins with '<!doctype html>.'"), failure.getMessage());
        refused("audio/wav", new byte[0]);
        refused("audio/wav", new byte[100]);
        refused("audio/wav", "OggS....".getBytes());
    }

    @Test
    void soundIsBoundedInLength() {
        Duration second = Duration.ofSeconds(1);
        assertEquals(1000, AudioDecoder.decode("audio/wav", FakeWeb.wav(), second).millis());
        assertThrows(AssetFailure.class,
                () -> AudioDecoder.decode("audio/wav", FakeWeb.wav(1, 16, 8000, 8001), second));
        assertThrows(AssetFailure.class, () -> AudioDecoder.decode("audio/ulaw", new byte[8001], second));
        byte[] tone = resource("tone-44100-stereo.mp3");
        byte[] four = new byte[tone.length * 4];
        for (int i = 0; i < 4; i++) {
            System.arraycopy(tone, 0, four, i * tone.length, tone.length);
        }
        assertThrows(AssetFailure.class, () -> AudioDecoder.decode("audio/mpeg", four, second));
    }

    @Test
    void rawUlawIsTaken() {
        assertEquals(500, AudioDecoder.decode("audio/ulaw", new byte[4000], HALF_AN_HOUR).millis());
        refused("audio/ulaw", new byte[0]);
    }

    @Test
    void hostileHeadersOfWavFilesAreRefused() {
        byte[] wav = FakeWeb.wav();
        refused("audio/wav", changed(wav, 20, 0x55)); // MPEG layer 3 in WAV
        refused("audio/wav", changed(wav, 22, 200)); // channels
        refused("audio/wav", changed(changed(changed(wav, 24, 0), 25, 0), 26, 0)); // rate 0
        refused("audio/wav", changed(wav, 34, 12)); // bits
        refused("audio/wav", Arrays.copyOf(wav, 40)); // no data chunk
        refused("audio/wav", Arrays.copyOf(wav, 44)); // an empty one
    }

    @Test
    void aTagThatClaimsMoreThanTheFileIsNotBelieved() {
        byte[] file = {'I', 'D', '3', 4, 0, 0, 0x7F, 0x7F, 0x7F, 0x7F, 0, 0, 0, 0, 0, 0, 0, 0};
        refused("audio/mpeg", file);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tone-44100-stereo.mp3", "tone-22050-mono-tagged.mp3", "wav"})
    void damagedFilesPlayOrFailCleanly(String name) {
        byte[] good = name.equals("wav") ? FakeWeb.wav(1, 16, 16_000, 2000) : resource(name);
        int failures = 0;
        for (long seed = 1; seed <= 300; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            byte[] bad = Arrays.copyOf(good, random.nextInt(10) == 0 ? random.nextInt(good.length) : good.length);
            for (int i = random.nextInt(30); i >= 0 && bad.length > 0; i--) {
                int within = random.nextBoolean() ? bad.length : Math.min(bad.length, 64);
                bad[random.nextInt(within)] = (byte) random.nextInt(256);
            }
            try {
                assertTrue(AudioDecoder.decode("audio/mpeg", bad, HALF_AN_HOUR).samples() > 0, "seed " + seed);
            } catch (AssetFailure failure) {
                assertEquals(ErrorCode.PLAY_CONTENT_TYPE, failure.code(), "seed " + seed);
                failures++;
            }
        }
        assertTrue(failures > 10 && failures < 300, failures + " of 300 refused: the damage is too mild or too great");
    }

    private static byte[] changed(byte[] file, int at, int value) {
        byte[] copy = file.clone();
        copy[at] = (byte) value;
        return copy;
    }

    private static AssetFailure refused(String type, byte[] body) {
        AssetFailure failure =
                assertThrows(AssetFailure.class, () -> AudioDecoder.decode(type, body, HALF_AN_HOUR), type);
        assertEquals(ErrorCode.PLAY_CONTENT_TYPE, failure.code());
        return failure;
    }

    private static void hearsTheTone(Clip clip, int millis) {
        assertEquals(millis, clip.millis(), 100.0);
        short[] pcm = clip.pcm();
        assertTrue(Goertzel.share(pcm, pcm.length / 4, pcm.length / 2, 1000) > 0.9, "the tone is not heard");
    }

    static byte[] resource(String name) {
        try (InputStream in = AudioDecoderTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }
}
