package io.strowger.work.core;

import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;

/** Groups of waiting tasks, sorted by their first tasks. Nearly always it is one group alone, which needs no tree. */
final class Row implements Iterable<WaitingGroup> {
    private final WaitingOrder order;
    /** Null when there is none, or several. */
    private WaitingGroup only;
    /** Null when there is at most one. */
    private TreeSet<WaitingGroup> several;

    Row(WaitingOrder order) {
        this.order = order;
    }

    void add(WaitingGroup group) {
        if (several == null && only == null) {
            only = group;
            return;
        }
        if (several == null) {
            several = new TreeSet<>(order::compare);
            several.add(only);
            only = null;
        }
        several.add(group);
    }

    /** @throws IllegalStateException when the group is not here */
    void remove(WaitingGroup group) {
        if (only == group) {
            only = null;
        } else if (several == null || !several.remove(group)) {
            throw new IllegalStateException("a group is not where it was put");
        } else if (several.size() == 1) {
            only = several.first();
            several = null;
        }
    }

    boolean isEmpty() {
        return only == null && several == null;
    }

    /** The group that is alone; null when there are several (hot: no Optional). */
    WaitingGroup only() {
        return only;
    }

    @Override
    public Iterator<WaitingGroup> iterator() {
        return only != null ? List.of(only).iterator() : several.iterator();
    }
}
