package io.strowger.work.core;

/**
 * Short texts that were read lately, so that equal ones are mostly the same object: a workspace holds the same names
 * and skills a million times over, and comparing what is the same costs nothing. A cache, of a fixed size: what is not
 * in it is read anew. Any thread: entries are immutable, and a race only forgets one.
 */
final class Words {
    /** Longest text that is kept, in characters. */
    private static final int LONGEST = 32;
    private static final int PLACES = 1 << 16;
    private static final Value.Text[] KEPT = new Value.Text[PLACES];

    private Words() {}

    /** The characters of a text from one place to before another. */
    static Value.Text of(String text, int from, int to) {
        if (to - from > LONGEST) {
            return new Value.Text(text.substring(from, to));
        }
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text.charAt(i);
        }
        int place = (hash ^ hash >>> 15) & PLACES - 1;
        Value.Text kept = KEPT[place];
        if (kept != null && kept.value().length() == to - from && text.startsWith(kept.value(), from)) {
            return kept;
        }
        Value.Text fresh = new Value.Text(text.substring(from, to));
        KEPT[place] = fresh;
        return fresh;
    }
}
