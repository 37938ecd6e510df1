package io.strowger.call;

import io.strowger.call.port.VoiceBinding;
import io.strowger.kernel.FetchRequest.Header;
import java.util.List;
import java.util.Optional;

/**
 * A request for the next document.
 *
 * @param url absolute, or relative to the running document; empty for the running document's own URL
 * @param method GET or POST
 * @param parameters added to the standard ones
 * @param document the document itself: nobody is asked for it
 */
record AppRequest(String url, String method, List<Header> parameters, Optional<String> document) {
    AppRequest(String url, String method, List<Header> parameters) {
        this(url, method, parameters, Optional.empty());
    }

    /** What a call begins with. */
    static AppRequest opening(VoiceBinding binding) {
        return of(binding.primary().url(), binding.primary().method());
    }

    static AppRequest inline(String document) {
        return new AppRequest("", "POST", List.of(), Optional.of(document));
    }

    static AppRequest of(String url, String method) {
        return new AppRequest(url, method, List.of());
    }
}
