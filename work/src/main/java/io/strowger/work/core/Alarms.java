package io.strowger.work.core;

import java.util.Arrays;
import java.util.OptionalLong;

/** The timers that are set, the next one on top: a heap in which each knows its place, so that calling off is cheap. */
final class Alarms {
    private Alarm[] heap = new Alarm[64];
    private int size;

    int size() {
        return size;
    }

    OptionalLong next() {
        return size == 0 ? OptionalLong.empty() : OptionalLong.of(heap[0].atMillis);
    }

    /** The first of those due at that time; it stays set. */
    Alarm due(long nowMillis) {
        return size > 0 && heap[0].atMillis <= nowMillis ? heap[0] : null;
    }

    void set(Alarm timer, long atMillis) {
        if (timer.isSet()) {
            clear(timer);
        }
        timer.atMillis = atMillis;
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        timer.place = size++;
        heap[timer.place] = timer;
        up(timer);
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
            heap[hole] = last;
            last.place = hole;
            up(last);
            down(last);
        }
    }

    private void up(Alarm timer) {
        int at = timer.place;
        while (at > 0 && timer.before(heap[(at - 1) / 2])) {
            move(heap[(at - 1) / 2], at);
            at = (at - 1) / 2;
        }
        move(timer, at);
    }

    private void down(Alarm timer) {
        int at = timer.place;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && heap[child + 1].before(heap[child])) {
                child++;
            }
            if (!heap[child].before(timer)) {
                break;
            }
            move(heap[child], at);
            at = child;
        }
        move(timer, at);
    }

    private void move(Alarm timer, int to) {
        heap[to] = timer;
        timer.place = to;
    }
}
