package io.strowger.assets;

import io.strowger.kernel.Deadline;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.Limit;
import io.strowger.kernel.World;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.Supplier;

/**
 * Lets a number of strands through at once; others wait in order, as many as may and as long as they may. Any strand
 * may call it.
 */
final class Turnstile {
    private final World world;
    private final int atOnce;
    private final Limit waiting;
    private final Duration patience;
    private final ArrayDeque<Inbox<Boolean>> queue = new ArrayDeque<>();
    private int inside;

    Turnstile(World world, int atOnce, Limit waiting, Duration patience) {
        this.world = world;
        this.atOnce = atOnce;
        this.waiting = waiting;
        this.patience = patience;
    }

    /**
     * Does the work when it is its turn.
     *
     * @param code of the failure when the queue is full or the wait too long
     * @param what for that failure's message
     */
    <T> T pass(ErrorCode code, String what, Supplier<T> work) {
        enter(code, what);
        try {
            return work.get();
        } finally {
            leave();
        }
    }

    private void enter(ErrorCode code, String what) {
        Inbox<Boolean> turn = world.timeline().inbox(1);
        synchronized (queue) {
            if (inside < atOnce) {
                inside++;
                return;
            }
            if (!waiting.tryAcquire()) {
                throw new AssetFailure(code, what + ": " + waiting.max() + " others are waiting already");
            }
            queue.addLast(turn);
        }
        try {
            boolean granted = turn.await(Deadline.after(world.timeline(), patience)).isPresent();
            synchronized (queue) {
                // A turn that was given between the deadline and here has left the queue and is ours.
                granted = granted || !queue.remove(turn);
            }
            if (!granted) {
                throw new AssetFailure(code, what + ": no turn within " + patience.toMillis() + " ms");
            }
        } finally {
            waiting.release();
        }
    }

    private void leave() {
        synchronized (queue) {
            Inbox<Boolean> next = queue.pollFirst();
            if (next == null) {
                inside--;
            } else if (!next.post(Boolean.TRUE)) {
                throw new IllegalStateException("an inbox of one letter refused its first");
            }
        }
    }

    /** Strands inside now. */
    int inside() {
        synchronized (queue) {
            return inside;
        }
    }
}
