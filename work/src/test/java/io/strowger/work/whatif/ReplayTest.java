package io.strowger.work.whatif;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.work.core.Event;
import io.strowger.work.core.Recorded;
import io.strowger.work.whatif.Day.Played;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A record is run again (issue 4, what-if). */
class ReplayTest {
    /** Everything that a record can hold: skills, escalation, refusals, silence, patience, shifts, several offers. */
    static final String DAY = """
            {'hours': 6, 'reservation_timeout': 15,
             'queues': [{'name': 'gold', 'workers': "skills HAS 'gold'"},
                        {'name': 'everybody', 'max_reserved_workers': 2},
                        {'name': 'mail', 'workers': "skills HAS 'mail'", 'task_order': 'LIFO'}],
             'workers': [{'name': 'senior', 'count': 4, 'attributes': {'skills': ['gold', 'mail'], 'level': 2}},
                         {'name': 'junior', 'count': 8, 'attributes': {'skills': ['mail'], 'level': 1},
                          'from': 1, 'to': 5.5, 'capacity': {'email': 2}}],
             'tasks': [{'name': 'calls', 'channel': 'voice', 'per_hour': [60, 110, 140, 90],
                        'attributes': {'kind': 'call'}, 'answer': {'uniform': [2, 9]}, 'rejected': 0.04,
                        'unanswered': 0.03, 'returning': {'uniform': [20, 300]}, 'handling': {'lognormal': 240,
                        'sigma': 0.7}, 'wrap_up': {'exponential': 30}, 'patience': {'exponential': 180}},
                       {'name': 'vip', 'channel': 'voice', 'per_hour': 20, 'attributes': {'kind': 'vip'},
                        'answer': 3, 'handling': {'exponential': 300}, 'patience': {'exponential': 400}},
                       {'name': 'letters', 'channel': 'email', 'per_hour': 40, 'priority': 1, 'timeout': 2400,
                        'attributes': {'kind': 'mail'}, 'answer': 5, 'handling': {'exponential': 400}}],
             'workflow': {'task_routing': {'filters': [
                 {'filter_friendly_name': 'vip', 'expression': "kind == 'vip'", 'targets': [
                     {'queue': 'gold', 'priority': 10, 'timeout': 40, 'order_by': 'worker.level DESC'},
                     {'queue': 'everybody', 'priority': 5}]},
                 {'filter_friendly_name': 'mail', 'expression': "kind == 'mail'", 'targets': [
                     {'queue': 'mail', 'skip_if': 'workers.available == 0', 'timeout': 1500},
                     {'queue': 'everybody', 'timeout': 600}]}],
                 'default_filter': {'queue': 'everybody'}}}}
            """;
    /** The same with calls for seniors only once juniors had their chance. */
    static final String CHANGED = """
            {'task_routing': {'filters': [
                 {'filter_friendly_name': 'vip', 'expression': "kind == 'vip'", 'targets': [
                     {'queue': 'everybody', 'priority': 10}]},
                 {'filter_friendly_name': 'mail', 'expression': "kind == 'mail'", 'targets': [{'queue': 'mail'}]}],
                 'default_filter': {'queue': 'everybody'}}}
            """;

    private static GeneratedDay day() {
        return GeneratedDay.read(json(DAY), io.strowger.work.core.RoutingLimits.DEFAULT);
    }

    /** Texts in ' become texts in ", but for those inside of an expression. */
    static String json(String text) {
        StringBuilder out = new StringBuilder();
        boolean inside = false;
        for (char c : text.toCharArray()) {
            inside ^= c == '"';
            out.append(c == '\'' && !inside ? '"' : c);
        }
        return out.toString();
    }

    private static List<String> told(List<Recorded> journal) {
        return journal.stream().map(Recorded::toString)
                .map(text -> text.replaceAll("reason=(gave up|failed)", "reason=").replaceAll(", reason=\\]", "]"))
                .toList();
    }

