package io.strowger.twiml;

import java.util.Optional;

/**
 * The head of a queue (voice-twiml 3.6).
 *
 * @param queue name
 * @param url document for the queued caller before joining
 * @param method default POST
 * @param reservationSid {@code WR...}
 * @param postWorkActivitySid {@code WA...}
 * @param at where it stands; never part of equality
 */
public record QueueNoun(
        String queue, Optional<String> url, HttpMethod method, Optional<String> reservationSid,
        Optional<String> postWorkActivitySid, Position at) implements Noun {
    @Override
    public String name() {
        return "Queue";
    }
}
