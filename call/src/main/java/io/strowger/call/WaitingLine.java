package io.strowger.call;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Who came when. Joining, leaving and asking for a position cost O(log n), however many wait; one who was called out
 * may come back to the place where he stood. Not safe for threads: its queue's lock guards it.
 *
 * <p>Everyone gets the next slot; a tree of partial sums (Fenwick) counts those before a slot. When the slots run out,
 * the places are numbered anew, which happens at most once in as many joins as there are places.
 */
final class WaitingLine<M> {
    private static final int LEAST_SLOTS = 64;

    private final TreeMap<Integer, Place<M>> standing = new TreeMap<>();
    private final Set<Place<M>> away = new HashSet<>();
    private int[] sums = new int[LEAST_SLOTS + 1];
    private int next;

    /** Where somebody stands, or stood before he was called out. */
    static final class Place<M> {
        private final M who;
        private int slot;

        private Place(M who, int slot) {
            this.who = who;
            this.slot = slot;
        }

        M who() {
            return who;
        }
    }

    /** Goes to the end of the line. */
    Place<M> join(M who) {
        if (next == slots()) {
            renumber();
        }
        Place<M> place = new Place<>(who, next++);
        standing.put(place.slot, place);
        count(place.slot, 1);
        return place;
    }

    /** Leaves for good. */
    void leave(Place<M> place) {
        if (!away.remove(place)) {
            stepOut(place);
        }
    }

    /** Steps out; the place is kept for {@link #back}. */
    void away(Place<M> place) {
        stepOut(place);
        away.add(place);
    }

    /** Goes back to the place that was left. */
    void back(Place<M> place) {
        if (!away.remove(place)) {
            throw new IllegalStateException("nobody went away from this place");
        }
        standing.put(place.slot, place);
        count(place.slot, 1);
    }

    /** Who came first. */
    Optional<Place<M>> front() {
        return standing.isEmpty() ? Optional.empty() : Optional.of(standing.firstEntry().getValue());
    }

    /** 1 for the front; only of one who stands in the line. */
    int position(Place<M> place) {
        int before = 0;
        for (int node = place.slot + 1; node > 0; node -= Integer.lowestOneBit(node)) {
            before += sums[node];
        }
        return before;
    }

    /** All who stand in the line, in order. */
    Collection<Place<M>> all() {
        return standing.values();
    }

    int size() {
        return standing.size();
    }

    /** Those who stepped out and may come back. */
    int awaySize() {
        return away.size();
    }

    private void stepOut(Place<M> place) {
        if (!standing.remove(place.slot, place)) {
            throw new IllegalStateException("nobody stands at this place");
        }
        count(place.slot, -1);
    }

    private int slots() {
        return sums.length - 1;
    }

    private void count(int slot, int change) {
        for (int node = slot + 1; node < sums.length; node += Integer.lowestOneBit(node)) {
            sums[node] += change;
        }
    }

    private void renumber() {
        List<Place<M>> places = new ArrayList<>(standing.values());
        places.addAll(away);
        places.sort(Comparator.comparingInt(place -> place.slot));
        sums = new int[Math.max(LEAST_SLOTS, 2 * places.size()) + 1];
        Set<Place<M>> present = new HashSet<>(standing.values());
        standing.clear();
        next = 0;
        for (Place<M> place : places) {
            place.slot = next++;
            if (present.contains(place)) {
                standing.put(place.slot, place);
                count(place.slot, 1);
            }
        }
    }
}
