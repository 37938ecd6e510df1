package io.strowger.sip;

/**
 * A hashed timer wheel: starting and cancelling a timer cost the same whatever the number of timers. Time comes in by
 * {@link #advance}; the wheel asks no clock. Owned by one loop.
 */
final class TimerWheel {
    static final long TICK_NANOS = 10_000_000;
    private static final int SLOTS = 1024;

    private final Handle[] slots = new Handle[SLOTS];
    private final long origin;
    private long tick;
    private int live;

    TimerWheel(long nowNanos) {
        origin = nowNanos;
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new Handle(0, () -> { });
            slots[i].next = slots[i];
            slots[i].previous = slots[i];
        }
    }

    /** Runs the action once, at the first advance that is {@code delayNanos} or more past the last one. */
    Handle after(long delayNanos, Runnable action) {
        Handle handle = new Handle(tick + Math.max(1, (delayNanos + TICK_NANOS - 1) / TICK_NANOS), action);
        link(handle);
        live++;
        return handle;
    }

    /** Runs what is due. Actions may start and cancel timers. */
    void advance(long nowNanos) {
        long target = (nowNanos - origin) / TICK_NANOS;
        while (tick < target) {
            if (live == 0) {
                tick = target;
                return;
            }
            tick++;
            Handle head = slots[(int) (tick % SLOTS)];
            Handle at = head.next;
            while (at != head) {
                if (at.due > tick) {
                    at = at.next;
                    continue;
                }
                at.cancel();
                at.action.run();
                at = head.next; // the action may have unlinked any neighbour: begin again, due ones are few
            }
        }
    }

    /** Nanoseconds until the next slot with a timer in it; {@link Long#MAX_VALUE} without timers. */
    long untilNext(long nowNanos) {
        if (live == 0) {
            return Long.MAX_VALUE;
        }
        for (int ahead = 1; ahead <= SLOTS; ahead++) {
            Handle head = slots[(int) ((tick + ahead) % SLOTS)];
            if (head.next != head) {
                return Math.max(0, origin + (tick + ahead) * TICK_NANOS - nowNanos);
            }
        }
        throw new IllegalStateException(live + " timers live, none in a slot");
    }

    /** Timers that have neither run nor been cancelled. */
    int live() {
        return live;
    }

    private void link(Handle handle) {
        Handle head = slots[(int) (handle.due % SLOTS)];
        handle.next = head;
        handle.previous = head.previous;
        head.previous.next = handle;
        head.previous = handle;
    }

    /** One timer. */
    final class Handle {
        private final long due;
        private final Runnable action;
        private Handle next;
        private Handle previous;

        private Handle(long due, Runnable action) {
            this.due = due;
            this.action = action;
        }

        /** Stops it if it has not run; calling it again does nothing. */
        void cancel() {
            if (next != null) {
                next.previous = previous;
                previous.next = next;
                next = null;
                previous = null;
                live--;
            }
        }
    }
}
