package io.strowger.server.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.kernel.FetchRequest.Header;
import java.util.List;

/**
 * The one address at which programs of people who work ask, by POST, and listen, by WebSocket (work-distribution-api
 * section 8). Its callers show an access token, in the body or the query, in place of credentials. Any thread may call
 * it.
 */
public interface EventBridge {
    /** The address. */
    String PATH = "/v1/wschannels";

    /** Longest message that a socket takes, in bytes; a longer one ends it (limit {@code work-socket-message}). */
    int LONGEST_MESSAGE = 4096;

    /**
     * Answers a POST.
     *
     * @param headers as sent
     * @param body as sent, whatever its content type says
     * @throws ApiFailure when it is refused
     */
    ObjectNode answer(List<Header> headers, byte[] body);

    /**
     * Judges a socket before its handshake is answered. Whoever is let in is told {@link Guest#gone} in the end.
     *
     * @param query decoded
     * @throws ApiFailure when it is not let in
     */
    Guest admit(List<Header> query);

    /** A client that has been let in. Called by the connection's own strand. */
    interface Guest {
        /** The handshake is done. */
        void opened(Socket socket);

        /** The client sent what it may not: the socket ends. */
        void offended();

        /** There is no connection any more, or never was one. */
        void gone();
    }

    /** A WebSocket (RFC 6455), as its guest sees it. Sends block while the client reads slowly. */
    interface Socket {
        /** Sends a text frame. */
        void send(String text);

        /** Sends a ping, which a client answers by itself. */
        void ping();

        /** Begins to close: the client answers, then the connection ends. */
        void close(int code, String reason);

        /** Ends the connection at once, and wakes whoever is blocked in it. Any thread may call it. */
        void cut();
    }
}
