package io.strowger.media;

import io.strowger.media.audio.Clip;
import io.strowger.media.audio.Codec;
import io.strowger.media.rtp.JitterBuffer;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * One direction of a leg, decoded and played out evenly for those who listen to it. Costs nothing, neither time nor
 * memory, while nobody does. Owned by one pacer.
 */
final class Tap implements Recorder.Source {
    private static final short[] NO_SOUND = new short[Clip.FRAME];

    private int users;
    private Optional<JitterBuffer> jitter = Optional.empty();
    private short[] pcm = NO_SOUND;
    private short[] frame = NO_SOUND;

    /** One more listens. */
    void use() {
        if (users++ == 0) {
            jitter = Optional.of(new JitterBuffer());
            pcm = new short[Scratch.PAYLOAD];
            frame = new short[Clip.FRAME];
        }
    }

    /** One fewer listens. */
    void leave() {
        if (users > 0 && --users == 0) {
            end();
        }
    }

    /** The leg is closed: silence from now on. */
    void end() {
        users = 0;
        jitter = Optional.empty();
        pcm = NO_SOUND;
        frame = NO_SOUND;
    }

    boolean used() {
        return users > 0;
    }

    int delayMillis() {
        return jitter.map(JitterBuffer::delayMillis).orElse(0);
    }

    void reset() {
        if (jitter.isPresent()) {
            jitter.get().reset();
        }
    }

    void put(int timestamp, Codec law, ByteBuffer buffer, int index, int length) {
        if (users == 0 || length == 0) {
            return;
        }
        for (int i = 0; i < length; i++) {
            pcm[i] = law.decode(buffer.get(index + i));
        }
        jitter.get().put(timestamp, pcm, length);
    }

    /** Moves on by 20 ms; true when any of it was received. */
    boolean take() {
        if (users == 0) {
            return false;
        }
        return jitter.get().take(frame);
    }

    @Override
    public short[] frame() {
        return frame;
    }

    @Override
    public void release() {
        leave();
    }
}
