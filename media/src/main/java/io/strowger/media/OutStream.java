package io.strowger.media;

import io.strowger.kernel.World;
import io.strowger.media.audio.Clip;
import io.strowger.media.audio.Codec;
import io.strowger.media.rtp.RtpView;
import java.nio.ByteBuffer;

/**
 * The one stream that a leg sends: its SSRC, sequence numbers and timestamps run on whatever feeds it. Owned by one
 * pacer; allocates nothing per packet.
 */
final class OutStream {
    private final MediaSocket socket;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(RtpView.HEADER + 1600);
    private final int ssrc;
    private int sequence;
    private int clock;
    private boolean marker = true;
    private Codec codec = Codec.PCMU;
    private int audioType;
    private int eventType = -1;
    private boolean open;
    private long packets;
    private long octets;
    private long failed;
    private Tap tap = new Tap();

    OutStream(World world, MediaSocket socket) {
        this.socket = socket;
        ssrc = (int) world.entropy().nextLong();
        sequence = (int) world.entropy().nextLong() & 0x7FFF; // low half: no wrap in the first ten minutes
        clock = (int) world.entropy().nextLong();
    }

    /** Sets what is sent; {@code open} is false while the far side shall hear nothing (hold). */
    void shape(Codec law, int type, int telephoneEventType, boolean mayOpen) {
        codec = law;
        audioType = type;
        eventType = telephoneEventType;
        marker |= mayOpen && !open;
        open = mayOpen;
    }

    /** One frame has passed, sent or not. */
    void advance(int frames) {
        clock += frames * Clip.FRAME;
    }

    /** Sends companded bytes stamped with the present frame. */
    void audio(byte[] bytes, int index, int length) {
        if (!open) {
            return;
        }
        begin(marker, audioType, clock);
        buffer.put(bytes, index, length);
        finishAudio(length);
        marker = false;
    }

    /** Sends one telephone-event packet. */
    void event(boolean first, int code, boolean end, int eventClock, int duration) {
        if (!open) {
            return;
        }
        begin(first, eventType, eventClock);
        buffer.put((byte) code).put((byte) ((end ? 0x80 : 0) | 10)).putShort((short) duration);
        finish(4);
    }

    /** Begins a packet whose payload the caller puts; {@link #finish} sends it. */
    ByteBuffer begin(boolean mark, int type, int timestamp) {
        return beginAt(sequence, mark, type, timestamp);
    }

    ByteBuffer beginAt(int number, boolean mark, int type, int timestamp) {
        buffer.clear();
        RtpView.writeHeader(buffer, mark, type, number, timestamp, ssrc);
        if (((number - sequence) & 0xFFFF) < 0x8000) {
            sequence = (number + 1) & 0xFFFF;
        }
        return buffer;
    }

    /** Lets a tap hear the audio that is sent. */
    void tap(Tap listener) {
        tap = listener;
    }

    /** Sends the packet that was begun and filled with audio. */
    void finishAudio(int payload) {
        tap.put(buffer.getInt(4), codec, buffer, RtpView.HEADER, payload);
        finish(payload);
    }

    /** Sends the packet that was begun and filled. */
    void finish(int payload) {
        buffer.flip();
        if (socket.write(buffer)) {
            packets++;
            octets += payload;
        } else {
            failed++;
        }
    }

    /** The next audio packet begins a talk spurt. */
    void mark() {
        marker = true;
    }

    boolean isOpen() {
        return open;
    }

    Codec codec() {
        return codec;
    }

    int audioType() {
        return audioType;
    }

    int eventType() {
        return eventType;
    }

    int clock() {
        return clock;
    }

    int nextSequence() {
        return sequence;
    }

    int ssrc() {
        return ssrc;
    }

    long packets() {
        return packets;
    }

    long octets() {
        return octets;
    }

    long failed() {
        return failed;
    }
}
