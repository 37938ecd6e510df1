package io.strowger.assets;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Optional;
import javazoom.jl.decoder.Bitstream;
import javazoom.jl.decoder.BitstreamException;
import javazoom.jl.decoder.Decoder;
import javazoom.jl.decoder.Header;
import javazoom.jl.decoder.JavaLayerException;
import javazoom.jl.decoder.SampleBuffer;

/** MPEG audio by jlayer, fenced in: tags are cut off here, frames are counted, whatever it throws is a bad file. */
final class Mp3 {
    private static final int ID3_HEADER = 10;

    private Mp3() {}

    /** True when the file, its ID3v2 tags aside, begins with a frame of MPEG audio (11 sync bits, a layer, a rate). */
    static boolean looksLike(byte[] body) {
        int at = afterTags(body);
        return at + 3 < body.length && (body[at] & 0xFF) == 0xFF && (body[at + 1] & 0xE0) == 0xE0
                && (body[at + 1] & 0x18) != 0x08 && (body[at + 1] & 0x06) != 0
                && (body[at + 2] & 0xF0) != 0xF0 && (body[at + 2] & 0x0C) != 0x0C;
    }

    /** u-law at 8 kHz, channels mixed. */
    static byte[] decode(byte[] body, Duration maxLength) {
        int from = afterTags(body);
        Bitstream stream = new Bitstream(new ByteArrayInputStream(body, from, body.length - from));
        try {
            return frames(stream, maxLength, body.length);
        } catch (JavaLayerException | IndexOutOfBoundsException | NegativeArraySizeException | NullPointerException
                | ArithmeticException broken) {
            throw AudioDecoder.wrong("the MP3 file is broken: " + broken);
        } finally {
            close(stream);
        }
    }

    private static byte[] frames(Bitstream stream, Duration maxLength, int bytes) throws JavaLayerException {
        Decoder decoder = new Decoder();
        Optional<TelephoneStream> out = Optional.empty();
        // A frame has at least a header of 4 bytes: more frames than that cannot be in the file.
        for (int frames = 0; frames < bytes / 4 + 1; frames++) {
            Header header = stream.readFrame();
            if (header == null) {
                break;
            }
            SampleBuffer frame = (SampleBuffer) decoder.decodeFrame(header, stream);
            if (out.isEmpty()) {
                out = Optional.of(new TelephoneStream(frame.getSampleFrequency()));
            }
            add(out.get(), frame);
            if (out.get().seconds() > maxLength.toSeconds()) {
                throw AudioDecoder.wrong("the audio is longer than " + maxLength.toSeconds() + " seconds");
            }
            stream.closeFrame();
        }
        return out.map(TelephoneStream::finish).orElse(new byte[0]);
    }

    private static void add(TelephoneStream out, SampleBuffer frame) {
        if (frame.getSampleFrequency() != out.rate()) {
            throw AudioDecoder.wrong("the MP3 file changes its sample rate");
        }
        int channels = Math.max(1, frame.getChannelCount());
        for (int i = 0; i + channels <= frame.getBufferLength(); i += channels) {
            out.add(mixed(frame.getBuffer(), i, channels));
        }
    }

    private static short mixed(short[] samples, int at, int channels) {
        int sum = 0;
        for (int c = 0; c < channels; c++) {
            sum += samples[at + c];
        }
        return (short) (sum / channels);
    }

    /** Where the audio begins: behind any ID3v2 tags, whose sizes are not believed beyond the file. */
    private static int afterTags(byte[] body) {
        int at = 0;
        while (at + ID3_HEADER <= body.length && body[at] == 'I' && body[at + 1] == 'D' && body[at + 2] == '3') {
            int size = (body[at + 6] & 0x7F) << 21 | (body[at + 7] & 0x7F) << 14 | (body[at + 8] & 0x7F) << 7
                    | body[at + 9] & 0x7F;
            at = (int) Math.min(body.length, (long) at + ID3_HEADER + size);
        }
        return at;
    }

    private static void close(Bitstream stream) {
        try {
            stream.close();
        } catch (BitstreamException alreadyBroken) {
            throw new IllegalStateException("a stream over an array cannot fail to close", alreadyBroken);
        }
    }
}
