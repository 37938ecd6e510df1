package io.strowger.kernel;

import io.strowger.kernel.FetchRequest.Header;
import java.net.URI;
import java.util.List;

/**
 * The cookies of one call (voice-twiml section 6): what an application set comes back on later requests of the same
 * call to a matching host, and nowhere else. Owned by one call; the strand that fetches may differ from the call's, so
 * it is safe for any thread.
 */
public final class CookieJar {
    /** The {@code Cookie} header for a request to this URL; empty when nothing matches. */
    public synchronized List<Header> cookiesFor(URI url) {
        return List.of();
    }

    /** Keeps what the {@code Set-Cookie} headers of an answer from this URL say. */
    public synchronized void store(URI url, List<Header> answerHeaders) {
    }
}
