package io.strowger.server.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.kernel.FetchRequest.Header;
import java.nio.file.Path;
import java.util.List;

/** An answer, before it meets the library that sends it. */
public sealed interface ApiReply {
    /** The HTTP status. */
    int status();

    /** Headers besides those of the body. */
    List<Header> headers();

    /** A JSON object. */
    record Json(int status, ObjectNode body, List<Header> headers) implements ApiReply {
        /** A good one. */
        public Json(ObjectNode body) {
            this(200, body, List.of());
        }
    }

    /** A body as it goes out. */
    record Raw(int status, String contentType, byte[] body, List<Header> headers) implements ApiReply {}

    /** No body. */
    record Empty(int status, List<Header> headers) implements ApiReply {}

    /**
     * A part of a file.
     *
     * @param from first byte sent
     * @param length bytes sent; 0 of an empty file
     */
    record Bytes(int status, String contentType, Path file, long from, long length, List<Header> headers)
            implements ApiReply {}
}
