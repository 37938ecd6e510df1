package io.strowger.work.whatif;

import java.util.Optional;

/**
 * What came of the search for a task's own workflow document.
 *
 * @param afterMillis how long after the task's making
 * @param configuration none: the workflow's stored document counts
 */
record Fetched(long afterMillis, Optional<String> configuration) {
    /** It was not looked for, so it is not there at once. */
    static final Fetched NONE = new Fetched(0, Optional.empty());
    /** The task left before, or the record ends. */
    static final Fetched NEVER = new Fetched(Long.MAX_VALUE, Optional.empty());
}
