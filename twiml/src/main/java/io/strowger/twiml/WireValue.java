package io.strowger.twiml;

import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;

/** A choice of an attribute, as it is written in documents. */
public interface WireValue {
    /** The value in documents and requests. */
    String wire();

    /** An unmodifiable copy in the order of declaration. */
    static <E extends Enum<E>> Set<E> ordered(Set<E> values) {
        return Collections.unmodifiableSet(new TreeSet<>(values));
    }
}
