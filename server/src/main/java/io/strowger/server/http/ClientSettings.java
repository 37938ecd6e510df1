package io.strowger.server.http;

import javax.net.ssl.SSLContext;

/**
 * Settings of the outgoing client.
 *
 * @param allowPrivateUrls {@code --allow-private-urls}: URLs may lead to loopback and private networks
 * @param connectionsPerHost open connections to one scheme, host and port, 1 to 10,000; a request that finds none free
 *     waits as long as its connect timeout
 * @param connections open connections in all, 1 to 100,000
 * @param tls whose trust anchors count
 */
public record ClientSettings(boolean allowPrivateUrls, int connectionsPerHost, int connections, SSLContext tls) {
    /** Checks the ranges. */
    public ClientSettings {
        if (connectionsPerHost < 1 || connectionsPerHost > 10_000 || connections < 1 || connections > 100_000) {
            throw new IllegalArgumentException("connections per host 1 to 10,000, in all 1 to 100,000");
        }
    }
}
