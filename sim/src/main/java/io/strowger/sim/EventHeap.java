package io.strowger.sim;

import java.util.Arrays;

/**
 * What is to happen, ordered by (time, sequence). A binary heap whose entries know their place, so that one can be
 * taken
 * out again in logarithmic time: a call waits hundreds of times with a deadline hours ahead, and none may be left
 * behind. Owned by the holder of the baton.
 */
final class EventHeap {
    private Event[] heap = new Event[256];
    private int size;

    /** One thing to come. */
    static final class Event {
        final long at;
        final long sequence;
        final Runnable action;
        private int place = -1;

        Event(long at, long sequence, Runnable action) {
            this.at = at;
            this.sequence = sequence;
            this.action = action;
        }

        private boolean before(Event other) {
            return at != other.at ? at < other.at : sequence < other.sequence;
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** The next event's time; only when not empty. */
    long firstAt() {
        return heap[0].at;
    }

    void add(Event event) {
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, size * 2);
        }
        put(size++, event);
        up(event.place);
    }

    /** Takes the next event out; only when not empty. */
    Event removeFirst() {
        Event first = heap[0];
        remove(first);
        return first;
    }

    /** Takes an event out wherever it is; one already out is left alone. */
    void remove(Event event) {
        int place = event.place;
        if (place < 0) {
            return;
        }
        event.place = -1;
        Event last = heap[--size];
        heap[size] = null;
        if (last != event) {
            put(place, last);
            up(place);
            down(last.place);
        }
    }

    private void up(int from) {
        int at = from;
        Event moving = heap[at];
        while (at > 0 && moving.before(heap[(at - 1) >>> 1])) {
            put(at, heap[(at - 1) >>> 1]);
            at = (at - 1) >>> 1;
        }
        put(at, moving);
    }

    private void down(int from) {
        int at = from;
        Event moving = heap[at];
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && heap[child + 1].before(heap[child])) {
                child++;
            }
            if (!heap[child].before(moving)) {
                break;
            }
            put(at, heap[child]);
            at = child;
        }
        put(at, moving);
    }

    private void put(int place, Event event) {
        heap[place] = event;
        event.place = place;
    }
}
