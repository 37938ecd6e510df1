package io.strowger.media;

/** Hears what a leg receives. Called on the pacer's thread: it copies and returns, it never blocks. */
@FunctionalInterface
public interface Hearer {
    /**
     * The next 20 ms, through the jitter buffer.
     *
     * @param nanos the tick's moment
     * @param pcm 160 samples, valid during the call only
     * @param received false when the frame is concealment or silence because no packet covered it
     */
    void frame(long nanos, short[] pcm, boolean received);
}
