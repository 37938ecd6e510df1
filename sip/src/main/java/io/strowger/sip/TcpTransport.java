package io.strowger.sip;

import io.strowger.kernel.World;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Connections (RFC 3261 18): accepted ones, and ones of our own that are opened when a message needs them and used
 * again for the same address. Owned by one loop; {@link #send} may come from any thread.
 */
final class TcpTransport implements SipTransport {
    private static final System.Logger LOG = System.getLogger(TcpTransport.class.getName());
    private static final long SWEEP_NANOS = 10_000_000_000L;
    /** A message that has begun must end within this (limit {@code sip.message.time}). */
    private static final long PARTIAL_NANOS = 30_000_000_000L;

    private final ServerSocketChannel server;
    private final World world;
    private final SipLoop loop;
    private final SipConfig config;
    private final UdpTransport.Sink sink;
    private final SipMetrics metrics;
    private final Map<Long, TcpConnection> connections = new HashMap<>();
    private final Map<InetSocketAddress, TcpConnection> byRemote = new HashMap<>();
    private final byte[] scratch = new byte[16_384];
    private long lastId;
    private boolean sweeping;

    TcpTransport(ServerSocketChannel server, World world, SipLoop loop, SipConfig config, UdpTransport.Sink sink,
            SipMetrics metrics) {
        this.server = server;
        this.world = world;
        this.loop = loop;
        this.config = config;
        this.sink = sink;
        this.metrics = metrics;
    }

    static ServerSocketChannel bind(InetSocketAddress address) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(address, 1024);
            return channel;
        } catch (IOException failed) {
            channel.close();
            throw failed;
        }
    }

    void register() throws IOException {
        Consumer<SelectionKey> acceptor = key -> accept();
        server.register(loop.selector(), SelectionKey.OP_ACCEPT, acceptor);
    }

    private void accept() {
        try {
            for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
                if (connections.size() >= config.maxConnections()) {
                    metrics.dropped("too-many-connections");
                    channel.close();
                    continue;
                }
                open(channel, (InetSocketAddress) channel.getRemoteAddress(), true);
            }
        } catch (IOException broken) {
            LOG.log(System.Logger.Level.WARNING, "accepting a SIP connection failed", broken);
        }
    }

    private TcpConnection open(SocketChannel channel, InetSocketAddress remote, boolean connected) throws IOException {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        TcpConnection connection = new TcpConnection(
                ++lastId, channel, remote, world.timeline().nanos(), metrics, this::forget);
        Consumer<SelectionKey> worker = key -> ready(connection, key);
        connection.attach(channel.register(
                loop.selector(), connected ? SelectionKey.OP_READ : SelectionKey.OP_CONNECT, worker));
        connections.put(connection.id(), connection);
        byRemote.put(remote, connection);
        metrics.connections.increment();
        sweepLater();
        return connection;
    }

    private void ready(TcpConnection connection, SelectionKey key) {
        try {
            if (key.isValid() && key.isConnectable()) {
                connection.connected();
            }
            if (key.isValid() && key.isReadable()) {
                read(connection);
            }
            if (key.isValid() && key.isWritable()) {
                connection.flush();
            }
        } catch (IOException broken) {
            LOG.log(System.Logger.Level.DEBUG, () -> "connection with " + connection.remote() + " broke", broken);
            connection.close();
        }
    }

    private void read(TcpConnection connection) throws IOException {
        int length = connection.read(ByteBuffer.wrap(scratch));
        if (length < 0) {
            connection.close();
            return;
        }
        long now = world.timeline().nanos();
        connection.active(now);
        connection.framer().append(scratch, length);
        Flow flow = new Flow(Transport.TCP, connection.remote(), connection.id());
        while (connection.open()) {
            switch (connection.framer().next()) {
                case StreamFramer.Step.More() -> {
                    return;
                }
                case StreamFramer.Step.Ping() -> connection.write(new byte[] {'\r', '\n'}, () -> { });
                case StreamFramer.Step.Whole(byte[] bytes) -> whole(connection, bytes, flow, now);
                case StreamFramer.Step.Broken(MessageFault fault, byte[] head) -> broken(connection, fault, head, flow);
            }
        }
    }

    private void whole(TcpConnection connection, byte[] bytes, Flow flow, long now) {
        Optional<SipMessage> message = SipParser.datagram(bytes);
        if (message.isEmpty()) {
            metrics.dropped("tcp-garbage");
            connection.close();
        } else {
            sink.take(message.get(), flow, now);
        }
    }

    /** Answers what cannot be followed when it can be answered, then closes. */
    private void broken(TcpConnection connection, MessageFault fault, byte[] head, Flow flow) {
        metrics.dropped("tcp-" + fault.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-'));
        byte[] part = head.length > SipParser.MAX_MESSAGE_BYTES
                ? java.util.Arrays.copyOf(head, SipParser.MAX_MESSAGE_BYTES) : head;
        if (SipParser.datagram(part).orElse(null) instanceof SipRequest request
                && RequestCheck.answerable(request) && !request.is("ACK")) {
            metrics.malformed(fault);
            connection.write(SipMessages.response(request, flow, fault.status(), fault.reason(), "broken",
                    List.of(new SipField("Server", config.userAgent())), ""), () -> { });
        }
        connection.closeWhenWritten();
    }

    @Override
    public void send(byte[] message, Flow to, Runnable failed) {
        loop.execute(() -> sendHere(message, to, failed));
    }

    private void sendHere(byte[] message, Flow to, Runnable failed) {
        TcpConnection connection = to.connection() == 0 ? null : connections.get(to.connection());
        if (connection == null) {
            connection = byRemote.get(to.remote());
        }
        if (connection == null) {
            connection = connect(to.remote());
        }
        if (connection == null) {
            failed.run();
            return;
        }
        connection.active(world.timeline().nanos());
        connection.write(message, failed);
    }

    /** A new connection to the address; null only within this class, when it cannot even begin. */
    private TcpConnection connect(InetSocketAddress remote) {
        if (connections.size() >= config.maxConnections()) {
            metrics.dropped("too-many-connections");
            return null;
        }
        SocketChannel channel = null;
        try {
            channel = SocketChannel.open();
            channel.configureBlocking(false);
            return open(channel, remote, channel.connect(remote));
        } catch (IOException | RuntimeException refused) {
            LOG.log(System.Logger.Level.DEBUG, () -> "no connection to " + remote, refused);
            discard(channel);
            return null;
        }
    }

    private static void discard(SocketChannel channel) {
        try {
            if (channel != null) {
                channel.close();
            }
        } catch (IOException broken) {
            LOG.log(System.Logger.Level.DEBUG, "closing a connection that never was failed", broken);
        }
    }

    private void forget(TcpConnection connection) {
        if (connections.remove(connection.id(), connection)) {
            byRemote.remove(connection.remote(), connection);
            metrics.connections.decrement();
        }
    }

    private void sweepLater() {
        if (!sweeping) {
            sweeping = true;
            loop.core().timers().after(SWEEP_NANOS, this::sweep);
        }
    }

    private void sweep() {
        sweeping = false;
        long now = world.timeline().nanos();
        for (TcpConnection connection : List.copyOf(connections.values())) {
            long idle = now - connection.lastActive();
            long limit = connection.framer().partial() ? PARTIAL_NANOS : config.tcpIdle().toNanos();
            if (idle > limit) {
                connection.close();
            }
        }
        if (!connections.isEmpty()) {
            sweepLater();
        }
    }

    @Override
    public int port() {
        return server.socket().getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException broken) {
            LOG.log(System.Logger.Level.DEBUG, "closing the TCP listener failed", broken);
        }
        List.copyOf(connections.values()).forEach(TcpConnection::close);
    }
}
