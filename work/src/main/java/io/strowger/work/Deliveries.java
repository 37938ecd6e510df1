package io.strowger.work;

import io.strowger.kernel.Limit;
import io.strowger.kernel.World;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Does effects: those of one order one after the other, others beside each other, at most so many at once. Any thread
 * may submit.
 */
final class Deliveries {
    private static final System.Logger LOG = System.getLogger(Deliveries.class.getName());

    private final World world;
    private final Limit limit;
    private final Consumer<Outgoing> act;
    private final Map<String, ArrayDeque<Outgoing>> queues = new HashMap<>();
    private final ArrayDeque<String> ready = new ArrayDeque<>();
    private int waiting;
    private boolean closed;

    /** @param act does one, on a strand of its own; may take its time */
    Deliveries(World world, Limit limit, Consumer<Outgoing> act) {
        this.world = world;
        this.limit = limit;
        this.act = act;
    }

    void submit(Outgoing effect) {
        synchronized (queues) {
            if (closed) {
                return;
            }
            waiting++;
            String key = effect.workspace() + " " + effect.order();
            ArrayDeque<Outgoing> queue = queues.get(key);
            if (queue != null) {
                queue.addLast(effect);
                return;
            }
            queues.put(key, new ArrayDeque<>(java.util.List.of(effect)));
            ready.addLast(key);
        }
        if (limit.tryAcquire()) {
            world.timeline().spawn("work deliveries", this::drain);
        }
    }

    /** Effects not yet done. */
    int waiting() {
        synchronized (queues) {
            return waiting;
        }
    }

    /** Takes no more, and forgets what waits: the outbox has it. */
    void close() {
        synchronized (queues) {
            closed = true;
            ready.clear();
        }
    }

    private void drain() {
        while (true) {
            String key;
            Outgoing next;
            synchronized (queues) {
                key = ready.pollFirst();
                if (key == null) {
                    limit.release(); // under the lock: whoever submits later finds the permit free
                    return;
                }
                next = queues.get(key).peekFirst();
            }
            try {
                act.accept(next);
            } catch (RuntimeException | Error mistake) { // one effect must not keep back the later ones
                LOG.log(System.Logger.Level.ERROR, "a mistake while doing effect " + next.id(), mistake);
            }
            synchronized (queues) {
                waiting--;
                ArrayDeque<Outgoing> queue = queues.get(key);
                queue.removeFirst();
                if (queue.isEmpty()) {
                    queues.remove(key);
                } else if (!closed) {
                    ready.addLast(key);
                }
            }
        }
    }
}
