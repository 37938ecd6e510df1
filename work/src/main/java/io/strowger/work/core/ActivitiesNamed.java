package io.strowger.work.core;

import java.util.List;

/**
 * The activities that an expression asks for by {@code worker.activity_name} or {@code worker.activity_sid} with
 * {@code ==} or {@code IN}: workers in them are eligible even where the activity is unavailable.
 *
 * @param names friendly names
 * @param sids sids
 */
public record ActivitiesNamed(List<String> names, List<String> sids) {
    /** None. */
    public static final ActivitiesNamed NONE = new ActivitiesNamed(List.of(), List.of());

    public ActivitiesNamed {
        names = List.copyOf(names);
        sids = List.copyOf(sids);
    }

    /** True when no activity is named. */
    public boolean isEmpty() {
        return names.isEmpty() && sids.isEmpty();
    }

    /** True when the activity is one of them. */
    public boolean contains(String sid, String name) {
        return sids.contains(sid) || names.contains(name);
    }
}
