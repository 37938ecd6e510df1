package io.strowger.media;

import io.strowger.media.rtp.RtpView;
import java.nio.ByteBuffer;

/** Room to work in, shared by all legs of one pacer: what makes a packet cost no allocation. */
final class Scratch {
    /** Longest datagram looked at whole. */
    static final int DATAGRAM = 2048;
    /** Longest payload taken: 100 ms. */
    static final int PAYLOAD = 800;

    final ByteBuffer in = ByteBuffer.allocateDirect(DATAGRAM);
    final RtpView view = new RtpView();
}
