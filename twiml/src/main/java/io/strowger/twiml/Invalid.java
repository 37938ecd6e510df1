package io.strowger.twiml;

import io.strowger.kernel.ErrorCode;

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
}
