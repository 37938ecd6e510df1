package io.strowger.work.whatif;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The simulator against what is known of queues without it (issue 4, what-if): arrivals and work without memory, one
 * queue, first come first served. The seed is fixed, so nothing here changes between runs.
 */
class ErlangTest {
    private static final double HOUR = 3600;

    private static Figures.Line day(int workers, double perHour, double handling, String patience, int hours,
            long seed) {
        return Day.answer(Day.read("""
                {'hours': %d, 'queues': [{'name': 'all'}], 'workers': [{'name': 'agent', 'count': %d}],
                 'tasks': [{'name': 'calls', 'per_hour': %s, 'handling': {'exponential': %s}%s}],
                 'workflow': {'task_routing': {'filters': [], 'default_filter': {'queue': 'all'}}}}
                """.formatted(hours, workers, perHour, handling, patience)).course(seed), Day.question(seed))
                .before().queues().getFirst();
    }

    /** Chance to wait at all. */
    private static double erlangC(int servers, double load) {
        double blocked = 1; // Erlang B, by its recursion
        for (int n = 1; n <= servers; n++) {
            blocked = load * blocked / (n + load * blocked);
        }
        return blocked / (1 - load / servers * (1 - blocked));
    }

    private static void near(double expected, double found, double tolerance, String what) {
        assertTrue(Math.abs(found - expected) <= tolerance * expected,
                what + ": " + found + ", by the formula " + expected);
    }

    /** Ten runs of independent chance, as waits one after the other are nearly the same wait. */
    private static void agrees(int workers, double perHour, double handling) {
        double load = perHour * handling / HOUR;
        double waits = erlangC(workers, load);
        List<Figures.Line> runs = LongStream.rangeClosed(1, 10).mapToObj(seed ->
                day(workers, perHour, handling, "", 300, seed)).toList();
        near(perHour * 300, mean(runs, Figures.Line::offered), 0.01, "tasks");
        near(waits * handling / (workers - load), mean(runs, line -> line.waits().mean()) / 1000, 0.04, "mean wait");
        // of those who wait the rest of the wait is exponential
        double within20 = 1 - waits * Math.exp(-20 * (workers - load) / handling);
        near(within20, mean(runs, Figures.Line::serviceLevel), 0.01, "within 20 seconds");
        near(load / workers, mean(runs, Figures.Line::busy), 0.01, "occupancy");
        near(handling, mean(runs, Figures.Line::handling) / 1000, 0.01, "handling");
    }

    private static double mean(List<Figures.Line> runs, ToDoubleFunction<Figures.Line> figure) {
        return runs.stream().mapToDouble(figure).average().orElseThrow();
    }

    @Test
    void waitsAreThoseOfErlangCWhereNobodyGivesUp() {
        agrees(10, 96, 300);
        agrees(3, 20, 360);
        agrees(1, 12, 150);
    }

    @Test
    void whoMeetsNobodyFreeIsLostAsErlangBSays() {
        // Patience of nothing at all: whoever cannot be served at once is gone.
        Figures.Line line = day(5, 60, 300, ", 'patience': 0.001", 700, 7);
        double blocked = 1;
        for (int n = 1; n <= 5; n++) {
            blocked = 5 * blocked / (n + 5 * blocked);
        }
        near(blocked, (double) line.abandoned() / line.offered(), 0.03, "lost");
        assertEquals(line.offered(), line.handled() + line.abandoned() + line.waiting());
    }

    @Test
    void asManyWorkersAsCallersLetNobodyWait() {
        Figures.Line line = day(400, 96, 300, "", 24, 7);
        assertEquals(0, line.waits().max());
        assertEquals(1, line.serviceLevel());
        assertEquals(0, line.abandoned());
    }
}
