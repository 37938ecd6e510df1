package io.strowger.work.core;

import java.util.Arrays;
import java.util.OptionalLong;

/**
 * The timers that are set, the next one on top: a heap in which each knows its place, so that calling off is cheap. The
 * times lie beside the timers: where they differ, and they nearly always do, no other timer's memory is touched.
 */
final class Alarms {
    /** Children of a place: half as many steps as with two. */
    private static final int WIDTH = 4;

    private Alarm[] heap = new Alarm[64];
    private long[] times = new long[64];
    private int size;

    int size() {
        return size;
    }

    OptionalLong next() {
        return size == 0 ? OptionalLong.empty() : OptionalLong.of(times[0]);
    }

    /** The first of those due at that time; it stays set. */
    Alarm due(long nowMillis) {
        return size > 0 && times[0] <= nowMillis ? heap[0] : null;
    }

    void set(Alarm timer, long atMillis) {
        clear(timer);
        timer.atMillis = atMillis;
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
            times = Arrays.copyOf(times, size * 2);
        }
        up(timer, size++);
    }

    void clear(Alarm timer) {
        if (!timer.isSet()) {
            return;
        }
        int hole = timer.place;
        timer.place = -1;
        Alarm last = heap[--size];
        heap[size] = null;
        if (last != timer) {
            up(last, hole);
            down(last, last.place);
        }
    }

    private void up(Alarm timer, int from) {
        int at = from;
        while (at > 0 && isBefore(timer, (at - 1) / WIDTH)) {
            move((at - 1) / WIDTH, at);
            at = (at - 1) / WIDTH;
        }
        put(timer, at);
    }

    private void down(Alarm timer, int from) {
        int at = from;
        int next = first(at);
        while (next < size && !isBefore(timer, next)) {
            move(next, at);
            at = next;
            next = first(at);
        }
        put(timer, at);
    }

    /** The child that comes first; beyond the end when there is none. */
    private int first(int parent) {
        int first = parent * WIDTH + 1;
        for (int child = first + 1; child < Math.min(size, parent * WIDTH + 1 + WIDTH); child++) {
            if (times[child] < times[first] || times[child] == times[first] && isBefore(heap[child], first)) {
                first = child;
            }
        }
        return first;
    }

    private boolean isBefore(Alarm timer, int place) {
        return timer.atMillis != times[place] ? timer.atMillis < times[place] : timer.before(heap[place]);
    }

    private void move(int from, int to) {
        heap[to] = heap[from];
        times[to] = times[from];
        heap[to].place = to;
    }

    private void put(Alarm timer, int at) {
        heap[at] = timer;
        times[at] = timer.atMillis;
        timer.place = at;
    }
}
