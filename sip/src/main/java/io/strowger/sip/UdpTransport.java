package io.strowger.sip;

import io.strowger.kernel.World;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SelectionKey;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/** Datagrams (RFC 3261 18). Read by one loop; any thread may send. */
final class UdpTransport implements SipTransport {
    private static final System.Logger LOG = System.getLogger(UdpTransport.class.getName());
    private static final int BATCH = 256;

    /** Takes what was read: message, source, time of reading. */
    interface Sink {
        void take(SipMessage message, Flow source, long nanos);
    }

    private final DatagramChannel channel;
    private final World world;
    private final Sink sink;
    private final SipMetrics metrics;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(65_536);
    private final byte[] copy = new byte[65_536];

    UdpTransport(DatagramChannel channel, World world, Sink sink, SipMetrics metrics) {
        this.channel = channel;
        this.world = world;
        this.sink = sink;
        this.metrics = metrics;
    }

    static DatagramChannel bind(InetSocketAddress address) throws IOException {
        DatagramChannel channel = DatagramChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, 4 << 20);
            channel.setOption(StandardSocketOptions.SO_SNDBUF, 2 << 20);
            channel.bind(address);
            return channel;
        } catch (IOException failed) {
            channel.close();
            throw failed;
        }
    }

    void register(SipLoop loop) throws IOException {
        Consumer<SelectionKey> reader = key -> read();
        channel.register(loop.selector(), SelectionKey.OP_READ, reader);
    }

    private void read() {
        long now = world.timeline().nanos();
        for (int i = 0; i < BATCH; i++) {
            buffer.clear();
            InetSocketAddress from;
            try {
                from = (InetSocketAddress) channel.receive(buffer);
            } catch (IOException broken) {
                metrics.dropped("receive-failed");
                LOG.log(System.Logger.Level.DEBUG, "receiving a datagram failed", broken);
                return;
            }
            if (from == null) {
                return;
            }
            buffer.flip();
            int length = buffer.remaining();
            buffer.get(copy, 0, length);
            if (from.getPort() == 0) {
                metrics.dropped("port-zero"); // nothing could ever be sent back
            } else {
                datagram(length, Flow.to(Transport.UDP, from), now);
            }
        }
    }

    private void datagram(int length, Flow source, long now) {
        if (blank(length)) {
            return; // keep-alive of CRLFs
        }
        Optional<SipMessage> message = SipParser.datagram(Arrays.copyOf(copy, length));
        if (message.isEmpty()) {
            metrics.dropped("garbage");
            return;
        }
        sink.take(message.get(), source, now);
    }

    private boolean blank(int length) {
        for (int i = 0; i < length; i++) {
            if (!Chars.space(copy[i]) && copy[i] != 0) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void send(byte[] message, Flow to, Runnable failed) {
        try {
            if (channel.send(ByteBuffer.wrap(message), to.remote()) == 0) {
                metrics.dropped("send-buffer-full"); // the transaction's timers send it again
            }
        } catch (IOException | RuntimeException broken) {
            LOG.log(System.Logger.Level.DEBUG, () -> "a datagram to " + to.remote() + " could not be sent", broken);
            failed.run();
        }
    }

    @Override
    public int port() {
        try {
            return ((InetSocketAddress) channel.getLocalAddress()).getPort();
        } catch (IOException closed) {
            throw new IllegalStateException("the UDP socket is closed", closed);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException broken) {
            LOG.log(System.Logger.Level.DEBUG, "closing the UDP socket failed", broken);
        }
    }
}
