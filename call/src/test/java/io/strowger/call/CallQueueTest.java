package io.strowger.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.call.port.LegId;
import io.strowger.call.port.QueueRecord;
import io.strowger.call.port.WebTarget;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.Deadline;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.QueueSid;
import io.strowger.kernel.RealWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * One queue under real concurrency (issue 4, must show 5): 500 callers, 50 agents taking them at once on real threads,
 * hang-ups on both sides at random. What happens is logged under the queue's own lock and replayed against a model.
 */
class CallQueueTest {
    private static final int CALLERS = 500;
    private static final int AGENTS = 50;

    private final RealWorld world = RealWorld.open();
    private final QueueCounts counts = new QueueCounts();
    private final CallQueue queue = new CallQueue(world, new QueueRecord(QueueSid.mint(world),
            new AccountSid("AC" + "0".repeat(32)), "support", 1000, Instant.EPOCH, Instant.EPOCH), counts);
    /** Guarded by the queue's lock: who joined, was taken, came back, left. */
    private final List<String> log = new ArrayList<>();
    private final Inbox<String> done = world.timeline().inbox(CALLERS + AGENTS);

    @AfterEach
    void closeWorld() {
        world.close();
    }

    private final class Caller {
        private final int number;
        private final Inbox<CallEvent> inbox = world.timeline().inbox(100);
        private final QueuedCall place;

        Caller(int number) {
            this.number = number;
            CallSid sid = CallSid.mint(world);
            place = new QueuedCall(sid, new LegId(sid.value()), this::told, Instant.EPOCH, queue.millis());
        }

        /** Under the queue's lock. */
        private void told(CallEvent event) {
            log.add(switch (place.state) {
                case TAKEN -> "taken ";
                case WAITING -> "back ";
                case JOINED -> "joined ";
                case PARTED -> "parted ";
                case READY, REDIRECTED, DISMISSED, GONE -> throw new IllegalStateException("told of " + place.state);
            } + number);
            inbox.post(event);
        }

        void run(Random dice) {
            synchronized (queue) {
                log.add("join " + number);
                assertEquals(CallQueue.Joining.JOINED, queue.join(place, CallQueues.MOST));
            }
            Deadline patience = dice.nextInt(4) == 0
                    ? Deadline.after(world.timeline(), Duration.ofMillis(dice.nextInt(300))) : Deadline.NEVER;
            while (true) {
                switch (queue.look(place)) {
                    case TAKEN -> queue.ready(place);
                    case PARTED -> {
                        done.post("served");
                        return;
                    }
                    case WAITING, READY, JOINED, REDIRECTED, DISMISSED, GONE -> { }
                }
                if (inbox.await(patience).isEmpty()) {
                    synchronized (queue) {
                        queue.over(place, () -> { });
                        log.add("gone " + number);
                    }
                    done.post("gone");
                    return;
                }
            }
        }
    }

    private final class Agent {
        private final Inbox<CallEvent> inbox = world.timeline().inbox(10_000);

        void run(Random dice) {
            while (serve(dice)) {
                // the next caller
            }
            done.post("agent");
        }

        /** False when nobody came for a second. */
        private boolean serve(Random dice) {
            CallSid sid = CallSid.mint(world);
            DequeuingCall taker = new DequeuingCall(
                    sid, new LegId(sid.value()), inbox::post, Optional.empty(), Optional.empty());
            queue.ask(taker);
            boolean faint = dice.nextInt(5) == 0; // hangs up before they are joined
            while (true) {
                switch (queue.look(taker)) {
                    case WAITING -> {
                        if (inbox.await(Deadline.after(world.timeline(), Duration.ofSeconds(1))).isEmpty()
                                && queue.giveUp(taker)) {
                            return false;
                        }
                    }
                    case MATCHED -> {
                        if (faint) {
                            queue.over(taker, () -> { });
                            return true;
                        }
                        inbox.await();
                    }
                    case READY -> queue.joins(taker, () -> { });
                    case JOINED, PARTED, FAILED, GONE -> {
                        queue.over(taker, () -> { });
                        return true;
                    }
                }
            }
        }
    }

