package io.strowger.server.rest;

import com.fasterxml.jackson.databind.JsonNode;
import io.strowger.kernel.FetchRequest.Header;
import java.util.List;
import java.util.Optional;

/**
 * A request as it came, taken apart: no library type behind this line.
 *
 * @param method as sent
 * @param path decoded, starting with a slash, {@code .json} still on it
 * @param segments the path's parts, decoded, {@code .json} cut off the last
 * @param json whether the path ended in {@code .json}
 * @param query decoded, in order
 * @param headers in order
 * @param form the body's fields, decoded, in order; a JSON object's members likewise
 * @param body the body when it was JSON
 * @param links how addresses in the answer begin
 * @param peer address of whoever opened the connection, without a port: a proxy's when one stands in front
 */
record ApiRequest(
        String method, String path, List<String> segments, boolean json, List<Header> query, List<Header> headers,
        List<Header> form, Optional<JsonNode> body, Links links,
        String peer) {
    /** True for GET and HEAD, which answer alike but for the body. */
    boolean reads() {
        return method.equals("GET") || method.equals("HEAD");
    }

    Optional<String> header(String name) {
        return headers.stream().filter(h -> h.name().equalsIgnoreCase(name)).map(Header::value).findFirst();
    }
}
