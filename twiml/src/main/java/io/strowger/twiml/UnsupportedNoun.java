package io.strowger.twiml;

/**
 * A noun of the language that is not built: running its verb is error 13750 naming it.
 *
 * @param name as written
 * @param element the whole of it
 * @param at where it stands; never part of equality
 */
public record UnsupportedNoun(String name, Element element, Position at) implements Noun {
}
