package io.strowger.twiml;

import io.strowger.kernel.ErrorCode;
import java.util.Objects;

/**
 * A known verb that cannot run as it is written: an illegal value, nesting or mix. Reaching it raises its code; the
 * verbs before it have run by then.
 *
 * @param name of the verb, as written
 * @param code the documented error
 * @param message names the element or attribute, the place and the rule
 * @param element the whole of it
 * @param at where it stands; never part of equality
 */
public record Invalid(String name, ErrorCode code, String message, Element element, Position at) implements Verb {
    /** As for every verb the place is left out, and with it the message, which names it. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Invalid that && name.equals(that.name) && code == that.code
                && element.equals(that.element);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, code, element);
    }
}
