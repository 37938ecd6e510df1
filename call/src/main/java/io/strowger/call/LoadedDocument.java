package io.strowger.call;

import io.strowger.twiml.Document;

/**
 * A document and where it came from.
 *
 * @param url the base of its relative URLs, and its own address for verbs without an action
 * @param method with which it was requested
 * @param secondary how many of the binding's URIs were used up to get it: 0 when it came from the URL asked for,
 *     1 for the first secondary...; a failure while it runs goes on from there
 */
record LoadedDocument(Document document, String url, String method, int secondary) {
    /** The platform's own last words, after which nothing is tried any more. */
    boolean isApology() {
        return secondary == Integer.MAX_VALUE;
    }
}
