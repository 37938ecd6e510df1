package io.strowger.server.api;

import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchRequest.Header;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * A request as the resources see it: no library type behind this line. Owned by the strand that serves it.
 */
final class ApiRequest {
    private final String method;
    private final String path;
    private final List<Header> query;
    private final List<Header> headers;
    private final Set<String> read = new TreeSet<>();

    /**
     * @param path percent-decoded, starting with a slash
     * @param query decoded, in order
     */
    ApiRequest(String method, String path, List<Header> query, List<Header> headers) {
        this.method = method;
        this.path = path;
        this.query = query;
        this.headers = headers;
    }

    String method() {
        return method;
    }

    String path() {
        return path;
    }

    /** True for GET and HEAD, which answer alike but for the body. */
    boolean reads() {
        return method.equals("GET") || method.equals("HEAD");
    }

    /** The path's parts behind the first slash. */
    List<String> segments() {
        return List.of(path.substring(1).split("/", -1));
    }

    Optional<String> header(String name) {
        return headers.stream().filter(h -> h.name().equalsIgnoreCase(name)).map(Header::value).findFirst();
    }

    /** A query parameter's first value; the parameter counts as understood from now on. */
    Optional<String> parameter(String name) {
        read.add(name);
        return query.stream().filter(p -> p.name().equals(name)).map(Header::value).findFirst();
    }

    /** A whole number from the query. */
    int number(String name, int fallback, int min, int max) {
        String value = parameter(name).orElse(Integer.toString(fallback));
        if (!value.matches("[0-9]{1,9}") || Integer.parseInt(value) < min || Integer.parseInt(value) > max) {
            throw new ApiFailure(400, ErrorCode.PARAMETER_INVALID,
                    "The parameter " + name + " is not a number from " + min + " to " + max + ".");
        }
        return Integer.parseInt(value);
    }

    /** Parameters that nobody asked for, sorted, for the header Strowger-Ignored-Parameters (rulings part 1). */
    List<String> ignored() {
        return query.stream().map(Header::name).filter(name -> !read.contains(name)).distinct().sorted().toList();
    }
}
