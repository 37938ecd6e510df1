package io.strowger.twiml;

import java.util.List;

/**
 * A parsed document.
 *
 * @param verbs in the order in which they run; at most {@link ParseLimits#verbs}, nested ones counted
 * @param warnings what was skipped, in document order (RULINGS "Foreign and unbuilt names")
 */
public record Document(List<Verb> verbs, List<Warning> warnings) {
    /** Copies both lists. */
    public Document {
        verbs = List.copyOf(verbs);
        warnings = List.copyOf(warnings);
    }
}
