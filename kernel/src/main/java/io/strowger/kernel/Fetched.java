package io.strowger.kernel;

import java.net.URI;
import java.time.Duration;

/**
 * What came of a {@link Fetch}.
 *
 * @param answer the last exchange's
 * @param url of that last exchange: the base of relative URLs in the document; user info kept out, fragment kept out
 * @param attempts exchanges made, retries and redirects included; 0 when the URL itself was refused
 * @param elapsed from the start of the first
 */
public record Fetched(FetchAnswer answer, URI url, int attempts, Duration elapsed) {}
