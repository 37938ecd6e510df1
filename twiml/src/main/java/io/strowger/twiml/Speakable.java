package io.strowger.twiml;

import io.strowger.twiml.Say.Segment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Flattens SSML for engines that speak plain text only. */
final class Speakable {
    private Speakable() {}

    static String text(List<Ssml> content) {
        StringBuilder out = new StringBuilder();
        for (Segment segment : segments(content)) {
            if (segment instanceof Segment.Words words) {
                if (!out.isEmpty()) {
                    out.append(' ');
                }
                out.append(words.text());
            }
        }
        return out.toString();
    }

    static List<Segment> segments(List<Ssml> content) {
        Flattener flattener = new Flattener();
        flattener.add(content);
        return flattener.done();
    }

    private static final class Flattener {
        private final List<Segment> segments = new ArrayList<>();
        private final StringBuilder words = new StringBuilder();

        void add(List<Ssml> content) {
            for (Ssml piece : content) {
                add(piece);
            }
        }

        private void add(Ssml piece) {
            switch (piece) {
                case Ssml.Text(String text) -> words.append(text);
                case Ssml.Break rest -> silence(length(rest));
                case Ssml.Emphasis emphasis -> add(emphasis.content());
                case Ssml.Lang lang -> add(lang.content());
                case Ssml.Paragraph paragraph -> stop(paragraph.content());
                case Ssml.Phoneme phoneme -> add(phoneme.content());
                case Ssml.Prosody prosody -> add(prosody.content());
                case Ssml.Sentence sentence -> stop(sentence.content());
                case Ssml.SayAs as -> sayAs(as);
                case Ssml.Sub sub -> words.append(sub.alias());
                case Ssml.Word word -> add(word.content());
            }
        }

        /** A sentence or paragraph that does not end in a stop of its own gets one, so that the voice falls. */
        private void stop(List<Ssml> content) {
            int before = words.length();
            add(content);
            String said = words.toString().stripTrailing();
            if (said.length() > before && Character.isLetterOrDigit(said.charAt(said.length() - 1))) {
                words.setLength(said.length());
                words.append('.');
            }
            words.append(' ');
        }

        private void sayAs(Ssml.SayAs as) {
            switch (as.interpretAs().orElse("")) {
                case "characters", "spell-out" -> spell(Speakable.text(as.content()));
                case "digits", "telephone" -> spell(Speakable.text(as.content()).replaceAll("[^\\p{Alnum}+]", ""));
                default -> add(as.content());
            }
        }

        private void spell(String text) {
            text.codePoints().filter(c -> !Character.isWhitespace(c))
                    .forEach(c -> words.append(' ').appendCodePoint(c));
            words.append(' ');
        }

        private void silence(Duration length) {
            flush();
            if (length.isPositive()) {
                segments.add(new Segment.Silence(length));
            }
        }

        private void flush() {
            String text = words.toString().strip().replaceAll("\\s+", " ");
            words.setLength(0);
            if (!text.isEmpty()) {
                segments.add(new Segment.Words(text));
            }
        }

        List<Segment> done() {
            flush();
            return List.copyOf(segments);
        }

        /** Lengths of strengths: SSML 1.1 leaves them to the engine; these are near what cloud voices use. */
        private static Duration length(Ssml.Break rest) {
            if (rest.time().isPresent()) {
                return rest.time().get();
            }
            return Duration.ofMillis(switch (rest.strength().orElse("medium")) {
                case "none" -> 0;
                case "x-weak" -> 100;
                case "weak" -> 250;
                case "strong" -> 800;
                case "x-strong" -> 1200;
                default -> 500;
            });
        }
    }
}
