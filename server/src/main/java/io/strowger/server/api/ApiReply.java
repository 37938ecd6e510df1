package io.strowger.server.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.kernel.FetchRequest.Header;
import java.nio.file.Path;
import java.util.List;

/** An answer, before it meets the library that sends it. */
sealed interface ApiReply {
    /** The HTTP status. */
    int status();

    /** A JSON object. */
    record Json(int status, ObjectNode body, List<Header> headers) implements ApiReply {
        Json(ObjectNode body) {
            this(200, body, List.of());
        }
    }

    /** Text of some kind. */
    record Text(int status, String contentType, String body) implements ApiReply {}

    /**
     * A part of a file.
     *
     * @param from first byte sent
     * @param length bytes sent; 0 of an empty file
     */
    record Bytes(int status, String contentType, Path file, long from, long length, List<Header> headers)
            implements ApiReply {}
}
