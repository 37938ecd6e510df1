package io.strowger.work.core;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many tasks have each priority. A few priorities, which is what there are, lie in one array, as every queue has
 * one of these and every task is counted in several; many lie in a tree, where no choice of priorities is slow.
 */
final class PriorityCounts {
    /** Most priorities in the array. */
    static final int FEW = 16;

    /** Priority and count by turns, in no order; a count is never 0. */
    private int[] cells = new int[4];
    private int used;
    /** Null until there were many at once. */
    private TreeMap<Integer, Integer> many;

    void count(int priority, int by) {
        if (many != null) {
            many.merge(priority, by, (old, more) -> old + more == 0 ? null : old + more);
            return;
        }
        for (int at = 0; at < used; at += 2) {
            if (cells[at] == priority) {
                change(at, by);
                return;
            }
        }
        add(priority, by);
    }

    private void change(int at, int by) {
        cells[at + 1] += by;
        if (cells[at + 1] == 0) {
            used -= 2;
            cells[at] = cells[used];
            cells[at + 1] = cells[used + 1];
        }
    }

    private void add(int priority, int by) {
        if (used == 2 * FEW) {
            many = new TreeMap<>();
            addTo(many, cells, used);
            many.put(priority, by);
            return;
        }
        if (used == cells.length) {
            cells = Arrays.copyOf(cells, used * 2);
        }
        cells[used] = priority;
        cells[used + 1] = by;
        used += 2;
    }

    /** Adds the counts to others. */
    void addTo(Map<Integer, Integer> others) {
        if (many != null) {
            many.forEach((priority, count) -> others.merge(priority, count, Integer::sum));
        } else {
            addTo(others, cells, used);
        }
    }

    private static void addTo(Map<Integer, Integer> others, int[] cells, int used) {
        for (int at = 0; at < used; at += 2) {
            others.merge(cells[at], cells[at + 1], Integer::sum);
        }
    }
}
