package io.strowger.server.rest;

import io.strowger.kernel.HostPort;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Settings of the HTTP server.
 *
 * @param listen where it listens; port 0 takes any free one
 * @param publicUrl how others reach it, without a slash at the end, for links in answers; empty for the address bound
 * @param connections most connections at once, 1 to 100,000; more wait in the system's queue
 * @param maxBodyBytes longest request body, 1 KiB to 16 MiB; more is answered 413
 * @param requestsPerAccount most requests of one account at once; more are answered 429
 * @param tls serves HTTPS in place of HTTP when there
 */
public record ApiSettings(
        HostPort listen, Optional<String> publicUrl, int connections, int maxBodyBytes, int requestsPerAccount,
        Optional<SSLContext> tls) {
    /** Checks the ranges. */
    public ApiSettings {
        if (connections < 1 || connections > 100_000 || maxBodyBytes < 1024 || maxBodyBytes > 16 << 20) {
            throw new IllegalArgumentException("connections 1 to 100,000, body 1 KiB to 16 MiB");
        }
    }

    /** The defaults of {@code docs/http-api.md} at this address. */
    public static ApiSettings at(HostPort listen) {
        return new ApiSettings(listen, Optional.empty(), 4096, 4 << 20, 256, Optional.empty());
    }
}
