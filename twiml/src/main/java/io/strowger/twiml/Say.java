package io.strowger.twiml;

import java.util.List;
import java.util.Optional;

/**
 * Speaks a text (voice-twiml "Say").
 *
 * @param content what is spoken: text and SSML elements, in order
 * @param voice as written; empty for the default; judged by assets, not here
 * @param language BCP 47 as written; empty for the voice's own
 * @param loop times it is spoken, 1 to {@value #MAX_LOOP}; {@code loop="0"} is {@value #MAX_LOOP} (trap 12)
 * @param at where it stands; never part of equality
 */
public record Say(
        List<Ssml> content, Optional<String> voice, Optional<String> language, int loop, Position at)
        implements Prompt {
    /** Most repetitions of a Say or Play. */
    public static final int MAX_LOOP = 1000;
    /** Longest text, SSML elements flattened, in characters. */
    public static final int MAX_TEXT = 4096;

    /** Copies the content. */
    public Say {
        content = List.copyOf(content);
    }

    /** A text spoken once by the default voice. */
    public static Say of(String text) {
        return new Say(List.of(new Ssml.Text(text)), Optional.empty(), Optional.empty(), 1, Position.NONE);
    }

    @Override
    public String name() {
        return "Say";
    }

    /** The whole as plain text that any engine can speak: white space folded, breaks left out. */
    public String text() {
        return Speakable.text(content);
    }

    /** The same as alternating text and silences, for engines that know no SSML. */
    public List<Segment> segments() {
        return Speakable.segments(content);
    }

    /** A stretch of what is heard. */
    public sealed interface Segment {
        /** Words; never blank. */
        record Words(String text) implements Segment {}

        /** A {@code break}'s silence; longer than zero. */
        record Silence(java.time.Duration length) implements Segment {}
    }
}
