package io.strowger.sip;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** One TCP connection: framing of what comes, a bounded queue of what goes. Owned by its transport's loop. */
final class TcpConnection {
    private static final System.Logger LOG = System.getLogger(TcpConnection.class.getName());
    /** Bytes that may wait for a slow reader (limit {@code sip.connection.queue}). */
    private static final int MAX_QUEUED = 1 << 20;

    private final long id;
    private final SocketChannel channel;
    private final InetSocketAddress remote;
    private final SipMetrics metrics;
    private final Consumer<TcpConnection> closed;
    private final StreamFramer framer = new StreamFramer();
    private final ArrayDeque<Outgoing> queue = new ArrayDeque<>();
    private Optional<SelectionKey> key = Optional.empty();
    private long lastActive;
    private int queued;
    private boolean connected;
    private boolean open = true;
    private boolean closing;

    private record Outgoing(ByteBuffer bytes, Runnable failed) {}

    TcpConnection(long id, SocketChannel channel, InetSocketAddress remote, long now, SipMetrics metrics,
            Consumer<TcpConnection> closed) {
        this.id = id;
        this.channel = channel;
        this.remote = remote;
        this.lastActive = now;
        this.metrics = metrics;
        this.closed = closed;
        this.connected = channel.isConnected();
    }

    void attach(SelectionKey registered) {
        key = Optional.of(registered);
    }

    void connected() throws IOException {
        channel.finishConnect();
        connected = true;
        flush();
    }

    int read(ByteBuffer into) throws IOException {
        return channel.read(into);
    }

    /** Sends or queues; what cannot go any more runs {@code failed}. */
    void write(byte[] message, Runnable failed) {
        if (!open || closing || queued + message.length > MAX_QUEUED) {
            metrics.dropped("connection-full");
            failed.run();
            return;
        }
        queue.addLast(new Outgoing(ByteBuffer.wrap(message), failed));
        queued += message.length;
        if (connected) {
            try {
                flush();
            } catch (IOException broken) {
                LOG.log(System.Logger.Level.DEBUG, () -> "writing to " + remote + " failed", broken);
                close();
            }
        }
    }

    void flush() throws IOException {
        while (!queue.isEmpty()) {
            ByteBuffer bytes = queue.getFirst().bytes;
            int before = bytes.remaining();
            channel.write(bytes);
            queued -= before - bytes.remaining();
            if (bytes.hasRemaining()) {
                interest(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
                return;
            }
            queue.removeFirst();
        }
        interest(SelectionKey.OP_READ);
        if (closing) {
            close();
        }
    }

    /** Closes once everything queued has left; what arrives meanwhile is not read. */
    void closeWhenWritten() {
        closing = true;
        if (queue.isEmpty()) {
            close();
        } else {
            open = false;
        }
    }

    void close() {
        open = false;
        closing = true;
        try {
            channel.close();
        } catch (IOException broken) {
            LOG.log(System.Logger.Level.DEBUG, () -> "closing the connection with " + remote + " failed", broken);
        }
        closed.accept(this);
        List<Outgoing> unsent = List.copyOf(queue);
        queue.clear();
        unsent.forEach(o -> o.failed.run());
    }

    private void interest(int operations) {
        key.filter(SelectionKey::isValid).ifPresent(k -> k.interestOps(operations));
    }

    long id() {
        return id;
    }

    InetSocketAddress remote() {
        return remote;
    }

    StreamFramer framer() {
        return framer;
    }

    boolean open() {
        return open;
    }

    long lastActive() {
        return lastActive;
    }

    void active(long now) {
        lastActive = now;
    }
}
