package io.strowger.work.core;

/**
 * Limits of expressions, and how strictly they compare.
 *
 * @param maxLength most characters of an expression
 * @param maxDepth most parentheses, NOTs and lists inside each other
 * @param maxList most elements of a list
 * @param lenientNumbers true when a number and a text that spells a number compare as numbers; strictly they differ
 */
public record ExprOptions(int maxLength, int maxDepth, int maxList, boolean lenientNumbers) {
    /** 16,384 characters, 64 deep, 1,000 elements, strict. */
    public static final ExprOptions DEFAULT = new ExprOptions(16_384, 64, 1000, false);
}
