package io.strowger.work.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.WorkflowSid;
import io.strowger.work.whatif.Course;
import io.strowger.work.whatif.Figures;
import io.strowger.work.whatif.Recording;
import io.strowger.work.whatif.Report;
import io.strowger.work.whatif.Span;
import io.strowger.work.whatif.WhatIf;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a workspace went through can be recorded and run again (issue 4, what-if): random commands of every kind. */
class TrafficReplayTest {
    private static final int EVENTS = 4_000;
    private static final int SEEDS = 10;
    private static final long MOST = 1_000_000;
    private static final Duration LEVEL = Duration.ofSeconds(20);

    private final List<Recorded> journal = new ArrayList<>();
    private long minted;

    private String mint(String prefix) {
        return prefix + "%032x".formatted(++minted);
    }

    private Workspace traffic(long seed) {
        Workspace workspace = Scene.empty(RoutingLimits.DEFAULT);
        Router router = Router.open(workspace, this::mint, List.of());
        Traffic traffic = new Traffic(seed, this::mint);
        List<Command> first = new ArrayList<>(List.of(new Command.CreateWorkspace("Busy", Command.Template.NONE, true,
                TaskOrder.FIFO, Optional.empty(), Optional.empty())));
        Instant now = Scene.BEGIN;
        journal.addAll(router.handle(first.getFirst(), now).events());
        for (Command command : traffic.setUp(workspace)) {
            journal.addAll(router.handle(command, now).events());
        }
        while (journal.size() < EVENTS) {
            Instant next = now.plusMillis(1 + traffic.pause()); // no two commands in one moment
            while (workspace.nextDeadline().filter(due -> due.isBefore(next)).isPresent()) {
                journal.addAll(router.handle(new Command.Tick(), workspace.nextDeadline().get()).events());
            }
            now = next;
            journal.addAll(router.handle(traffic.next(workspace, now), now).events());
        }
        return workspace;
    }

    private Course record(Span span) {
        Recording recording = Recording.open(Scene.empty(RoutingLimits.DEFAULT), span, LEVEL, MOST);
        for (Recorded recorded : journal) {
            if (recording.wantsMore()) {
                recording.add(recorded);
            }
        }
        return recording.end();
    }

    private static Report report(Workspace last, Course course) {
        Map<WorkflowSid, String> changed = new TreeMap<>((one, other) -> one.value().compareTo(other.value()));
        Workflow workflow = last.workflows().all().iterator().next();
        TaskQueue queue = last.queues().all().iterator().next();
        changed.put(workflow.sid(), Scene.document("", "{'queue':'" + queue.sid() + "'}"));
        Map<TaskQueueSid, String> queues = new TreeMap<>((one, other) -> one.value().compareTo(other.value()));
        queues.put(queue.sid(), "1==1");
        return WhatIf.answer(course, new WhatIf.Question(changed, queues, LEVEL, 1, MOST),
                RoutingLimits.DEFAULT);
    }

    private static void adds(Figures figures, long seed) {
        Figures.Line total = figures.total();
        assertEquals(total.offered(), total.handled() + total.abandoned() + total.canceled() + total.waiting(),
                () -> "seed " + seed + " " + total);
        assertEquals(total.handled(), figures.queues().stream().mapToLong(Figures.Line::handled).sum());
        assertTrue(total.busy() >= 0 && total.busy() <= 1, () -> "seed " + seed + " " + total);
    }

    /** Where a task was ended by itself and not by its reservation, or how it was changed once it was accepted. */
    private static boolean counts(Event event) {
        return !(event instanceof Event.TaskCompleted || event instanceof Event.TaskWrapping
                || event instanceof Event.TaskDeleted || event instanceof Event.TaskForgotten
                || event instanceof Event.TaskUpdated);
    }

    private static List<String> told(List<Recorded> events) {
        return events.stream().filter(one -> counts(one.event())).map(one -> (one.at() + " " + one.event())
                .replaceAll("WR[0-9a-f]{32}", "WR").replaceAll("reason=(no answer|failed)", "")).toList();
    }

    /** Every offer, answer, way through the workflow and move of a worker, at its millisecond. */
    private void isRepeated(Course course, long seed) {
        List<Recorded> run = new ArrayList<>();
        WhatIf.play(course, new WhatIf.Question(new TreeMap<>(), new TreeMap<>(), LEVEL, 1, MOST),
                RoutingLimits.DEFAULT, run::addAll);
        List<String> found = told(run);
        List<String> expected = told(journal.stream().filter(one ->
                one.sequence() >= run.getFirst().sequence()).toList());
        for (int i = 0; i < Math.min(expected.size(), found.size()); i++) {
            assertEquals(expected.get(i), found.get(i), "seed " + seed + ", event " + i);
        }
        assertEquals(expected.size(), found.size(), "seed " + seed);
    }

    @Test
    void whateverHappenedIsRepeatedAndCanBeRunOtherwise() {
        for (long seed = 1; seed <= SEEDS; seed++) {
            journal.clear();
            minted = 0;
            Workspace last = traffic(seed);
            // at the end of a third, but before some work was done: without any nobody knows how long it takes
            Instant done = journal.stream().filter(one -> one.event() instanceof Event.ReservationCompleted)
                    .reduce((one, other) -> other).orElseThrow().at();
            Instant third = journal.get(EVENTS / 3).at();
            Instant middle = third.isBefore(done) ? third : done.minusSeconds(60);
            isRepeated(record(Span.ALL), seed);
            for (Span span : List.of(Span.ALL, new Span(middle, Span.ALL.to()))) {
                Report report = report(last, record(span));
                Figures recorded = report.recorded().orElseThrow();
                adds(recorded, seed);
                adds(report.before(), seed);
                adds(report.after(), seed);
                assertEquals(recorded.total().offered(), report.before().total().offered(), "seed " + seed);
                assertEquals(recorded.total().offered(), report.after().total().offered(), "seed " + seed);
            }
        }
    }
}
