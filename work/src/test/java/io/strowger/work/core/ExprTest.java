package io.strowger.work.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.work.core.Path.Root;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What an expression tells of itself, beside being true or false (work-distribution-api section 2). */
class ExprTest {
    @Test
    void anExpressionListsWhatItReadsOnceInOrder() {
        Expr expr = Expr.parse("worker.level >= task.min AND (task.min > 0 OR worker.channel.voice.assigned_tasks == 0)"
                + " AND worker.tags HAS task.tags[0] AND task.x IN [worker.y, 'z']", Scope.TARGET);
        assertEquals(List.of("worker.level", "task.min", "worker.channel.voice.assigned_tasks", "worker.tags",
                "task.tags[0]", "task.x", "worker.y"), expr.reads().stream().map(Path::text).toList());
        Path channel = expr.reads().get(2);
        assertEquals(Optional.of(Fact.WORKER_CHANNEL_ASSIGNED_TASKS), channel.fact());
        assertEquals("voice", channel.detail());
        assertEquals(Optional.empty(), channel.attribute(), "no attribute goes before that fact");
        assertEquals(Optional.of("tags"), expr.reads().get(4).attribute());
        assertEquals(Root.TASK, expr.reads().get(4).root());
    }

    @Test
    void aNameAndTheSameWithItsPrefixAreOnePath() {
        assertEquals(1, Expr.parse("level > 1 AND worker.level < 9", Scope.QUEUE).reads().size());
        assertEquals(1, Expr.parse("type == 'a' OR task.type == 'b'", Scope.TASK_FILTER).reads().size());
        assertEquals(2, Expr.parse("sid == 'a' OR worker.sid == 'b'", Scope.QUEUE).reads().size(),
                "the bare one may be an attribute");
    }

    @Test
    void anExpressionSaysWhetherItReadsTheClockOrTheTasksAge() {
        assertTrue(Expr.parse("a == 1 OR taskrouter.dayOfWeek == 'Mon'", Scope.TASK_FILTER).usesClock());
        assertTrue(Expr.parse("'Mon' IN [task.x, taskrouter.dayOfWeek]", Scope.TARGET).usesClock());
        assertFalse(Expr.parse("task.age > 5", Scope.TASK_FILTER).usesClock());
        assertTrue(Expr.parse("task.age > 5", Scope.TASK_FILTER).usesAge());
        assertTrue(Expr.parse("task.time_in_queue > 5", Scope.TARGET).usesAge());
        assertFalse(Expr.parse("age > 5 AND task.priority > 1", Scope.TASK_FILTER).usesAge());
    }

    @Test
    void activityBasedRoutingTakesTheActivitiesNamedByEqualityAndIn() {
        ActivitiesNamed named = Expr.parse("worker.activity_name == 'On Call'"
                + " OR worker.activity_name IN ['A', 'B', 'A'] OR worker.activity_sid <- ['WA1']"
                + " OR 'WA2' = worker.activity_sid", Scope.TARGET).activitiesNamed();
        assertEquals(List.of("On Call", "A", "B"), named.names());
        assertEquals(List.of("WA1", "WA2"), named.sids());
        assertTrue(named.contains("WA9", "B"));
        assertTrue(named.contains("WA2", "Z"));
        assertFalse(named.contains("WA9", "Z"));
    }

    @Test
    void activityBasedRoutingTakesNothingElse() {
        for (String text : List.of("worker.activity_name != 'A'", "worker.activity_name NOT IN ['A']",
                "NOT worker.activity_name == 'A'", "NOT (worker.level > 1 AND worker.activity_name IN ['A'])",
                "worker.activity_name CONTAINS 'A'", "worker.activity_name == task.activity", "worker.level == 5",
                "worker.name == 'A'", "worker.activity_name < 'A'", "worker.activity_name == 5")) {
            assertEquals(ActivitiesNamed.NONE, Expr.parse(text, Scope.TARGET).activitiesNamed(), text);
        }
        assertEquals(List.of("A"), Expr.parse("NOT (NOT (worker.activity_name == 'A'))", Scope.TARGET)
                .activitiesNamed().names());
        assertEquals(ActivitiesNamed.NONE, Expr.parse("activity_name == 'A'", Scope.QUEUE).activitiesNamed(),
                "an attribute may go before the bare name");
    }

    @Test
    void whatTheServiceKnowsOfATaskStandsBesideItsAttributes_2_13() {
        Expr old = Expr.parse("task.age > 60 AND task.time_in_queue >= 30 AND type == 'call'", Scope.TASK_FILTER);
        String task = "{\"task\":{\"type\":\"call\"},\"facts\":{\"TASK_AGE\":%d,\"TASK_TIME_IN_QUEUE\":%d}}";
        assertTrue(old.matches(GivenFacts.of(task.formatted(61, 30))));
        assertFalse(old.matches(GivenFacts.of(task.formatted(60, 30))));
        assertFalse(old.matches(GivenFacts.of(task.formatted(61, 29))));
    }

    @Test
    void gradesOfASkillAreCompared_2_25() {
        Expr fluent = Expr.parse("worker.languages.en >= task.grade", Scope.TARGET);
        String both = "{\"worker\":{\"languages\":{\"en\":%d}},\"task\":{\"grade\":7}}";
        assertTrue(fluent.matches(GivenFacts.of(both.formatted(7))));
        assertFalse(fluent.matches(GivenFacts.of(both.formatted(6))));
    }

