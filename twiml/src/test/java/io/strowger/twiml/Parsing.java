package io.strowger.twiml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.strowger.kernel.ErrorCode;
import java.util.List;

/** What the tests of this room share: one parser with the default limits. */
final class Parsing {
    static final DocumentParser PARSER = new DocumentParser(ParseLimits.DEFAULT);

    private Parsing() {}

    static Document parse(String verbs) {
        return PARSER.parse("<Response>" + verbs + "</Response>");
    }

    /** The only verb of a document without warnings. */
    static <V extends Verb> V only(Class<V> kind, String verb) {
        Document document = parse(verb);
        assertEquals(List.of(), document.warnings(), verb);
        assertEquals(1, document.verbs().size(), verb);
        return assertInstanceOf(kind, document.verbs().getFirst(), verb);
    }

    /** The only noun of a Dial without warnings. */
    static <N extends Noun> N noun(Class<N> kind, String noun) {
        Dial dial = only(Dial.class, "<Dial>" + noun + "</Dial>");
        return assertInstanceOf(kind, dial.nouns().getFirst(), noun);
    }

    static void invalid(ErrorCode code, String verb) {
        Document document = parse(verb);
        Invalid invalid = assertInstanceOf(Invalid.class, document.verbs().getFirst(), verb);
        assertEquals(code, invalid.code(), invalid.message());
    }

    static Warning warned(String verb) {
        Document document = parse(verb);
        assertEquals(1, document.warnings().size(), document.warnings().toString());
        return document.warnings().getFirst();
    }

    static DocumentError refused(ErrorCode code, String text) {
        DocumentError error = assertThrows(DocumentError.class, () -> PARSER.parse(text), text);
        assertEquals(code, error.code(), error.getMessage());
        return error;
    }
}
