package io.strowger.server.work;

import java.util.Optional;

/**
 * Where a value stands in a document, like {@code configuration.task_routing.filters[0]}. It is a text only when
 * somebody asks, as the texts of all values together grow with the product of their number and the length of keys.
 * Immutable.
 */
record Trail(Optional<Trail> above, String step) {
    /** A beginning; an empty one is not shown. */
    static Trail of(String text) {
        return new Trail(Optional.empty(), text);
    }

    Trail key(String key) {
        return new Trail(Optional.of(this), above.isEmpty() && step.isEmpty() ? key : "." + key);
    }

    Trail index(int index) {
        return new Trail(Optional.of(this), "[" + index + "]");
    }

    /** All of it. */
    String text() {
        StringBuilder text = new StringBuilder();
        append(text);
        return text.toString();
    }

    private void append(StringBuilder text) {
        above.ifPresent(trail -> trail.append(text));
        text.append(step);
    }
}
