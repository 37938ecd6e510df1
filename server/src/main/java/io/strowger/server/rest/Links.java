package io.strowger.server.rest;

/**
 * How absolute addresses in an answer begin.
 *
 * @param base scheme, host and port as the client reaches them, without a slash at the end
 */
public record Links(String base) {
    /** The absolute address of a path that starts with a slash. */
    public String to(String path) {
        return base + path;
    }
}
