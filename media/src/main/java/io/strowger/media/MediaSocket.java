package io.strowger.media;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * One UDP socket of a leg, never blocking. After {@link #fix} reading and writing allocate nothing and the kernel
 * drops datagrams of other sources. Owned by one pacer. A faster backend than NIO would be another class of this shape.
 */
interface MediaSocket extends AutoCloseable {
    /**
     * Reads one datagram into the buffer from its position on; longer ones are cut.
     *
     * @return false when none waits
     */
    boolean read(ByteBuffer into);

    /** Sender of the last datagram read; the fixed source once there is one. */
    InetSocketAddress source();

    /** Sends what is between position and limit to the target; false when it could not be sent now. */
    boolean write(ByteBuffer from);

    /** Where {@link #write} sends while the source is not fixed. */
    void aim(InetSocketAddress target);

    /** Takes and sends datagrams from and to this address only; false when the machine has no way there. */
    boolean fix(InetSocketAddress source);

    /** Takes datagrams from anywhere again. */
    void release();

    /** Closes it; more than once does nothing. */
    @Override
    void close();
}
