package io.strowger.server.rest;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.http.HttpPrologue;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.websocket.WsConfig;
import io.helidon.webserver.websocket.WsConnection;
import io.helidon.webserver.websocket.WsUpgrader;
import io.helidon.websocket.WsCloseException;
import io.helidon.websocket.WsListener;
import io.helidon.websocket.WsSession;
import io.strowger.server.rest.EventBridge.Guest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Turns connections at the event bridge's address into WebSockets, with the library's frames. A handshake that is
 * refused goes on as a plain GET, whose answer says why. What breaks on a socket ends it, and is no request's failure.
 */
final class SocketUpgrader extends WsUpgrader {
    private final BridgeDoor door;

    SocketUpgrader(WsConfig config, BridgeDoor door) {
        super(config);
        this.door = door;
    }

    @Override
    public ServerConnection upgrade(ConnectionContext context, HttpPrologue prologue, WritableHeaders<?> headers) {
        boolean ours = prologue.method().text().equals("GET") && headers.contains(WS_KEY)
                && prologue.uriPath().rawPath().equals(EventBridge.PATH)
                && (!headers.contains(WS_VERSION) || headers.get(WS_VERSION).get().equals(SUPPORTED_VERSION));
        if (!ours) {
            return null;
        }
        Guest guest;
        String key = headers.get(WS_KEY).get();
        try {
            guest = door.behind().admit(RequestReader.fields(prologue.query().rawValue(), "the query"));
        } catch (ApiFailure refused) {
            return null; // the same question as a GET is answered with the reason
        }
        try {
            context.dataWriter().writeNow(BufferData.create(
                    (SWITCHING_PROTOCOL_PREFIX + hash(context, key) + SWITCHING_PROTOCOLS_SUFFIX)
                            .getBytes(StandardCharsets.US_ASCII)));
            Ears ears = new Ears(guest);
            WsConnection connection = WsConnection.create(
                    context, prologue, WritableHeaders.create(), key, ears);
            return new Held(connection, guest);
        } catch (RuntimeException broken) {
            guest.gone();
            throw broken;
        }
    }

    /** A connection whose end is told, whatever it is. */
    private record Held(WsConnection connection, Guest guest) implements ServerConnection {
        @Override
        public void handle(Limit limit) {
            try {
                connection.handle(limit);
            } catch (CloseConnectionException end) {
                if (end.getCause() instanceof WsCloseException) {
                    guest.offended();
                }
                throw end;
            } catch (RuntimeException broken) {
                throw new CloseConnectionException("the socket broke", broken);
            } finally {
                guest.gone();
            }
        }

        @Override
        public Duration idleTime() {
            return connection.idleTime();
        }

        @Override
        public void close(boolean interrupt) {
            connection.close(interrupt);
        }
    }

    /** Hears the client: pings are answered, all it may say besides is nothing. One writes at a time. */
    private static final class Ears implements WsListener {
        private final Guest guest;
        private final ReentrantLock writing = new ReentrantLock();
        private boolean closed;

        Ears(Guest guest) {
            this.guest = guest;
        }

        @Override
        public void onOpen(WsSession session) {
            guest.opened(new Mouth((WsConnection) session, this));
        }

        @Override
        public void onPing(WsSession session, BufferData payload) {
            write(() -> session.pong(payload));
        }

        /** The library answers the client's close after this: nobody else may write from now on. */
        @Override
        public void onClose(WsSession session, int status, String reason) {
            write(() -> closed = true);
        }

        private void write(Runnable frame) {
            try {
                writing.lockInterruptibly(); // cut() interrupts whoever waits behind a client that does not read
            } catch (InterruptedException cut) {
                Thread.currentThread().interrupt();
                throw new CloseConnectionException("the socket was cut", cut);
            }
            try {
                if (!closed) {
                    frame.run();
                }
            } finally {
                writing.unlock();
            }
        }
    }

    private record Mouth(WsConnection connection, Ears ears) implements EventBridge.Socket {
        @Override
        public void send(String text) {
            ears.write(() -> connection.send(text, true));
        }

        @Override
        public void ping() {
            ears.write(() -> connection.ping(BufferData.empty()));
        }

        @Override
        public void close(int code, String reason) {
            ears.write(() -> {
                connection.close(code, reason);
                ears.closed = true;
            });
        }

        @Override
        public void cut() {
            connection.close(true);
        }
    }
}
