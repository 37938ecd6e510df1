package io.strowger.phone;

import io.strowger.kernel.ErrorCode;
import io.strowger.media.audio.AudioFailure;
import io.strowger.media.audio.Codec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** WAV files of the phone: read in the formats telephones make, written as 16-bit samples at 8 kHz. */
public final class WavFile {
    /** Larger files are refused: two hours of sound at 8 kHz. */
    static final int MAX_BYTES = 120_000_000;
    private static final int PCM = 1;
    private static final int ALAW = 6;
    private static final int ULAW = 7;
    private static final int RATE = 8000;

    private WavFile() {}

    /**
     * Samples of a file at 8 kHz: 16-bit, u-law or A-law, any rate and number of channels (the first one is taken; other
     * rates are converted by interpolation, which is good enough for speech).
     *
     * @throws AudioFailure saying what is wrong with it
     */
    public static short[] read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw failure(file, "is larger than " + MAX_BYTES + " bytes");
            }
            return parse(file, ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN));
        } catch (IOException unreadable) {
            throw new AudioFailure(ErrorCode.PLAY_CONTENT_TYPE, file + " cannot be read: " + unreadable, unreadable);
        }
    }

    private static short[] parse(Path file, ByteBuffer in) {
        if (in.remaining() < 12 || !tag(in).equals("RIFF") || in.getInt() == 0 || !tag(in).equals("WAVE")) {
            throw failure(file, "is not a WAV file");
        }
        int format = 0;
        int channels = 0;
        int rate = 0;
        int bits = 0;
        while (in.remaining() >= 8) {
            String tag = tag(in);
            int size = in.getInt();
            if (tag.equals("data")) {
                if (channels < 1 || rate < 1000 || rate > 192_000) {
                    throw failure(file, "has no usable format before its data");
                }
                int length = size < 0 || size > in.remaining() ? in.remaining() : size;
                return at8k(samples(file, in, length, format, channels, bits), rate);
            }
            if (size < 0 || size > in.remaining()) {
                throw failure(file, "has a chunk that is longer than the file");
            }
            int next = Math.min(in.limit(), in.position() + size + (size & 1));
            if (tag.equals("fmt ") && size >= 16) {
                format = in.getShort() & 0xFFFF;
                channels = in.getShort();
                rate = in.getInt();
                bits = in.getShort(in.position() + 6);
            }
            in.position(next);
        }
        throw failure(file, "has no data");
    }

    private static short[] samples(Path file, ByteBuffer in, int length, int format, int channels, int bits) {
        boolean wide = format == PCM && bits == 16;
        boolean law = (format == ULAW || format == ALAW) && bits == 8;
        if (!wide && !law) {
            throw failure(file, "holds format " + format + " of " + bits + " bits; 16-bit, u-law and A-law are read");
        }
        int step = channels * (wide ? 2 : 1);
        Codec codec = format == ALAW ? Codec.PCMA : Codec.PCMU;
        short[] out = new short[length / step];
        int begin = in.position();
        for (int i = 0; i < out.length; i++) {
            out[i] = wide ? in.getShort(begin + i * step) : codec.decode(in.get(begin + i * step));
        }
        return out;
    }

    private static short[] at8k(short[] samples, int rate) {
        if (rate == RATE || samples.length == 0) {
            return samples;
        }
        short[] out = new short[(int) ((long) samples.length * RATE / rate)];
        for (int i = 0; i < out.length; i++) {
            double position = (double) i * rate / RATE;
            int left = (int) position;
            int right = Math.min(samples.length - 1, left + 1);
            double part = position - left;
            out[i] = (short) Math.round(samples[left] * (1 - part) + samples[right] * part);
        }
        return out;
    }

    private static String tag(ByteBuffer in) {
        byte[] tag = new byte[4];
        in.get(tag);
        return new String(tag, StandardCharsets.US_ASCII);
    }

    private static AudioFailure failure(Path file, String what) {
        return new AudioFailure(ErrorCode.PLAY_CONTENT_TYPE, file + " " + what);
    }

    /** Writes samples at 8 kHz. */
    public static void write(Path file, short[] pcm) {
        ByteBuffer out = ByteBuffer.allocate(44 + pcm.length * 2).order(ByteOrder.LITTLE_ENDIAN);
        out.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(36 + pcm.length * 2);
        out.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16).putShort((short) PCM).putShort((short) 1);
        out.putInt(RATE).putInt(RATE * 2).putShort((short) 2).putShort((short) 16);
        out.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(pcm.length * 2);
        out.asShortBuffer().put(pcm);
        try {
            Files.write(file, out.array());
        } catch (IOException unwritable) {
            throw new AudioFailure(ErrorCode.RECORD_FAILED, file + " cannot be written: " + unwritable, unwritable);
        }
    }
}
