package io.strowger.twiml;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A SIP address (voice-twiml 3.3).
 *
 * @param uris where to call, at least one; several are tried by priority and weight
 * @param headers sent beside those of the URI
 * @param url the screening document for the called side; empty for none
 * @param method default POST
 * @param status whom to tell of progress
 * @param detection of answering machines
 * @param at where it stands; never part of equality
 */
public record SipNoun(
        List<Target> uris, List<Parameter> headers, Optional<String> url, HttpMethod method, StatusCallback status,
        MachineDetection detection, Position at) implements Noun {
    /** Copies the lists. */
    public SipNoun {
        uris = List.copyOf(uris);
        headers = List.copyOf(headers);
    }

    @Override
    public String name() {
        return "Sip";
    }

    /**
     * One address: the noun's text, or a SipUri child.
     *
     * @param uri {@code sip:} or {@code sips:}, with parameters and headers as written, trimmed
     * @param username answers a challenge
     * @param password answers a challenge; never printed
     * @param priority lower first; empty when not said
     * @param weight among equal priorities; empty when not said
     */
    public record Target(
            String uri, Optional<String> username, Optional<String> password, OptionalInt priority,
            OptionalInt weight) {
        @Override
        public String toString() {
            return "Target[" + uri + ", " + username + "]";
        }
    }
}
