package io.strowger.work.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code order_by}: workers by integers, several keys, graded skills (work-distribution-api section 3; 2.25). */
class OrderByTest {
    @Test
    void severalKeysOrderByTheFirstThatTells() {
        List<String> workers = List.of("{\"n\":\"a\",\"finance\":10,\"support\":8}",
                "{\"n\":\"b\",\"finance\":10,\"support\":5}", "{\"n\":\"c\",\"finance\":7,\"support\":9}");
        assertEquals("c b a", sorted("worker.finance ASC, worker.support ASC", workers));
        assertEquals("a b c", sorted("worker.finance DESC, worker.support DESC", workers));
        assertEquals("b a c", sorted("worker.finance desc,worker.support", workers));
    }

    @Test
    void gradedSkillsPutTheBestFirst_2_25() {
        List<String> workers = List.of("{\"n\":\"a\",\"skills\":{\"en\":3}}", "{\"n\":\"b\",\"skills\":{\"en\":9}}",
                "{\"n\":\"c\",\"skills\":{\"en\":7.5}}", "{\"n\":\"d\",\"skills\":{\"fr\":10}}");
        assertEquals("b c a d", sorted("worker.skills.en DESC", workers));
        assertEquals("a c b d", sorted("worker.skills.en ASC", workers), "who has no grade comes last either way");
    }

    @Test
    void whatIsMissingOrNoNumberComesLastEitherWay() {
        List<String> workers = List.of("{\"n\":\"a\",\"level\":\"9\"}", "{\"n\":\"b\"}", "{\"n\":\"c\",\"level\":-5}",
                "{\"n\":\"d\",\"level\":null}", "{\"n\":\"e\",\"level\":[1]}");
        assertEquals("c a b d e", sorted("worker.level ASC", workers));
        assertEquals("c a b d e", sorted("worker.level DESC", workers));
    }

    @Test
    void channelLoadOrders() {
        OrderBy order = OrderBy.parse("worker.channel.voice.available_capacity_percentage DESC");
        GivenFacts free = GivenFacts.of("{\"facts\":{\"WORKER_CHANNEL_AVAILABLE_CAPACITY_PERCENTAGE:voice\":100}}");
        GivenFacts half = GivenFacts.of("{\"facts\":{\"WORKER_CHANNEL_AVAILABLE_CAPACITY_PERCENTAGE:voice\":50}}");
        assertTrue(order.compare(free, half) < 0);
        assertTrue(order.compare(half, free) > 0);
        assertEquals(0, order.compare(half, half));
    }

    @Test
    void ranksOrderAsTheNumbersDo() {
        Random random = new Random(25);
        OrderBy.Key up = OrderBy.parse("worker.x").keys().getFirst();
        OrderBy.Key down = OrderBy.parse("worker.x DESC").keys().getFirst();
        for (int i = 0; i < 10_000; i++) {
            double a = random.nextBoolean() ? random.nextInt(9) - 4 : random.nextGaussian() * 1e9;
            double b = random.nextBoolean() ? random.nextInt(9) - 4 : random.nextGaussian() * 1e9;
            int expected = a < b ? -1 : a > b ? 1 : 0;
            assertEquals(expected, Long.compare(up.rank(worker(a)), up.rank(worker(b))), a + " " + b);
            assertEquals(-expected, Long.compare(down.rank(worker(a)), down.rank(worker(b))), a + " " + b);
            assertTrue(up.rank(worker(a)) < up.rank(GivenFacts.NOTHING));
            assertTrue(down.rank(worker(a)) < down.rank(GivenFacts.NOTHING));
        }
    }

    private static GivenFacts worker(double x) {
        return GivenFacts.of("{\"worker\":{\"x\":" + x + "}}");
    }

    @Test
    void badOrdersAreRefusedWithTheColumn() {
        refuses("", "column 1: found the end of the expression, expected a name");
        refuses("level DESC", "column 1: found 'level', expected a name that begins with");
        refuses("worker.level DOWN", "column 14: found 'DOWN', expected ASC, DESC, ',' or the end");
        refuses("worker.level DESC,", "column 19: found the end of the expression, expected a name");
        refuses("worker.level DESC ASC", "column 19: found 'ASC', expected ASC, DESC, ',' or the end");
        refuses("worker.a ASC; worker.b ASC", "column 13: found ';'");
        refuses("taskrouter.currentHour ASC", "column 1: found 'taskrouter.currentHour', which is the same for every");
        refuses(String.join(",", IntStream.range(0, 17).mapToObj(i -> "worker.k" + i).toList()), "more than 16 keys");
    }

    private static void refuses(String text, String words) {
        String message = assertThrows(ExpressionError.class, () -> OrderBy.parse(text)).getMessage();
        assertTrue(message.contains(words), message);
    }

    private static String sorted(String order, List<String> workers) {
        OrderBy orderBy = OrderBy.parse(order);
        Stream<GivenFacts> facts = workers.stream().map(worker -> GivenFacts.of("{\"worker\":" + worker + "}"));
        return String.join(" ", facts.sorted(orderBy::compare)
                .map(given -> ((Value.Text) given.worker().get("n")).value()).toList());
    }
}
