package io.strowger.twiml;

/** How a URL of a document is requested. */
public enum HttpMethod {
    GET, POST
}
