package io.strowger.media.audio;

import io.strowger.kernel.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A WAV file's sound.
 *
 * <p>Read: PCM of 8, 16, 24 and 32 bits, float of 32 and 64, u-law, A-law, each plain or WAVE_FORMAT_EXTENSIBLE.
 * Sizes in the file are not believed: a data chunk ends where the file does, whatever it says.
 *
 * @param rate samples a second
 * @param channels samples of each channel, all of one length
 */
public record Wav(int rate, short[][] channels) {
    private static final int MIN_RATE = 1000;
    private static final int MAX_RATE = 384_000;
    private static final int MAX_CHANNELS = 8;
    private static final int PCM = 1;
    private static final int FLOAT = 3;
    private static final int ALAW = 6;
    private static final int ULAW = 7;
    private static final int EXTENSIBLE = 0xFFFE;

    private record Format(int kind, int channels, int rate, int bits) {
        int frameBytes() {
            return channels * bits / 8;
        }
    }

    /**
     * Reads a file's bytes.
     *
     * @param maxSeconds longest sound taken
     * @throws AudioFailure PLAY_CONTENT_TYPE with what is wrong
     */
    public static Wav read(byte[] bytes, int maxSeconds) {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.length < 12 || in.getInt(0) != 0x46464952 || in.getInt(8) != 0x45564157) {
            throw bad("it does not begin as a RIFF WAVE file");
        }
        Format format = new Format(0, 0, 0, 0);
        for (long at = 12; at + 8 <= bytes.length; ) {
            int name = in.getInt((int) at);
            long size = in.getInt((int) at + 4) & 0xFFFF_FFFFL;
            int body = (int) at + 8;
            int there = (int) Math.min(size, bytes.length - body);
            if (name == 0x20746D66) { // "fmt "
                format = format(in, body, there);
            } else if (name == 0x61746164) { // "data"
                return data(in, body, there, format, maxSeconds);
            }
            at = body + size + (size & 1);
        }
        throw bad("it has no data chunk");
    }

    /** Reads a file of the machine. */
    public static Wav read(Path file, int maxSeconds) throws IOException {
        return read(Files.readAllBytes(file), maxSeconds);
    }

    private static Format format(ByteBuffer in, int at, int size) {
        if (size < 16) {
            throw bad("its fmt chunk is shorter than 16 bytes");
        }
        int kind = in.getShort(at) & 0xFFFF;
        int channels = in.getShort(at + 2) & 0xFFFF;
        long rate = in.getInt(at + 4) & 0xFFFF_FFFFL;
        int align = in.getShort(at + 12) & 0xFFFF;
        int bits = in.getShort(at + 14) & 0xFFFF;
        if (kind == EXTENSIBLE) {
            if (size < 40) {
                throw bad("its extensible fmt chunk is shorter than 40 bytes");
            }
            kind = in.getShort(at + 24) & 0xFFFF;
        }
        if (channels < 1 || channels > MAX_CHANNELS) {
            throw bad("it has " + channels + " channels; 1 to " + MAX_CHANNELS + " are taken");
        }
        if (rate < MIN_RATE || rate > MAX_RATE) {
            throw bad("its rate is " + rate + " Hz; " + MIN_RATE + " to " + MAX_RATE + " are taken");
        }
        boolean known = switch (kind) {
            case PCM -> bits == 8 || bits == 16 || bits == 24 || bits == 32;
            case FLOAT -> bits == 32 || bits == 64;
            case ALAW, ULAW -> bits == 8;
            default -> false;
        };
        if (!known) {
            throw bad("its format " + kind + " with " + bits + " bits is not one that is played");
        }
        if (align != channels * bits / 8) {
            throw bad("its block size of " + align + " bytes does not fit " + channels + " channels of " + bits
                    + " bits");
        }
        return new Format(kind, channels, (int) rate, bits);
    }

    private static Wav data(ByteBuffer in, int at, int size, Format format, int maxSeconds) {
        if (format.channels() == 0) {
            throw bad("its data comes before its fmt chunk");
        }
        int frames = size / format.frameBytes();
        if (frames > (long) maxSeconds * format.rate()) {
            throw bad("it is longer than " + maxSeconds + " seconds");
        }
        short[][] channels = new short[format.channels()][frames];
        int bytes = format.bits() / 8;
        for (int i = 0; i < frames; i++) {
            for (int c = 0; c < format.channels(); c++) {
                channels[c][i] = sample(in, at + (i * format.channels() + c) * bytes, format);
            }
        }
        return new Wav(format.rate(), channels);
    }

    private static short sample(ByteBuffer in, int at, Format format) {
        return switch (format.kind()) {
            case ULAW -> Codec.PCMU.decode(in.get(at));
            case ALAW -> Codec.PCMA.decode(in.get(at));
            case FLOAT -> scaled(format.bits() == 32 ? in.getFloat(at) : in.getDouble(at));
            default -> switch (format.bits()) {
                case 8 -> (short) (((in.get(at) & 0xFF) - 128) << 8);
                case 16 -> in.getShort(at);
                case 24 -> in.getShort(at + 1);
                default -> in.getShort(at + 2);
            };
        };
    }

    private static short scaled(double value) {
        return Double.isNaN(value) ? 0 : (short) Math.round(Math.max(-1, Math.min(1, value)) * 32767);
    }

    private static AudioFailure bad(String what) {
        return new AudioFailure(ErrorCode.PLAY_CONTENT_TYPE, "the WAV file cannot be played: " + what);
    }

    /** All channels in one, at the file's rate. */
    public short[] mono() {
        if (channels.length == 1) {
            return channels[0];
        }
        short[] out = new short[channels[0].length];
        for (int i = 0; i < out.length; i++) {
            int sum = 0;
            for (short[] channel : channels) {
                sum += channel[i];
            }
            out[i] = (short) (sum / channels.length);
        }
        return out;
    }

    /** The sound as a telephone carries it: one channel, 8 kHz. */
    public Clip clip() {
        return Clip.of(Resampler.toTelephone(mono(), rate));
    }

    /** How long it sounds, in milliseconds. */
    public long millis() {
        return channels[0].length * 1000L / rate;
    }
}
