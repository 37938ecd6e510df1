package io.strowger.twiml;

import java.util.Optional;

/**
 * Transfers the call to elsewhere (voice-twiml "Refer"). Parsed; running it is error 13750 until it is built.
 *
 * @param action requested at the end; empty for the next verb
 * @param method default POST
 * @param target SIP URI as written, from a Sip or ReferSip noun
 * @param at where it stands; never part of equality
 */
public record Refer(Optional<String> action, HttpMethod method, String target, Position at) implements Verb {
    @Override
    public String name() {
        return "Refer";
    }
}