    @Test
    void orderHoldsAndNobodyIsLostWith500CallersAnd50AgentsAtOnce_mustShow5() {
        long seed = 20261125;
        for (int i = 0; i < CALLERS; i++) {
            Caller caller = new Caller(i);
            Random dice = new Random(seed + i);
            world.timeline().spawn("caller " + i, () -> caller.run(dice));
        }
        for (int i = 0; i < AGENTS; i++) {
            Agent agent = new Agent();
            Random dice = new Random(seed - 1 - i);
            world.timeline().spawn("agent " + i, () -> agent.run(dice));
        }
        Map<String, Integer> ends = new HashMap<>();
        for (int i = 0; i < CALLERS + AGENTS; i++) {
            ends.merge(done.await(Deadline.after(world.timeline(), Duration.ofMinutes(2)))
                    .orElseThrow(() -> new AssertionError("somebody never ended: " + ends)), 1, Integer::sum);
        }
        assertEquals(AGENTS, ends.get("agent"));
        assertEquals(CALLERS, ends.getOrDefault("served", 0) + ends.getOrDefault("gone", 0));
        assertTrue(ends.get("served") > CALLERS / 2, ends.toString());
        replay();
        assertEquals(0, counts.waiting.get() + counts.engaged.get() + counts.joined.get() + counts.dequeuing.get());
        assertEquals(0, queue.members().size());
        assertTrue(queue.close(), "nothing is left in it");
    }

    /** Every taken caller was the first of those who waited, and nobody was joined twice. */
    private void replay() {
        Map<String, Integer> order = new HashMap<>();
        TreeSet<Integer> waiting = new TreeSet<>();
        Set<String> joined = new HashSet<>();
        for (String line : log) {
            String who = line.split(" ")[1];
            switch (line.split(" ")[0]) {
                case "join" -> {
                    order.put(who, order.size());
                    waiting.add(order.get(who));
                }
                case "back" -> assertTrue(waiting.add(order.get(who)), line);
                case "taken" -> {
                    assertEquals(order.get(who), waiting.first(), line);
                    waiting.pollFirst();
                }
                case "joined" -> assertTrue(joined.add(who), line + " twice");
                case "parted" -> assertTrue(joined.contains(who), line);
                case "gone" -> waiting.remove(order.get(who));
                default -> throw new IllegalStateException(line);
            }
        }
        assertEquals(Set.of(), waiting);
    }

    // ---- what crosses, one step after the other ---------------------------------------------------------------------

    private QueuedCall caller() {
        CallSid sid = CallSid.mint(world);
        QueuedCall caller = new QueuedCall(sid, new LegId(sid.value()), letter -> { }, Instant.EPOCH, queue.millis());
        assertEquals(CallQueue.Joining.JOINED, queue.join(caller, CallQueues.MOST));
        return caller;
    }

    private DequeuingCall agent() {
        CallSid sid = CallSid.mint(world);
        DequeuingCall agent = new DequeuingCall(
                sid, new LegId(sid.value()), letter -> { }, Optional.empty(), Optional.empty());
        queue.ask(agent);
        return agent;
    }

    @Test
    void whoWasTakenCanNeitherLeaveNorBeDismissedNorBeTakenOutByTheApi() {
        QueuedCall ann = caller();
        agent();
        assertEquals(QueuedCall.State.TAKEN, queue.look(ann));
        assertFalse(queue.leave(ann));
        assertFalse(queue.dismiss(ann));
        assertEquals(Optional.empty(), queue.redirect(
                Optional.of(ann.call), new CallChange.Step.Fetch(new WebTarget("http://x/", "POST"))));
        assertEquals(QueuedCall.State.TAKEN, queue.look(ann));
    }

    @Test
    void aCallerWhoIsNotReadyIsNotJoinedThoughTheOneBeforeWas() {
        QueuedCall ann = caller();
        QueuedCall bea = caller();
        DequeuingCall agent = agent();
        queue.ready(ann);
        assertEquals(DequeuingCall.State.READY, queue.look(agent));
        queue.over(ann, () -> { }); // hangs up while the agent is being answered
        assertEquals(DequeuingCall.State.MATCHED, queue.look(agent));
        assertFalse(queue.joins(agent, () -> { }));
        queue.ready(bea);
        assertTrue(queue.joins(agent, () -> { }));
        assertEquals(QueuedCall.State.JOINED, queue.look(bea));
    }

    @Test
    void anAgentThatHasTakenSomebodyCannotGiveUpUnnoticed() {
        caller();
        DequeuingCall agent = agent();
        assertFalse(queue.giveUp(agent));
        queue.over(agent, () -> { });
        assertEquals(1, queue.members().size());
    }

    @Test
    void aQueueIsNotClosedWhileACallerMayComeBackToIt() {
        QueuedCall ann = caller();
        DequeuingCall agent = agent();
        assertFalse(queue.close());
        queue.ready(ann);
        assertTrue(queue.joins(agent, () -> { }));
        assertTrue(queue.close(), "they talk: nobody comes back");
        assertEquals(CallQueue.Joining.CLOSED, queue.join(ann, CallQueues.MOST));
    }
}
