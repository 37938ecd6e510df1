package io.strowger.work.core;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** When a worker went into which activity, thirty days back. */
final class WorkerTimes {
    private static final long KEPT = 30L * 24 * 3600_000;

    /** From then on the worker was in the activity. */
    private record Turn(long fromMillis, String activity) {}

    private final Deque<Turn> turns = new ArrayDeque<>(2);

    void turn(long nowMillis, String activity) {
        turns.addLast(new Turn(nowMillis, activity));
        while (turns.size() > 1 && second().fromMillis < nowMillis - KEPT) {
            turns.removeFirst();
        }
    }

    private Turn second() {
        Iterator<Turn> all = turns.iterator();
        all.next();
        return all.next();
    }

    /** Adds each stay of the window, cut at its ends, to the lists by activity. */
    void collect(long fromMillis, long toMillis, Map<String, List<Long>> stays) {
        Turn before = null;
        for (Turn turn : turns) {
            if (before != null) {
                collect(before, turn.fromMillis, fromMillis, toMillis, stays);
            }
            before = turn;
        }
        if (before != null) {
            collect(before, toMillis, fromMillis, toMillis, stays);
        }
    }

    private static void collect(Turn turn, long until, long fromMillis, long toMillis, Map<String, List<Long>> stays) {
        long begin = Math.max(turn.fromMillis, fromMillis);
        long end = Math.min(until, toMillis);
        if (end > begin) {
            stays.computeIfAbsent(turn.activity, key -> new ArrayList<>()).add((end - begin) / 1000);
        }
    }

    static Map<String, List<Long>> none() {
        return new LinkedHashMap<>();
    }
}
