package io.strowger.media;

import io.strowger.media.audio.Codec;
import io.strowger.media.rtp.RtpView;
import java.nio.ByteBuffer;

/**
 * Hands one leg's packets to another as they come: not decoded when both speak the same law, a table look-up a byte
 * otherwise. The receiver sees its own SSRC and a sequence that runs on; gaps and reordering of the sender stay
 * visible in it. Owned by one pacer; allocates nothing per packet.
 */
final class Relay {
    private final OutStream out;
    private boolean based;
    private int sequenceShift;
    private int timeShift;

    Relay(OutStream out) {
        this.out = out;
    }

    /** The next packet fixes the offsets anew: the sender's numbers jumped, or something else was sent meanwhile. */
    void rebase() {
        based = false;
    }

    void audio(RtpView view, Codec law) {
        Codec to = out.codec();
        ByteBuffer packet = begin(view, view.marker(), out.audioType());
        int length = view.length();
        ByteBuffer from = view.buffer();
        if (law == to) {
            packet.put(packet.position(), from, view.payload(), length);
            packet.position(packet.position() + length);
        } else {
            for (int i = 0; i < length; i++) {
                packet.put(law.recode(from.get(view.payload() + i), to));
            }
        }
        out.finishAudio(length);
    }

    void event(RtpView view) {
        ByteBuffer packet = begin(view, view.marker(), out.eventType());
        packet.put(packet.position(), view.buffer(), view.payload(), view.length());
        packet.position(packet.position() + view.length());
        out.finish(view.length());
    }

    private ByteBuffer begin(RtpView view, boolean marker, int type) {
        boolean first = !based;
        if (first) {
            sequenceShift = out.nextSequence() - view.sequence();
            timeShift = out.clock() - view.timestamp();
            based = true;
        }
        return out.beginAt((view.sequence() + sequenceShift) & 0xFFFF, marker || first, type,
                view.timestamp() + timeShift);
    }
}
