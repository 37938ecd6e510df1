package io.strowger.twiml;

import java.util.List;

/** Say's content to elements. */
final class SsmlWriter {
    private SsmlWriter() {}

    static List<Node> nodes(List<Ssml> content) {
        return content.stream().map(SsmlWriter::node).toList();
    }

    private static Node node(Ssml piece) {
        return switch (piece) {
            case Ssml.Text(String text) -> new Node.Text(text);
            case Ssml.Break rest -> new Fields("break").put("strength", rest.strength())
                    .put("time", rest.time().map(time -> time.toMillis() + "ms")).done();
            case Ssml.Emphasis emphasis -> new Fields("emphasis").put("level", emphasis.level())
                    .children(nodes(emphasis.content()));
            case Ssml.Lang lang -> new Fields("lang").put("xml:lang", lang.language(), "")
                    .children(nodes(lang.content()));
            case Ssml.Paragraph paragraph -> new Fields("p").children(nodes(paragraph.content()));
            case Ssml.Phoneme phoneme -> new Fields("phoneme").put("alphabet", phoneme.alphabet())
                    .put("ph", phoneme.ph(), "").children(nodes(phoneme.content()));
            case Ssml.Prosody prosody -> new Fields("prosody").put("volume", prosody.volume())
                    .put("rate", prosody.rate()).put("pitch", prosody.pitch()).children(nodes(prosody.content()));
            case Ssml.Sentence sentence -> new Fields("s").children(nodes(sentence.content()));
            case Ssml.SayAs as -> new Fields("say-as").put("interpret-as", as.interpretAs())
                    .put("format", as.format()).children(nodes(as.content()));
            case Ssml.Sub sub -> new Fields("sub").put("alias", sub.alias(), "").children(nodes(sub.content()));
            case Ssml.Word word -> new Fields("w").put("role", word.role()).children(nodes(word.content()));
        };
    }
}
