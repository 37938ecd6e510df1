package io.strowger.assets;

import io.strowger.kernel.ErrorCode;
import io.strowger.media.audio.AudioFailure;
import io.strowger.media.audio.Clip;
import io.strowger.media.audio.Codec;
import io.strowger.media.audio.Resampler;
import io.strowger.media.audio.Wav;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;

/**
 * Files of customers to telephone audio. The content type decides whether a file is taken at all (voice-twiml "Play");
 * what it really is, its first bytes say. Any thread may call it.
 */
public final class AudioDecoder {
    private static final Set<String> FILES =
            Set.of("audio/mpeg", "audio/mp3", "audio/wav", "audio/wave", "audio/x-wav");
    private static final Set<String> RAW = Set.of("audio/ulaw");
    private static final Set<String> LATER =
            Set.of("audio/aiff", "audio/x-aifc", "audio/x-aiff", "audio/x-gsm", "audio/gsm");

    private AudioDecoder() {}

    /** True for content types that {@link #decode} takes or knows of: those of an audio file. */
    public static boolean isAudio(String contentType) {
        return bare(contentType).startsWith("audio/");
    }

    /**
     * Decodes a file.
     *
     * @param contentType as in the header, parameters and all; empty when there was none
     * @param body the whole file
     * @param maxLength longest audio taken
     * @throws AssetFailure 13420 with the reason
     */
    public static Clip decode(String contentType, byte[] body, Duration maxLength) {
        String type = bare(contentType);
        if (RAW.contains(type)) {
            return raw(body, maxLength);
        }
        if (!FILES.contains(type)) {
            throw wrong(LATER.contains(type)
                    ? "the content type " + type + " is not played yet: send audio/wav or audio/mpeg"
                    : "the content type '" + shown(type) + "' is none of audio/mpeg, audio/wav, audio/wave, "
                            + "audio/x-wav and audio/ulaw");
        }
        try {
            return file(type, body, maxLength);
        } catch (AudioFailure bad) {
            throw new AssetFailure(ErrorCode.PLAY_CONTENT_TYPE, bad.getMessage(), bad);
        }
    }

    private static Clip file(String type, byte[] body, Duration maxLength) {
        if (body.length == 0) {
            throw wrong("the file is empty");
        }
        if (starts(body, "RIFF")) {
            Wav wav = Wav.read(body, (int) maxLength.toSeconds());
            return clip(Codec.PCMU.encode(Resampler.toTelephone(wav.mono(), wav.rate())));
        }
        if (Mp3.looksLike(body)) {
            return clip(Mp3.decode(body, maxLength));
        }
        throw wrong("the content type is " + type + " but the file is neither WAV nor MP3: it begins with '"
                + shown(new String(body, 0, Math.min(16, body.length), StandardCharsets.ISO_8859_1)) + "'");
    }

    private static Clip raw(byte[] body, Duration maxLength) {
        if (body.length == 0) {
            throw wrong("the file is empty");
        }
        if (body.length > maxLength.toSeconds() * Clip.RATE) {
            throw wrong("the audio is longer than " + maxLength.toSeconds() + " seconds");
        }
        return Clip.of(Codec.PCMU, body);
    }

    private static Clip clip(byte[] ulaw) {
        if (ulaw.length == 0) {
            throw wrong("the file holds no audio");
        }
        return Clip.of(Codec.PCMU, ulaw);
    }

    private static String bare(String contentType) {
        int end = contentType.indexOf(';');
        return (end < 0 ? contentType : contentType.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    private static boolean starts(byte[] body, String magic) {
        byte[] bytes = magic.getBytes(StandardCharsets.US_ASCII);
        return body.length >= bytes.length && Arrays.equals(bytes, 0, bytes.length, body, 0, bytes.length);
    }

    private static String shown(String text) {
        String plain = text.replaceAll("[^\\x20-\\x7e]", ".");
        return plain.length() <= 60 ? plain : plain.substring(0, 60) + "...";
    }

    static AssetFailure wrong(String why) {
        return new AssetFailure(ErrorCode.PLAY_CONTENT_TYPE, why);
    }
}
