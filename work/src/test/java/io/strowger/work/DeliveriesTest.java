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
        return new Outgoing(new WorkspaceSid("WS" + "1".repeat(32)), new AccountSid("AC" + "1".repeat(32)), sequence,
                0, order, StillWorld.START, new Effect.EventCallback("https://a.example", List.of()));
    }

    @Test
    void effectsOfOneTaskKeepTheirOrderAndOthersGoInTurn() {
        Deliveries deliveries = new Deliveries(world, new Limit("work-deliveries", 1),
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

    @Test
    void mistakeInOneKeepsBackNoLaterOne() {
        Deliveries deliveries = new Deliveries(world, new Limit("work-deliveries", 4), effect -> {
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
        Deliveries deliveries = new Deliveries(world, new Limit("work-deliveries", 4),
                effect -> done.add(effect.order() + effect.sequence()));
        deliveries.submit(effect("a", 1));
        deliveries.close();
        deliveries.submit(effect("b", 2));
        world.runStrands();
        assertEquals(List.of(), done);
    }
}