    @Test
    void constantsAreFolded() {
        assertTrue(Expr.parse("1==1", Scope.QUEUE).isConstant());
        assertTrue(Expr.parse("1==2 AND level > 5", Scope.QUEUE).isConstant());
        assertTrue(Expr.parse("level > 5 OR NOT ('a' IN ['b'])", Scope.QUEUE).isConstant());
        assertFalse(Expr.parse("1==1 AND level > 5", Scope.QUEUE).isConstant());
        assertTrue(Expr.parse("", Scope.QUEUE).isConstant());
    }

    @Test
    void theTextIsKeptAndThePrintedFormIsTheSameForEverySpelling() {
        Expr expr = Expr.parse("skills>-\"a\"  and(level=05 or not name<-['x',worker.y])", Scope.QUEUE);
        assertEquals("skills>-\"a\"  and(level=05 or not name<-['x',worker.y])", expr.text());
        assertEquals("skills HAS 'a' AND (level == 5 OR NOT name IN ['x', worker.y])", expr.toString());
        assertEquals(expr, Expr.parse(expr.toString(), Scope.QUEUE));
        assertEquals(expr.hashCode(), Expr.parse(expr.toString(), Scope.QUEUE).hashCode());
        assertNotEquals(expr, Expr.parse("skills HAS 'a'", Scope.QUEUE));
        assertNotEquals(Expr.parse("a == 1", Scope.QUEUE), Expr.parse("a == 1", Scope.TASK_FILTER));
    }

    @Test
    void anExplanationGivesEachComparisonWithTheValuesItSaw() {
        Explanation why = Expr.parse("worker.level >= task.min AND worker.language == 'en'", Scope.TARGET)
                .explain(GivenFacts.of("{\"worker\":{\"level\":3},\"task\":{\"min\":5}}"));
        assertFalse(why.matches());
        assertEquals(List.of("worker.level >= task.min is false: 3 against 5",
                "worker.language == 'en' is false: null against \"en\""),
                why.comparisons().stream().map(Object::toString).toList(), "the second is looked at all the same");
    }

    @Test
    void theNearestMissIsTheSmallestSetOfComparisonsThatWouldHaveToTurn() {
        String text = "(worker.level >= 5 AND worker.language == 'en' AND worker.team == 'a')"
                + " OR (worker.level >= 3 AND NOT worker.trainee == true)";
        assertEquals(List.of("worker.trainee == true"),
                misses(text, "{\"worker\":{\"level\":4,\"language\":\"fr\",\"trainee\":true}}"));
        assertEquals(List.of("worker.level >= 5"),
                misses(text, "{\"worker\":{\"level\":2,\"language\":\"en\",\"team\":\"a\",\"trainee\":true}}"));
        assertEquals(List.of("worker.level >= 3"), misses(text, "{\"worker\":{\"level\":2}}"));
        assertEquals(List.of(), misses(text, "{\"worker\":{\"level\":4}}"), "true as it is");
        assertEquals(List.of(), misses("1 == 2 AND worker.level > 1", "{}"), "nothing could make it true");
        assertEquals(List.of("worker.a == 1"), misses("worker.a == 1 OR worker.b == 1", "{}"), "the first of equals");
    }

    private static List<String> misses(String text, String facts) {
        return Expr.parse(text, Scope.TARGET).explain(GivenFacts.of(facts)).misses().stream()
                .map(Explanation.Comparison::text).toList();
    }

    @Test
    void eachLimitHasItsError() {
        ExprOptions small = new ExprOptions(40, 3, 3, false);
        assertEquals("column 41: the expression has 41 characters, 40 are allowed",
                trouble("a == '" + "x".repeat(34) + "'", small));
        assertEquals("column 4: more than 3 parentheses and lists inside each other", trouble("((((a == 1))))", small));
        assertEquals("column 9: more than 3 parentheses and lists inside each other",
                trouble("(a IN [[[1]]])", small));
        assertEquals("column 13: the list has more than 3 elements", trouble("a IN [1,2,3,4]", small));
        assertEquals(3, Expr.parse("(((a == 1)))", Scope.TASK_FILTER, small).toString().split(" ").length);
        assertEquals("column 41: the expression has 50 characters, 40 are allowed",
                assertThrows(ExpressionError.class, () -> Expr.parse(" ".repeat(50), Scope.QUEUE, small)).getMessage());
    }

    @Test
    void theDefaultLimitsStopWhatWouldExhaustTheStack() {
        int deep = 8000;
        String open = String.join("", Collections.nCopies(deep, "("));
        assertTrue(trouble(open + "a == 1" + ")".repeat(deep), ExprOptions.DEFAULT).contains("more than 64"));
        assertTrue(trouble("a IN " + "[".repeat(deep), ExprOptions.DEFAULT).contains("more than 64"));
        String wide = String.join(" OR ", Collections.nCopies(1600, "a == 1"));
        assertTrue(Expr.parse(wide, Scope.TASK_FILTER).matches(GivenFacts.of("{\"task\":{\"a\":1}}")));
        String side = String.join(" OR ", Collections.nCopies(100, "(a IN [[1]])"));
        assertFalse(Expr.parse(side, Scope.TASK_FILTER).matches(GivenFacts.NOTHING), "side by side is not deep");
        String path = "a" + ".b".repeat(8000);
        assertTrue(Expr.parse(path + " == null", Scope.TASK_FILTER).matches(GivenFacts.NOTHING));
    }

    private static String trouble(String text, ExprOptions options) {
        return assertThrows(ExpressionError.class, () -> Expr.parse(text, Scope.TASK_FILTER, options)).getMessage();
    }
}
