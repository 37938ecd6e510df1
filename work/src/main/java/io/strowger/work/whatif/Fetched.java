package io.strowger.work.whatif;

import java.util.Optional;

/**
 * What came of the search for a task's own workflow document.
 *
 * @param afterMillis how long after the task's making
 * @param configuration none: the workflow's stored document counts
 */
record Fetched(long afterMillis, Optional<String> configuration) {
    static final Fetched NONE = new Fetched(0, Optional.empty());
}
