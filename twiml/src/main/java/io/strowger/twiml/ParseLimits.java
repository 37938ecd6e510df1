package io.strowger.twiml;

/**
 * Bounds on what a document can make the parser do.
 *
 * @param bytes longest document
 * @param verbs most elements in one document, nested ones included
 */
public record ParseLimits(int bytes, int verbs) {
    /** 64 KiB and 1,000 elements. */
    public static final ParseLimits DEFAULT = new ParseLimits(64 * 1024, 1000);
    /** Deepest nesting of elements, the root counted. */
    public static final int MAX_DEPTH = 16;
    /** Most attributes of one element. */
    public static final int MAX_ATTRIBUTES = 64;

    /** Both are at least 1. */
    public ParseLimits {
        if (bytes < 1 || verbs < 1) {
            throw new IllegalArgumentException("limits are at least 1: " + bytes + " bytes, " + verbs + " verbs");
        }
    }
}
