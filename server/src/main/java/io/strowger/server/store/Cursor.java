package io.strowger.server.store;

/** Where a page of a list begins. Lists run from the newest sid to the oldest. */
public sealed interface Cursor {
    /** At the newest row. */
    record Newest() implements Cursor {}

    /** Behind this sid: the page after the one that ended with it. */
    record OlderThan(String sid) implements Cursor {}

    /** Before this sid: the page whose last row comes just before it. */
    record NewerThan(String sid) implements Cursor {}
}
