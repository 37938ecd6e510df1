package io.strowger.twiml;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A piece of what Say speaks (voice-twiml "Say"). Element names are SSML 1.1's. */
public sealed interface Ssml {
    /** Plain text; never empty, white space folded to single spaces. */
    record Text(String text) implements Ssml {}

    /** A silence: the time when given, else by strength. */
    record Break(Optional<String> strength, Optional<Duration> time) implements Ssml {}

    /** Stress. */
    record Emphasis(Optional<String> level, List<Ssml> content) implements Ssml {}

    /** Another language. */
    record Lang(String language, List<Ssml> content) implements Ssml {}

    /** A paragraph. */
    record Paragraph(List<Ssml> content) implements Ssml {}

    /** A pronunciation; the content is what engines without phonemes speak. */
    record Phoneme(Optional<String> alphabet, String ph, List<Ssml> content) implements Ssml {}

    /** Loudness, speed and height. */
    record Prosody(Optional<String> volume, Optional<String> rate, Optional<String> pitch, List<Ssml> content)
            implements Ssml {}

    /** A sentence. */
    record Sentence(List<Ssml> content) implements Ssml {}

    /** How to read the content: digits and characters are spelled. */
    record SayAs(Optional<String> interpretAs, Optional<String> format, List<Ssml> content) implements Ssml {}

    /** Something to say instead of the content. */
    record Sub(String alias, List<Ssml> content) implements Ssml {}

    /** A word with its part of speech. */
    record Word(Optional<String> role, List<Ssml> content) implements Ssml {}
}
