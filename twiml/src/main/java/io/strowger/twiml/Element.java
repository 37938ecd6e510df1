package io.strowger.twiml;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An element kept as written.
 *
 * @param name as written
 * @param attributes in document order; equality ignores it
 * @param children elements and text in order; text is as written and never empty
 * @param at where it stands; never part of equality
 */
public record Element(String name, Map<String, String> attributes, List<Node> children, Position at)
        implements Node {
    /** Copies both. */
    public Element {
        attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
        children = List.copyOf(children);
    }

    /** Name and place only: attributes may hold passwords. */
    @Override
    public String toString() {
        return name + " at " + at;
    }
}
