package io.strowger.twiml;

/**
 * A named value handed on.
 *
 * @param name as written
 * @param value as written
 */
public record Parameter(String name, String value) {}
