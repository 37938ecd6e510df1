package io.strowger.call;

import io.strowger.twiml.Document;
import java.util.List;
import java.util.Optional;

/**
 * A document and where it came from.
 *
 * @param url the base of its relative URLs, and its own address for verbs without an action
 * @param method with which it was requested
 * @param secondary how many of the binding's URIs were used up to get it: 0 when it came from the URL asked for,
 *     1 for the first secondary...; a failure while it runs goes on from there
 * @param inline its text when it was given and not fetched: its own address then means it itself, run again
 */
record LoadedDocument(Document document, String url, String method, int secondary, Optional<String> inline) {
    /** What runs before the first document. */
    static final LoadedDocument NONE = new LoadedDocument(new Document(List.of(), List.of()), "", "POST", 0);

    LoadedDocument(Document document, String url, String method, int secondary) {
        this(document, url, method, secondary, Optional.empty());
    }

    /** The platform's own last words, after which nothing is tried any more. */
    boolean isApology() {
        return secondary == Integer.MAX_VALUE;
    }
}
