package io.strowger.server.http;

import io.strowger.kernel.Deadline;
import io.strowger.kernel.World;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;

/** A server of one's own making on a loopback port: each connection runs the given script. */
final class WrongServer implements AutoCloseable {
    /** What a connection does. */
    interface Script {
        void run(Connection connection) throws IOException;
    }

    private final World world;
    private final ServerSocket listener;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    /** Heads of the requests read. */
    final List<String> requests = new CopyOnWriteArrayList<>();

    WrongServer(World world, Script script) throws IOException {
        this(world, ServerSocketFactory.getDefault(), script);
    }

    WrongServer(World world, ServerSocketFactory sockets, Script script) throws IOException {
        this.world = world;
        listener = sockets.createServerSocket();
        listener.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 50);
        world.timeline().spawn("listener", () -> accept(script));
    }

    int port() {
        return listener.getLocalPort();
    }

    int connections() {
        return open.size();
    }

    private void accept(Script script) {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                world.timeline().spawn("connection", () -> {
                    try (socket) {
                        script.run(new Connection(socket));
                    } catch (IOException gone) {
                        requests.add("gone"); // the client hung up: many scripts end so
                    }
                });
            } catch (IOException closed) {
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    /** One accepted connection. */
    final class Connection {
        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            in = socket.getInputStream();
            out = socket.getOutputStream();
        }

        /** Reads one request, its body included, and keeps its text; empty at the end. */
        String request() throws IOException {
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                int c = in.read();
                if (c < 0) {
                    return "";
                }
                head.append((char) c);
            }
            int at = head.indexOf("Content-Length: ");
            int length = at < 0 ? 0 : Integer.parseInt(head.substring(at + 16, head.indexOf("\r\n", at)));
            head.append(new String(in.readNBytes(length), StandardCharsets.ISO_8859_1));
            requests.add(head.toString());
            return head.toString();
        }

        Connection send(String text) throws IOException {
            return send(text.getBytes(StandardCharsets.ISO_8859_1));
        }

        Connection send(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
            return this;
        }

        /** Sends the text again and again until the client hangs up. */
        void sendForever(String text) throws IOException {
            byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
            while (true) {
                send(bytes);
            }
        }

        /** Sends the text again and again, with a pause, until the client hangs up. */
        void drip(String text, Duration pause) throws IOException {
            while (true) {
                send(text);
                world.timeline().inbox(1).await(Deadline.after(world.timeline(), pause));
            }
        }

        /** Stays silent until the client hangs up. */
        void hold() throws IOException {
            in.transferTo(OutputStream.nullOutputStream());
        }

        Socket socket() {
            return socket;
        }

        void reset() throws IOException {
            socket.setSoLinger(true, 0);
            socket.close();
        }
    }
}
