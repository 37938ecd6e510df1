package io.strowger.work.core;

/**
 * Short texts that a workspace read lately, so that equal ones are mostly the same object: it holds the same names and
 * skills a million times over, and comparing what is the same costs nothing. A cache: what is not in it is read anew.
 * Called by the workspace's strand.
 */
final class Words {
    /** Longest text that is kept, in characters. */
    private static final int LONGEST = 32;
    private static final int MOST = 1 << 16;

    private Value.Text[] kept = new Value.Text[64];
    private int replaced;

    /** The characters of a text from one place to before another. */
    Value.Text of(String text, int from, int to) {
        if (to - from > LONGEST) {
            return new Value.Text(text.substring(from, to));
        }
        int hash = 0;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + text.charAt(i); // as String's, so that growing need not read characters again
        }
        int place = place(hash);
        Value.Text found = kept[place];
        if (found != null && found.value().length() == to - from && text.startsWith(found.value(), from)) {
            return found;
        }
        Value.Text fresh = new Value.Text(text.substring(from, to));
        kept[place] = fresh;
        if (found != null && ++replaced > 2 * kept.length && kept.length < MOST) {
            grow();
        }
        return fresh;
    }

    private int place(int hash) {
        return (hash ^ hash >>> 15) & kept.length - 1;
    }

    private void grow() {
        Value.Text[] old = kept;
        kept = new Value.Text[old.length * 4];
        replaced = 0;
        for (Value.Text word : old) {
            if (word != null) {
                kept[place(word.value().hashCode())] = word;
            }
        }
    }
}
