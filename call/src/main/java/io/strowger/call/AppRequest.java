package io.strowger.call;

import io.strowger.kernel.FetchRequest.Header;
import java.util.List;

/**
 * A request for the next document.
 *
 * @param url absolute, or relative to the running document; empty for the running document's own URL
 * @param method GET or POST
 * @param parameters added to the standard ones
 */
record AppRequest(String url, String method, List<Header> parameters) {
    static AppRequest of(String url, String method) {
        return new AppRequest(url, method, List.of());
    }
}
