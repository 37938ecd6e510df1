package io.strowger.twiml;

/** How a URL of a document is requested. */
public enum HttpMethod implements WireValue {
    GET, POST;

    @Override
    public String wire() {
        return name();
    }
}
