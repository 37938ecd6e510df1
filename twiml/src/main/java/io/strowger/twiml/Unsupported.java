package io.strowger.twiml;

/**
 * A verb of the language that is not built: running it is error 13750 naming it (RULINGS "Foreign and unbuilt names").
 *
 * @param name as written
 * @param element the whole of it
 * @param at where it stands; never part of equality
 */
public record Unsupported(String name, Element element, Position at) implements Verb {
}
