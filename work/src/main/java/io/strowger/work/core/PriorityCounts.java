package io.strowger.work.core;

import java.util.Map;

/**
 * How many tasks have each priority: open addressing in one array, as every queue has one of these and every task is
 * counted in several. A priority of which none are left keeps its place until the table grows.
 */
final class PriorityCounts {
    private static final int NEVER = Integer.MIN_VALUE;

    /** Priority and count by turns. */
    private int[] cells = empty(4);
    private int taken;

    private static int[] empty(int places) {
        int[] cells = new int[2 * places];
        for (int i = 1; i < cells.length; i += 2) {
            cells[i] = NEVER;
        }
        return cells;
    }

    void count(int priority, int by) {
        int at = find(priority);
        if (cells[at + 1] != NEVER) {
            cells[at + 1] += by;
            return;
        }
        cells[at] = priority;
        cells[at + 1] = by;
        if (++taken * 4 > cells.length / 2 * 3) {
            grow();
        }
    }

    /** Where the priority is, or would be. */
    private int find(int priority) {
        int mask = cells.length - 2;
        int at = (priority ^ priority >>> 16) * 0x9E3779B1 >>> 7 & mask;
        while (cells[at] != priority && cells[at + 1] != NEVER) {
            at = at + 2 & mask;
        }
        return at;
    }

    private void grow() {
        int[] old = cells;
        taken = 0;
        for (int i = 1; i < old.length; i += 2) {
            taken += old[i] > 0 ? 1 : 0;
        }
        cells = empty(Math.max(4, Integer.highestOneBit(taken) * 4));
        for (int i = 0; i < old.length; i += 2) {
            if (old[i + 1] > 0) {
                int at = find(old[i]);
                cells[at] = old[i];
                cells[at + 1] = old[i + 1];
            }
        }
    }

    /** Adds the counts that are not 0 to others. */
    void addTo(Map<Integer, Integer> others) {
        for (int i = 0; i < cells.length; i += 2) {
            if (cells[i + 1] > 0) {
                others.merge(cells[i], cells[i + 1], Integer::sum);
            }
        }
    }
}
