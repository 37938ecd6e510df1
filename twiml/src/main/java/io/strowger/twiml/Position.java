package io.strowger.twiml;

/**
 * Where something stands in the source of a document.
 *
 * <p>All positions are equal to each other, on purpose: a verb is the same verb wherever it stands, so that a document
 * written out and parsed again equals the first. Compare {@link #line} and {@link #column} where the place matters.
 *
 * @param line from 1; 0 for what was made by a program
 * @param column from 1; 0 for what was made by a program
 */
public record Position(int line, int column) {
    /** The place of what no source text holds. */
    public static final Position NONE = new Position(0, 0);

    @Override
    public boolean equals(Object other) {
        return other instanceof Position;
    }

    @Override
    public int hashCode() {
        return 0;
    }

    @Override
    public String toString() {
        return "line " + line + ", column " + column;
    }
}
