package io.strowger.assets;

import java.text.Normalizer;
import java.util.regex.Pattern;

/** Makes customers' text something that an engine can read. Pure. */
final class SpeechText {
    /** Longest text of one Say (voice-twiml "Say"). */
    static final int MAX = 4096;
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");

    private SpeechText() {}

    /** White space folded; control, format and unassigned characters and lone surrogates dropped. */
    static String normal(String text) {
        StringBuilder out = new StringBuilder(text.length());
        boolean gap = false;
        for (int c : text.codePoints().toArray()) {
            switch (Character.getType(c)) {
                case Character.CONTROL, Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR -> gap = !out.isEmpty();
                case Character.FORMAT, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED -> { }
                default -> {
                    if (gap) {
                        out.append(' ');
                    }
                    gap = false;
                    out.appendCodePoint(c);
                }
            }
        }
        return out.toString();
    }

    /** The nearest text in ASCII, for an engine that knows nothing else. */
    static String ascii(String text) {
        String spelled = text
                .replaceAll("[\u2018\u2019\u201a\u2032]", "'").replaceAll("[\u201c\u201d\u201e\u00ab\u00bb]", "\"")
                .replaceAll("[\u2010-\u2012]", "-").replaceAll("[\u2013-\u2015]", ", ").replace("\u2026", "...")
                .replace("\u20ac", " euros ").replace("\u00a3", " pounds ").replace("\u00b0", " degrees ")
                .replace("\u00df", "ss").replace("\u00e6", "ae").replace("\u00c6", "Ae").replace("\u00f8", "o")
                .replace("\u00d8", "O").replace("\u0142", "l").replace("\u0141", "L");
        String bare = MARKS.matcher(Normalizer.normalize(spelled, Normalizer.Form.NFKD)).replaceAll("");
        return normal(bare.replaceAll("[^\\x20-\\x7e]", " "));
    }

    /** True when there is anything to say. */
    static boolean speakable(String text) {
        return text.codePoints().anyMatch(c -> Character.isLetterOrDigit(c) || "$%&@#+=".indexOf(c) >= 0);
    }
}
