package io.strowger.server.rest;

import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchRequest.Header;
import java.util.List;
import java.util.Optional;

/** The event bridge's address as HTTP sees it. Any thread. */
final class BridgeDoor {
    private static final String METHODS = "GET, POST, OPTIONS";
    private volatile Optional<EventBridge> bridge = Optional.empty();

    void open(EventBridge behind) {
        bridge = Optional.of(behind);
    }

    EventBridge behind() {
        return bridge.orElseThrow(() -> new ApiFailure(503, ErrorCode.STARTING, "The platform is starting",
                List.of(new Header("Retry-After", "1"))));
    }

    /** Answers what is no handshake, and what is one that was refused. */
    ApiReply answer(String method, String rawQuery, List<Header> headers, byte[] body) {
        return switch (method) {
            case "OPTIONS" -> new ApiReply.Empty(204, List.of(new Header("Allow", METHODS),
                    new Header("Access-Control-Allow-Methods", METHODS),
                    new Header("Access-Control-Allow-Headers", "Content-Type, If-Match, apiVersion, clientVersion"),
                    new Header("Access-Control-Max-Age", "3600")));
            case "POST" -> new ApiReply.Json(behind().answer(headers, body));
            case "GET" -> {
                behind().admit(RequestReader.fields(rawQuery, "the query")).gone();
                throw new ApiFailure(426, ErrorCode.METHOD_NOT_ALLOWED,
                        "GET is for WebSockets here: version 13, with Upgrade and Sec-WebSocket-Key",
                        List.of(new Header("Upgrade", "websocket"), new Header("Sec-WebSocket-Version", "13")));
            }
            default -> throw new ApiFailure(405, ErrorCode.METHOD_NOT_ALLOWED, "The resource " + EventBridge.PATH
                    + " has no method " + RequestReader.printable(method), List.of(new Header("Allow", METHODS)));
        };
    }
}