    private static void same(List<Recorded> expected, List<Recorded> found) {
        List<String> one = told(expected);
        List<String> other = told(found);
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            assertEquals(one.get(i), other.get(i), "event " + i + " of " + one.size());
        }
        assertEquals(one.size(), other.size());
    }

    @Test
    void theRecordOfARunUnderTheSameWorkflowGivesTheSameRunEventByEvent() {
        Course course = day().course(3);
        Played first = Day.play(course, Day.question(3));
        for (Class<?> kind : List.of(Event.ReservationTimedOut.class, Event.ReservationRejected.class,
                Event.ReservationRescinded.class, Event.ReservationCanceled.class)) {
            assertTrue(first.journal().stream().map(Recorded::event).anyMatch(kind::isInstance), kind.toString());
        }
        assertTrue(first.run().figures().total().abandoned() > 10, first.run().figures().toString());
        assertTrue(first.run().figures().total().moved() > 10, first.run().figures().toString());
        Course again = Day.record(course, first.journal(), Span.ALL);
        // Another seed: nothing of what is recorded may be drawn.
        Played second = Day.play(again, Day.question(99));
        same(first.journal(), second.journal());
        assertEquals(List.of(), second.run().notes());
    }

    @Test
    void aStretchFromTheMiddleGoesOnWithWhatWasUnderWay() {
        Course course = day().course(4);
        Played first = Day.play(course, Day.question(4));
        Span middle = new Span(course.span().from().plus(Duration.ofHours(2)),
                course.span().from().plus(Duration.ofHours(4)));
        Course part = Day.record(course, first.journal(), middle);
        assertEquals(middle, part.span());
        Played second = Day.play(part, Day.question(99));
        same(first.journal().stream().filter(recorded -> !recorded.at().isBefore(middle.from())
                && recorded.at().isBefore(middle.to())).toList(), second.journal());
        assertEquals(part.recorded().orElseThrow(), second.run().figures());
    }

    @Test
    void recordedFiguresAreThoseOfTheRunThatWasRecorded() {
        Course course = day().course(5);
        Played first = Day.play(course, Day.question(5));
        Course again = Day.record(course, first.journal(), Span.ALL);
        Figures.Line made = first.run().figures().total();
        Figures.Line recorded = again.recorded().orElseThrow().total();
        assertEquals(made.offered(), recorded.offered());
        assertEquals(made.handled(), recorded.handled());
        assertEquals(made.abandoned(), recorded.abandoned());
        assertEquals(made.waits(), recorded.waits());
        assertEquals(made.handling(), recorded.handling());
    }

    @Test
    void theSameSeedGivesTheSameReportAndAnotherSeedAnother() {
        Course course = Day.record(day().course(6), Day.play(day().course(6), Day.question(6)).journal(), Span.ALL);
        GeneratedDay day = day();
        Report one = Day.answer(course, Day.changing(day, json(CHANGED), 1));
        assertEquals(one.json().toJson(), Day.answer(course, Day.changing(day, json(CHANGED), 1)).json().toJson());
        Report other = Day.answer(course, Day.changing(day, json(CHANGED), 2));
        assertNotEquals(one.after(), other.after());
        assertEquals(one.before(), other.before(), "nothing is drawn where the record tells");
    }

    /**
     * A made-up day knows what its record hides: how long those would have waited who were served. What is foretold
     * from the record must be near to what the day itself gives under the change.
     */
    @Test
    void whatTheRecordForetellsIsNearToWhatWouldHaveBeen() {
        GeneratedDay day = Day.read("""
                {'hours': 100, 'queues': [{'name': 'all'}, {'name': 'few', 'workers': 'level == 1'}],
                 'workers': [{'name': 'agent', 'count': 9, 'attributes': {'level': 1}},
                             {'name': 'more', 'count': 3, 'attributes': {'level': 2}}],
                 'tasks': [{'name': 'calls', 'per_hour': 170, 'handling': {'lognormal': 240, 'sigma': 0.7},
                            'patience': {'exponential': 120}}],
                 'workflow': {'task_routing': {'filters': [], 'default_filter': {'queue': 'all'}}}}
                """);
        String fewer = "{\"task_routing\":{\"filters\":[],\"default_filter\":{\"queue\":\"few\"}}}";
        Course truth = day.course(11);
        Figures.Line real = Day.answer(truth, Day.changing(day, fewer, 11)).after().total();
        Course record = Day.record(truth, Day.play(truth, Day.question(11)).journal(), Span.ALL);
        Report report = Day.answer(record, Day.changing(day, fewer, 5));
        Figures.Line foretold = report.after().total();
        Figures.Line before = report.before().total();
        assertTrue(real.abandoned() > 2 * before.abandoned(), "the change matters: " + real + before);
        near(real.abandoned(), foretold.abandoned(), 0.05);
        near(real.waits().mean(), foretold.waits().mean(), 0.05);
        near(real.waits().p90(), foretold.waits().p90(), 0.07);
        near(real.serviceLevel(), foretold.serviceLevel(), 0.03);
        near(real.handling(), foretold.handling(), 0.02);
    }

    private static void near(double expected, double found, double tolerance) {
        assertTrue(Math.abs(found - expected) <= tolerance * expected, found + " instead of " + expected);
    }

    @Test
    void aChangedWorkflowShowsInTheFiguresOfItsQueues() {
        Course course = Day.record(day().course(8), Day.play(day().course(8), Day.question(8)).journal(), Span.ALL);
        Report report = Day.answer(course, Day.changing(day(), json(CHANGED), 1));
        assertEquals(report.recorded().orElseThrow(), report.before());
        assertEquals(report.before().total().offered(), report.after().total().offered());
        assertTrue(report.before().total().moved() > 0);
        assertEquals(0, report.after().total().moved(), "no target of the new document ends");
        assertTrue(report.before().queues().stream().anyMatch(line -> line.name().equals("gold")));
        assertTrue(report.after().queues().stream().noneMatch(line -> line.name().equals("gold")));
        for (Figures figures : List.of(report.before(), report.after())) {
            Figures.Line total = figures.total();
            assertEquals(total.offered(),
                    total.handled() + total.abandoned() + total.canceled() + total.waiting());
            assertEquals(total.handled(), figures.queues().stream().mapToLong(Figures.Line::handled).sum());
        }
    }
}
