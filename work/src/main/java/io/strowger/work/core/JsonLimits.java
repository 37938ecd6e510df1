package io.strowger.work.core;

/**
 * How large a JSON text may be.
 *
 * @param maxLength most characters, blanks counted
 * @param maxDepth most arrays and objects inside each other
 */
public record JsonLimits(int maxLength, int maxDepth) {
    /** A million characters, 64 deep. */
    public static final JsonLimits DEFAULT = new JsonLimits(1_048_576, 64);
}
