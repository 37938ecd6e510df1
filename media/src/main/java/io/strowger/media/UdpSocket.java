package io.strowger.media;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.util.concurrent.atomic.LongAdder;

/** A socket of the machine by NIO. */
final class UdpSocket implements MediaSocket {
    private static final int EXPEDITED = 0xB8;
    private static final int BUFFER = 65_536;

    private final DatagramChannel channel;
    private final LongAdder refused;
    private InetSocketAddress source;
    private InetSocketAddress target;
    private boolean aimed;
    private boolean fixed;

    private UdpSocket(DatagramChannel channel, InetSocketAddress local, LongAdder refused) {
        this.channel = channel;
        this.refused = refused;
        this.source = local;
        this.target = local;
    }

    /** Binds a socket. */
    static UdpSocket bind(InetSocketAddress local, LongAdder refused) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, BUFFER);
            channel.setOption(StandardSocketOptions.IP_TOS, EXPEDITED);
            channel.bind(local);
            return new UdpSocket(channel, local, refused);
        } catch (IOException | RuntimeException taken) {
            channel.close();
            throw taken;
        }
    }

    @Override
    public boolean read(ByteBuffer into) {
        try {
            if (fixed) {
                int before = into.position();
                channel.read(into);
                return into.position() > before;
            }
            InetSocketAddress from = (InetSocketAddress) channel.receive(into);
            if (from != null) {
                source = from;
                return true;
            }
            return false;
        } catch (IOException gone) {
            refused.increment(); // ICMP told that nobody listens there; the far side may yet open its port
            return false;
        }
    }

    @Override
    public InetSocketAddress source() {
        return source;
    }

    @Override
    public boolean write(ByteBuffer from) {
        try {
            if (fixed) {
                return channel.write(from) > 0;
            }
            return aimed && channel.send(from, target) > 0;
        } catch (IOException gone) {
            refused.increment();
            return false;
        }
    }

    @Override
    public void aim(InetSocketAddress to) {
        target = to;
        aimed = !to.getAddress().isAnyLocalAddress();
    }

    @Override
    public boolean fix(InetSocketAddress from) {
        release();
        try {
            channel.connect(from);
            source = from;
            fixed = true;
        } catch (IOException unreachable) {
            refused.increment();
        }
        return fixed;
    }

    @Override
    public void release() {
        if (fixed) {
            try {
                channel.disconnect();
            } catch (IOException broken) {
                throw new UncheckedIOException("a socket could not be released from its source", broken);
            }
            fixed = false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException broken) {
            throw new UncheckedIOException("a media socket could not be closed", broken);
        }
    }
}
