package io.strowger.twiml;

/** Whom a Dial calls (voice-twiml section 3). */
public sealed interface Noun permits NumberNoun, ClientNoun, SipNoun, ConferenceNoun, QueueNoun, UnsupportedNoun {
    /** The element's name as written, for instance {@code Number}. */
    String name();

    /** Where the element stands; never part of equality. */
    Position at();
}
