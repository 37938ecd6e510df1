package io.strowger.work;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Limit;
import io.strowger.kernel.World;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Does effects: those of one order one after the other, others beside each other, at most so many at once, and of one
 * account at most a part of these, in turn with the others: servers of one tenant that do not answer hold up that
 * tenant alone (requirement 2.5). Any thread may submit.
 */
final class Deliveries {
    private static final System.Logger LOG = System.getLogger(Deliveries.class.getName());

    private final World world;
    private final Limit limit;
    private final int perAccount;
    private final Consumer<Outgoing> act;
    private final Map<AccountSid, Lane> lanes = new HashMap<>();
    /** Lanes with something to do and room to do it, each once. */
    private final ArrayDeque<Lane> turns = new ArrayDeque<>();
    private int waiting;
    private boolean closed;

    /** An account's effects, by order. */
    private static final class Lane {
        private final AccountSid account;
        private final Map<String, ArrayDeque<Outgoing>> queues = new HashMap<>();
        private final ArrayDeque<String> ready = new ArrayDeque<>();
        private int underWay;
        private boolean inTurn;

        Lane(AccountSid account) {
            this.account = account;
        }
    }

    /** What a strand has taken on. */
    private record Taken(Lane lane, String key, Outgoing effect) {}

    /**
     * @param limit of effects under way
     * @param perAccount how many of these may be one account's
     * @param act does one, on a strand of its own; may take its time
     */
    Deliveries(World world, Limit limit, int perAccount, Consumer<Outgoing> act) {
        this.world = world;
        this.limit = limit;
        this.perAccount = perAccount;
        this.act = act;
    }

    void submit(Outgoing effect) {
        synchronized (lanes) {
            if (closed) {
                return;
            }
            waiting++;
            Lane lane = lanes.computeIfAbsent(effect.account(), Lane::new);
            String key = effect.workspace() + " " + effect.order();
            ArrayDeque<Outgoing> queue = lane.queues.get(key);
            if (queue != null) {
                queue.addLast(effect);
                return;
            }
            lane.queues.put(key, new ArrayDeque<>(List.of(effect)));
            lane.ready.addLast(key);
            giveTurn(lane);
            if (turns.isEmpty()) {
                return; // its account has as many under way as it may; the first of these that ends goes on with it
            }
        }
        if (limit.tryAcquire()) {
            world.timeline().spawn("work deliveries", this::drain);
        }
    }

    /** Effects not yet done. */
    int waiting() {
        synchronized (lanes) {
            return waiting;
        }
    }

    /** Takes no more, and forgets what waits: the outbox has it. */
    void close() {
        synchronized (lanes) {
            closed = true;
            turns.clear();
        }
    }

    private void giveTurn(Lane lane) {
        if (!closed && !lane.inTurn && !lane.ready.isEmpty() && lane.underWay < perAccount) {
            lane.inTurn = true;
            turns.addLast(lane);
        }
    }

    private void drain() {
        for (Taken taken = take(); taken != null; taken = take()) {
            try {
                act.accept(taken.effect);
            } catch (RuntimeException | Error mistake) { // one effect must not keep back the later ones
                LOG.log(System.Logger.Level.ERROR, "a mistake while doing effect " + taken.effect.id(), mistake);
            }
            done(taken);
        }
    }

    private Taken take() {
        synchronized (lanes) {
            Lane lane = turns.pollFirst();
            if (lane == null) {
                limit.release(); // under the lock: whoever submits later finds the permit free
                return null;
            }
            lane.inTurn = false;
            lane.underWay++;
            String key = lane.ready.pollFirst();
            giveTurn(lane);
            return new Taken(lane, key, lane.queues.get(key).peekFirst());
        }
    }

    private void done(Taken taken) {
        synchronized (lanes) {
            Lane lane = taken.lane;
            waiting--;
            lane.underWay--;
            ArrayDeque<Outgoing> queue = lane.queues.get(taken.key);
            queue.removeFirst();
            if (queue.isEmpty()) {
                lane.queues.remove(taken.key);
            } else {
                lane.ready.addLast(taken.key);
            }
            giveTurn(lane);
            if (lane.queues.isEmpty()) {
                lanes.remove(lane.account);
            }
        }
    }
}
