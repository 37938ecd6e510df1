package io.strowger.kernel;

import io.strowger.kernel.FetchRequest.Header;
import java.util.List;

/**
 * One logical request to a customer's server, before redirects and retries.
 *
 * @param method GET or POST
 * @param url as configured: may carry user info (sent as Basic, or Digest on a 401) and a fragment with connection
 *     overrides (voice-twiml section 6); neither reaches the server
 * @param parameters form fields: appended to the query string of a GET, the body of a POST
 * @param signer signs each hop's exact URL
 * @param cookies the call's jar; an empty throw-away jar where none is kept
 * @param idempotencyToken the same on every retry of this request
 * @param maxBytes longest acceptable body
 */
public record Fetch(
        String method, String url, List<Header> parameters, RequestSigner signer, CookieJar cookies,
        String idempotencyToken, int maxBytes) {

    /** True for a text that can be fetched: an absolute http or https URL with a good host. */
    public static boolean isUrl(String text) {
        return WebUrl.parse(text).isPresent();
    }

    /** The method alone: the URL may hold a password, the parameters anything. */
    @Override
    public String toString() {
        return "Fetch[" + method + "]";
    }
}
