package io.strowger.twiml;

import io.strowger.kernel.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The content of Say. White space is folded; an element that SSML does not have is passed through to its content. */
final class SsmlReader {
    private static final Pattern TIME = Pattern.compile("([0-9]{1,6}(?:\\.[0-9]{1,3})?)(ms|s)");
    /** Longest break of the cloud engines. */
    private static final Duration MAX_BREAK = Duration.ofSeconds(10);

    private final List<Warning> warnings;

    SsmlReader(List<Warning> warnings) {
        this.warnings = warnings;
    }

    List<Ssml> read(Element say) {
        List<Ssml> content = content(say);
        trim(content);
        return content;
    }

    private List<Ssml> content(Element element) {
        List<Ssml> content = new ArrayList<>();
        for (Node node : element.children()) {
            switch (node) {
                case Node.Text(String value) -> text(content, value);
                case Element child -> element(content, child);
            }
        }
        return content;
    }

    private void element(List<Ssml> content, Element element) {
        Attributes attributes = new Attributes(element, warnings);
        switch (element.name()) {
            case "break" -> content.add(new Ssml.Break(attributes.text("strength"), time(attributes)));
            case "emphasis" -> content.add(new Ssml.Emphasis(attributes.text("level"), content(element)));
            case "lang" -> content.add(new Ssml.Lang(attributes.text("xml:lang").orElse(""), content(element)));
            case "p" -> content.add(new Ssml.Paragraph(content(element)));
            case "phoneme" -> content.add(new Ssml.Phoneme(
                    attributes.text("alphabet"), attributes.text("ph").orElse(""), content(element)));
            case "prosody" -> content.add(new Ssml.Prosody(attributes.text("volume"), attributes.text("rate"),
                    attributes.text("pitch"), content(element)));
            case "s" -> content.add(new Ssml.Sentence(content(element)));
            case "say-as" -> content.add(new Ssml.SayAs(
                    attributes.text("interpret-as"), attributes.text("format"), content(element)));
            case "sub" -> content.add(new Ssml.Sub(attributes.text("alias").orElse(""), content(element)));
            case "w" -> content.add(new Ssml.Word(attributes.text("role"), content(element)));
            default -> {
                warnings.add(new Warning(ErrorCode.SCHEMA_WARNING, element.at() + ": '"
                        + Attributes.shown(element.name()) + "' is no SSML element; its text is spoken", element.at()));
                splice(content, content(element));
                return;
            }
        }
        attributes.finish();
    }

    private static Optional<Duration> time(Attributes attributes) {
        Optional<String> value = attributes.text("time", time -> TIME.matcher(time).matches(),
                "is not a time such as 500ms or 2s", ErrorCode.SCHEMA_WARNING);
        return value.map(SsmlReader::duration);
    }

    private static Duration duration(String time) {
        Matcher matcher = TIME.matcher(time);
        if (!matcher.matches()) {
            throw new IllegalStateException("checked before: " + time);
        }
        double millis = Double.parseDouble(matcher.group(1)) * (matcher.group(2).equals("s") ? 1000 : 1);
        Duration length = Duration.ofMillis(Math.round(millis));
        return length.compareTo(MAX_BREAK) > 0 ? MAX_BREAK : length;
    }

    private static void splice(List<Ssml> content, List<Ssml> inner) {
        for (Ssml piece : inner) {
            if (piece instanceof Ssml.Text(String text)) {
                text(content, text);
            } else {
                content.add(piece);
            }
        }
    }

    /** Adds a text, folded and joined to one before it, so that writing and reading again gives the same. */
    private static void text(List<Ssml> content, String text) {
        String before = "";
        if (!content.isEmpty() && content.getLast() instanceof Ssml.Text(String last)) {
            before = last;
            content.removeLast();
        }
        String joined = (before + text).replaceAll("\\s+", " ");
        if (!joined.isEmpty()) {
            content.add(new Ssml.Text(joined));
        }
    }

    private static void trim(List<Ssml> content) {
        if (!content.isEmpty() && content.getFirst() instanceof Ssml.Text(String text)) {
            content.set(0, new Ssml.Text(text.stripLeading()));
        }
        if (!content.isEmpty() && content.getLast() instanceof Ssml.Text(String text)) {
            content.set(content.size() - 1, new Ssml.Text(text.stripTrailing()));
        }
        content.removeIf(piece -> piece instanceof Ssml.Text(String text) && text.isEmpty());
    }
}
