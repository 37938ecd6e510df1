package io.strowger.twiml;

import java.util.List;
import java.util.Optional;

/**
 * A registered user (voice-twiml 3.2).
 *
 * @param identity without {@code client:}
 * @param url the screening document for the called side; empty for none
 * @param method default POST
 * @param status whom to tell of progress
 * @param parameters delivered to the client
 * @param at where it stands; never part of equality
 */
public record ClientNoun(
        String identity, Optional<String> url, HttpMethod method, StatusCallback status,
        List<Parameter> parameters, Position at) implements Noun {
    /** Copies the list. */
    public ClientNoun {
        parameters = List.copyOf(parameters);
    }

    @Override
    public String name() {
        return "Client";
    }
}
