package io.strowger.assets;

import io.strowger.media.audio.Clip;
import io.strowger.media.audio.Codec;
import io.strowger.media.audio.Resampler;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;

/**
 * Brings a long sound to the telephone's rate and law piece by piece, so that an hour of music is never held in full
 * quality: ten seconds are converted with one second around them that the filter may look at. One strand.
 */
final class TelephoneStream {
    private static final int MARGIN = 1;
    private static final int BODY = 10;

    private final int rate;
    private final short[] window;
    private final ByteArrayOutputStream ulaw = new ByteArrayOutputStream();
    private int filled;
    private long added;

    /** @param rate of what is added, 1,000 to 384,000 Hz */
    TelephoneStream(int rate) {
        if (rate < 1000 || rate > 384_000) {
            throw AudioDecoder.wrong("a sample rate of " + rate + " Hz is not played");
        }
        this.rate = rate;
        window = new short[rate * (MARGIN + BODY + MARGIN)];
        filled = rate * MARGIN; // silence before the beginning
    }

    int rate() {
        return rate;
    }

    /** Whole seconds added. */
    long seconds() {
        return added / rate;
    }

    void add(short sample) {
        window[filled++] = sample;
        added++;
        if (filled == window.length) {
            emit(Resampler.toTelephone(window, rate), (MARGIN + BODY) * Clip.RATE);
            // What was the right margin comes next; the second before it is its left margin.
            System.arraycopy(window, rate * BODY, window, 0, rate * (MARGIN + MARGIN));
            filled = rate * (MARGIN + MARGIN);
        }
    }

    /** Everything added, in u-law at 8 kHz. */
    byte[] finish() {
        short[] last = Resampler.toTelephone(Arrays.copyOf(window, filled), rate);
        emit(last, last.length);
        return ulaw.toByteArray();
    }

    private void emit(short[] pcm, int to) {
        for (int i = MARGIN * Clip.RATE; i < to; i++) {
            ulaw.write(Codec.PCMU.encode(pcm[i]));
        }
    }
}
