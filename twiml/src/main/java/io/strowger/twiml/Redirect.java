package io.strowger.twiml;

import java.util.Optional;

/**
 * Goes on with another document (voice-twiml "Redirect").
 *
 * @param url as written; empty for the current document's
 * @param method default POST
 * @param at where it stands; never part of equality
 */
public record Redirect(Optional<String> url, HttpMethod method, Position at) implements Verb {
    @Override
    public String name() {
        return "Redirect";
    }
}
