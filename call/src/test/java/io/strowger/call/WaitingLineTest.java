package io.strowger.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The line of a queue against a plain list (rest-api "Queues and members": order FIFO, position 1-based). */
class WaitingLineTest {
    @Test
    void firstComeFirstServedWithPositionsFromOne() {
        WaitingLine<String> line = new WaitingLine<>();
        var ann = line.join("ann");
        var bea = line.join("bea");
        var cay = line.join("cay");
        assertEquals(List.of(1, 2, 3), List.of(line.position(ann), line.position(bea), line.position(cay)));
        line.leave(ann);
        assertEquals("bea", line.front().orElseThrow().who());
        assertEquals(2, line.position(cay));
    }

    @Test
    void whoWasCalledOutComesBackToTheOldPlace() {
        WaitingLine<String> line = new WaitingLine<>();
        var ann = line.join("ann");
        var bea = line.join("bea");
        line.away(ann);
        assertEquals(1, line.position(bea));
        assertEquals(1, line.awaySize());
        line.join("cay");
        line.back(ann);
        assertEquals(List.of("ann", "bea", "cay"), line.all().stream().map(WaitingLine.Place::who).toList());
        assertEquals(2, line.position(bea));
    }

    @Test
    void nobodyLeavesTwice() {
        WaitingLine<String> line = new WaitingLine<>();
        var ann = line.join("ann");
        line.leave(ann);
        assertThrows(IllegalStateException.class, () -> line.leave(ann));
        assertThrows(IllegalStateException.class, () -> line.back(ann));
        assertTrue(line.front().isEmpty());
    }

    @Test
    void positionsAgreeWithAPlainListThroughAHundredThousandRandomSteps() {
        for (long seed = 1; seed <= 5; seed++) {
            Random dice = new Random(seed);
            WaitingLine<Integer> line = new WaitingLine<>();
            List<WaitingLine.Place<Integer>> standing = new ArrayList<>();
            List<WaitingLine.Place<Integer>> away = new ArrayList<>();
            int named = 0;
            for (int step = 0; step < 20_000; step++) {
                int deed = dice.nextInt(10);
                if (deed < 4 || standing.isEmpty()) {
                    standing.add(line.join(named++));
                } else if (deed < 7) {
                    line.leave(standing.remove(dice.nextInt(Math.min(standing.size(), 3))));
                } else if (deed < 8) {
                    WaitingLine.Place<Integer> out = standing.remove(dice.nextInt(standing.size()));
                    line.away(out);
                    away.add(out);
                } else if (!away.isEmpty()) {
                    WaitingLine.Place<Integer> one = away.remove(dice.nextInt(away.size()));
                    if (dice.nextBoolean()) {
                        line.leave(one);
                    } else {
                        line.back(one);
                        standing.add(one);
                        standing.sort((a, b) -> a.who() - b.who());
                    }
                }
                if (!standing.isEmpty()) {
                    int index = dice.nextInt(standing.size());
                    assertEquals(index + 1, line.position(standing.get(index)), "seed " + seed + " step " + step);
                    assertEquals(standing.getFirst(), line.front().orElseThrow());
                }
                assertEquals(standing.size(), line.size());
            }
            assertEquals(standing, List.copyOf(line.all()));
            assertEquals(away.size(), line.awaySize());
        }
    }
}
