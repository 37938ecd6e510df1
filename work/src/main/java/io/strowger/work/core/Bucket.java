package io.strowger.work.core;

import java.util.Map;
import java.util.TreeMap;

/** What was counted in one minute. */
final class Bucket {
    /** Things that are counted. */
    enum Count {
        TASKS_CREATED, TASKS_ENTERED, TASKS_CANCELED, TASKS_COMPLETED, TASKS_DELETED, TASKS_MOVED,
        TASKS_TIMED_OUT_IN_WORKFLOW, RESERVATIONS_CREATED, RESERVATIONS_ACCEPTED, RESERVATIONS_REJECTED,
        RESERVATIONS_TIMED_OUT, RESERVATIONS_CANCELED, RESERVATIONS_RESCINDED;

        static final int HOW_MANY = values().length;
    }

    /** Waits that are measured, in whole seconds. */
    enum Wait {
        UNTIL_ACCEPTED, UNTIL_CANCELED, IN_QUEUE_UNTIL_ACCEPTED;

        static final int HOW_MANY = values().length;
    }

    private static final int EXACT = 3600;
    private static final int MINUTE = 60;

    final int[] counts = new int[Count.HOW_MANY];
    final long[] sums = new long[Wait.HOW_MANY];
    final int[] numbers = new int[Wait.HOW_MANY];
    final int[] least = new int[Wait.HOW_MANY];
    final int[] most = new int[Wait.HOW_MANY];
    /** How often each wait came, accepted and canceled; above an hour by the minute. */
    final Map<Integer, int[]> histogram = new TreeMap<>();

    void count(Count what) {
        counts[what.ordinal()]++;
    }

    void measure(Wait what, long seconds) {
        int i = what.ordinal();
        int wait = (int) Math.min(Integer.MAX_VALUE, seconds);
        least[i] = numbers[i] == 0 ? wait : Math.min(least[i], wait);
        most[i] = Math.max(most[i], wait);
        numbers[i]++;
        sums[i] += wait;
        if (what != Wait.IN_QUEUE_UNTIL_ACCEPTED) {
            int key = wait <= EXACT ? wait : wait / MINUTE * MINUTE;
            histogram.computeIfAbsent(key, seconds2 -> new int[2])[i]++;
        }
    }

    void add(Bucket other) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] += other.counts[i];
        }
        for (int i = 0; i < sums.length; i++) {
            if (other.numbers[i] > 0) {
                least[i] = numbers[i] == 0 ? other.least[i] : Math.min(least[i], other.least[i]);
                most[i] = Math.max(most[i], other.most[i]);
                numbers[i] += other.numbers[i];
                sums[i] += other.sums[i];
            }
        }
        other.histogram.forEach((wait, pair) -> {
            int[] mine = histogram.computeIfAbsent(wait, key -> new int[2]);
            mine[0] += pair[0];
            mine[1] += pair[1];
        });
    }
}
