package io.strowger.media.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** ITU-T G.711 tables 1a to 2b, in 16-bit scale (the tables' 14- and 13-bit values shifted up). */
class CodecTest {
    @Test
    void ulawDecodesTheTablesReferencePoints() {
        int[][] points = {{0x80, 32124}, {0x8F, 16764}, {0x90, 15996}, {0x9F, 8316}, {0xA0, 7932}, {0xAF, 4092},
            {0xBF, 1980}, {0xC0, 1884}, {0xCF, 924}, {0xDF, 396}, {0xE0, 372}, {0xEF, 132}, {0xF0, 120}, {0xFE, 8},
            {0xFF, 0}, {0x00, -32124}, {0x7F, 0}, {0x7E, -8}};
        for (int[] point : points) {
            assertEquals(point[1], Codec.PCMU.decode((byte) point[0]), "code " + Integer.toHexString(point[0]));
        }
    }

    @Test
    void alawDecodesTheTablesReferencePoints() {
        int[][] points = {{0xAA, 32256}, {0xA5, 16896}, {0xD5, 8}, {0x55, -8}, {0x2A, -32256}, {0xD4, 24},
            {0xC5, 264}, {0xF5, 528}, {0xE5, 1056}};
        for (int[] point : points) {
            assertEquals(point[1], Codec.PCMA.decode((byte) point[0]), "code " + Integer.toHexString(point[0]));
        }
    }

    @Test
    void everyCodeSurvivesDecodingAndEncoding() {
        for (Codec codec : Codec.values()) {
            for (int code = 0; code < 256; code++) {
                short sample = codec.decode((byte) code);
                assertEquals(sample, codec.decode(codec.encode(sample)), codec + " code " + code);
            }
        }
    }

    @Test
    void encodingChoosesTheNearestLevelWithinHalfAStep() {
        for (Codec codec : Codec.values()) {
            for (int sample = -32000; sample <= 32000; sample += 7) {
                int error = Math.abs(codec.decode(codec.encode((short) sample)) - sample);
                assertTrue(error <= Math.max(8, Math.abs(sample) / 30 + 4), codec + " " + sample + " off " + error);
            }
        }
    }

    @Test
    void extremesDoNotOverflow() {
        for (Codec codec : Codec.values()) {
            assertTrue(codec.decode(codec.encode(Short.MIN_VALUE)) < -32000, codec.name());
            assertTrue(codec.decode(codec.encode(Short.MAX_VALUE)) > 32000, codec.name());
            assertTrue(Math.abs(codec.decode(codec.silence())) <= 8, codec.name());
        }
    }

    @Test
    void aClipGivesBothLawsOfTheSameSound() {
        short[] pcm = Tones.tone(100, 1000);
        Clip fromUlaw = Clip.of(Codec.PCMU, Codec.PCMU.encode(pcm));
        byte[] alaw = fromUlaw.bytes(Codec.PCMA);
        for (int i = 0; i < pcm.length; i++) {
            assertEquals(pcm[i], Codec.PCMA.decode(alaw[i]), Math.abs(pcm[i]) / 12 + 16);
        }
        assertArrayEquals(Codec.PCMU.encode(pcm), Clip.of(pcm).bytes(Codec.PCMU));
        assertEquals(100, fromUlaw.millis());
    }
}
