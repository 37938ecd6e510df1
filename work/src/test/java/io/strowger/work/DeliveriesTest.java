package io.strowger.work;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.Limit;
import io.strowger.kernel.WorkspaceSid;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Order by task, bounded width, no effect held up by another's mistake. */
class DeliveriesTest {
    private final StillWorld world = new StillWorld();
    private final List<String> done = new ArrayList<>();

    private static Outgoing effect(String order, int sequence) {
        return effect("1", order, sequence);
    }

    private static Outgoing effect(String account, String order, int sequence) {
        return new Outgoing(new WorkspaceSid("WS" + "1".repeat(32)), new AccountSid("AC" + account.repeat(32)),
                sequence, 0, order, StillWorld.START, new Effect.EventCallback("https://a.example", List.of()));
    }

    @Test
    void effectsOfOneTaskKeepTheirOrderAndOthersGoInTurn() {
        Deliveries deliveries = new Deliveries(world, new Limit("work-deliveries", 1), 1,
                effect -> done.add(effect.order() + effect.sequence()));
        deliveries.submit(effect("a", 1));
        deliveries.submit(effect("a", 2));
        deliveries.submit(effect("b", 3));
        deliveries.submit(effect("a", 4));
        assertEquals(4, deliveries.waiting());
        assertEquals(1, world.strands.size(), "no more strands than the limit allows");
        world.runStrands();
        assertEquals(List.of("a1", "b3", "a2", "a4"), done);
        assertEquals(0, deliveries.waiting());
        deliveries.submit(effect("a", 5));
        world.runStrands();
        assertEquals("a5", done.getLast());
    }

    /** Requirement 2.5: turns go round the accounts, however many effects one of them has. */
    @Test
    void accountsTakeTurns() {
        Deliveries deliveries = new Deliveries(world, new Limit("work-deliveries", 1), 1,
                effect -> done.add(effect.order()));
        for (int i = 1; i <= 3; i++) {
            deliveries.submit(effect("1", "a" + i, i));
        }
        deliveries.submit(effect("2", "b", 4));
        world.runStrands();
        assertEquals(List.of("a1", "b", "a2", "a3"), done);
        assertEquals(0, deliveries.waiting());
    }

    /** Requirement 2.5: an account whose servers do not answer holds only its part. */
    @Test
    void accountThatHoldsItsPartDoesNotHoldUpAnother() {
        List<String> begun = new ArrayList<>();
        List<Deliveries> here = new ArrayList<>();
        here.add(new Deliveries(world, new Limit("work-deliveries", 8), 2, effect -> {
            begun.add(effect.order());
            if (effect.order().equals("a2")) {
                here.getFirst().submit(effect("2", "b", 6));
            }
            if (effect.account().value().startsWith("AC1")) {
                runNext(); // it hangs while others run
            }
        }));
        for (int i = 1; i <= 5; i++) {
            here.getFirst().submit(effect("1", "a" + i, i));
        }
        runNext();
        assertEquals(List.of("a1", "a2", "b"), begun.subList(0, 3), "two of the first account are under way, no more");
        world.runStrands();
        assertEquals(6, begun.size(), begun.toString());
        assertEquals(0, here.getFirst().waiting());
    }

    private void runNext() {
        if (!world.strands.isEmpty()) {
            world.strands.removeFirst().run();
        }
    }

    @Test
    void mistakeInOneKeepsBackNoLaterOne() {
        Deliveries deliveries = new Deliveries(world, new Limit("work-deliveries", 4), 4, effect -> {
            if (effect.sequence() == 1) {
                throw new IllegalStateException("a mistake on purpose");
            }
            done.add(effect.order() + effect.sequence());
        });
        deliveries.submit(effect("a", 1));
        deliveries.submit(effect("a", 2));
        world.runStrands();
        assertEquals(List.of("a2"), done);
    }

    @Test
    void closedItTakesNoMore() {
        Deliveries deliveries = new Deliveries(world, new Limit("work-deliveries", 4), 4,
                effect -> done.add(effect.order() + effect.sequence()));
        deliveries.submit(effect("a", 1));
        deliveries.close();
        deliveries.submit(effect("b", 2));
        world.runStrands();
        assertEquals(List.of(), done);
    }
}
