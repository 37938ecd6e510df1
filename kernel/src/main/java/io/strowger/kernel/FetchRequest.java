package io.strowger.kernel;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * One HTTP request.
 *
 * @param method GET, POST or HEAD
 * @param url absolute, http or https, no fragment, no user info
 * @param headers in order, names as sent; Host and Content-Length are the client's
 * @param body may be empty
 * @param connectTimeout for one connection attempt, TLS handshake included
 * @param readTimeout to the first byte and between two
 * @param totalTimeout for the whole exchange
 * @param maxBytes longest acceptable body; more is {@link FetchTrouble#TOO_LARGE}
 * @param sendServerName whether TLS names the host (the {@code sni} override)
 */
public record FetchRequest(
        String method, URI url, List<Header> headers, byte[] body, Duration connectTimeout, Duration readTimeout,
        Duration totalTimeout, int maxBytes, boolean sendServerName) {

    /** Method and host: the query, the headers and the body may hold secrets. */
    @Override
    public String toString() {
        return "FetchRequest[" + method + " " + url.getScheme() + "://" + url.getRawAuthority() + "]";
    }

    /** A header field or form parameter: one name, one value. */
    public record Header(String name, String value) {}
}
