package io.strowger.work.whatif;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.TaskChannelSid;
import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.WorkflowSid;
import io.strowger.work.core.Command;
import io.strowger.work.core.QueueSettings;
import io.strowger.work.core.Recorded;
import io.strowger.work.core.ReservationStatus;
import io.strowger.work.core.RoutingLimits;
import io.strowger.work.core.TaskOrder;
import io.strowger.work.whatif.WhatIf.Question;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What is made out from a journal: what came from outside, and what only followed (issue 4, what-if). */
class RecordingTest {
    private static void isRunAgain(Past past, int notes) {
        Course course = past.course();
        Day.Played again = Day.play(course, Day.question(77));
        List<String> expected = past.since(course.span().from()).stream().map(Recorded::toString).toList();
        List<String> found = again.journal().stream().map(Recorded::toString).toList();
        for (int i = 0; i < Math.min(expected.size(), found.size()); i++) {
            assertEquals(expected.get(i), found.get(i), "event " + i);
        }
        assertEquals(expected.size(), found.size());
        assertEquals(notes, again.run().notes().size());
    }

    /** The offer is accepted, and the work takes so long. */
    private static void worked(Past past, TaskSid task, int seconds) {
        past.accept(task);
        past.seconds(seconds);
        past.complete(task);
    }

    /** A queue for everything, and Anna, who has worked one task of it; the workflow. */
    private static WorkflowSid oneTask(Past past) {
        WorkflowSid workflow = past.workflow(Past.into(past.queue(QueueSettings.named("all"))));
        past.worker("anna", "{}");
        TaskSid task = past.task(workflow, "{}");
        past.seconds(2);
        worked(past, task, 3);
        return workflow;
    }

    @Test
    void everyKindOfCommandIsMadeOutFromItsEvents() {
        Past past = new Past(true);
        TaskQueueSid queue = past.queue(QueueSettings.named("all").reserving(2));
        WorkflowSid workflow = past.workflow(Past.into(queue));
        WorkerSid anna = past.worker("anna", "{\"lang\":\"en\"}");
        WorkerSid bert = past.worker("bert", "{\"lang\":\"fr\"}");
        past.seconds(10);
        TaskSid first = past.task(workflow, "{\"n\":1}"); // offered to both
        past.seconds(2);
        past.send(new Command.UpdateReservation(past.offer(first), OptionalInt.empty(), ReservationStatus.REJECTED,
                Optional.of(past.activity("Unavailable"))));
        past.seconds(3);
        past.send(new Command.UpdateReservation(past.offer(first), OptionalInt.empty(), ReservationStatus.ACCEPTED,
                Optional.of(past.activity("Unavailable"))));
        past.seconds(1);
        past.move(anna, "Available", false);
        TaskSid second = past.task(workflow, "{}");
        past.seconds(20);
        past.send(Command.UpdateReservation.to(past.taken(first), ReservationStatus.WRAPPING));
        past.seconds(15); // the second's offer has timed out, and its worker is away
        past.complete(first);
        past.seconds(5);
        past.move(anna, "Available", false);
        past.seconds(4);
        past.send(new Command.UpdateTask(second, OptionalInt.empty(), Optional.of("{\"n\":2}"), OptionalInt.of(7),
                Optional.of(past.now.minusSeconds(100)), Optional.empty(), Optional.of("dear customer")));
        past.move(anna, "Offline", true); // takes the open offer back
        past.seconds(4);
        past.send(new Command.UpdateWorker(bert, OptionalInt.empty(), Optional.of("albert"),
                Optional.of("{\"lang\":\"fr\",\"level\":3}"), Optional.of(past.activity("Available")), false));
        past.seconds(1);
        past.send(new Command.FailReservation(past.offer(second), "failed"));
        past.accept(second);
        past.seconds(30);
        past.complete(second);
        isRunAgain(past, 0);
    }

    @Test
    void directTasksAndChangesOfTheSetupAreMadeOutFromTheirEvents() {
        Past past = new Past(true);
        TaskQueueSid queue = past.queue(QueueSettings.named("all").reserving(2));
        TaskQueueSid french = past.queue(QueueSettings.named("french").targeting("lang == 'fr'"));
        WorkflowSid workflow = past.workflow(Past.into(queue));
        WorkerSid anna = past.worker("anna", "{\"lang\":\"en\"}");
        WorkerSid bert = past.worker("bert", "{\"lang\":\"fr\"}");
        past.move(anna, "Offline", false);
        TaskSid third = past.direct(Optional.empty(), Optional.of(french), Optional.empty());
        past.accept(third);
        TaskSid fourth = past.direct(Optional.of(workflow), Optional.empty(), Optional.of(anna.value()));
        TaskSid fifth = past.direct(Optional.empty(), Optional.of(queue), Optional.of(bert.value()));
        TaskSid sixth = past.direct(Optional.empty(), Optional.empty(), Optional.of(french.value()));
        past.seconds(12);
        past.cancel(fourth);
        past.complete(third);
        past.accept(fifth);
        past.seconds(1);
        past.send(new Command.UpdateWorkflow(workflow, Optional.of("Other"), Optional.of(Past.into(french)),
                Optional.empty(), Optional.empty(), Optional.of(Duration.ofSeconds(40)), true));
        past.send(new Command.UpdateTaskQueue(queue, Optional.of("everybody"), Optional.of("1==1"),
                OptionalInt.of(1), Optional.of(TaskOrder.LIFO), Optional.empty(), Optional.empty()));
        TaskChannelSid voice = past.workspace.channel("voice").orElseThrow().sid();
        past.send(new Command.UpdateWorkerChannel(bert, voice, OptionalInt.of(3), Optional.of(false)));
        past.send(new Command.UpdateTaskChannel(voice, Optional.of("Telephone"), Optional.of(true)));
        past.send(new Command.UpdateWorkspace(Optional.of("Renamed"), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.of(TaskOrder.LIFO), Optional.empty(), Optional.empty()));
        past.seconds(60);
        past.complete(fifth);
        past.seconds(1);
        past.accept(sixth);
        past.seconds(9);
        past.complete(sixth);
        past.send(new Command.DeleteWorker(anna, OptionalInt.empty()));
        past.seconds(400); // ended tasks are forgotten
        isRunAgain(past, 0);
    }

    @Test
    void waitingTasksFollowAChangedDocumentWhereTheyDidSo() {
        Past past = new Past(true);
        TaskQueueSid nobody = past.queue(QueueSettings.named("nobody").targeting("1==2"));
        TaskQueueSid all = past.queue(QueueSettings.named("all"));
        WorkflowSid workflow = past.workflow(Past.into(nobody));
        past.worker("anna", "{}");
        TaskSid one = past.task(workflow, "{}");
        TaskSid other = past.task(workflow, "{}");
        past.seconds(5);
        past.send(new Command.UpdateWorkflow(workflow, Optional.empty(), Optional.of(Past.into(all)),
                Optional.empty(), Optional.empty(), Optional.empty(), true));
        worked(past, one, 5);
        worked(past, other, 5);
        isRunAgain(past, 0);
    }

    @Test
    void documentsThatWereFetchedForTasksComeAgain() {
        Past past = new Past(true);
        TaskQueueSid stored = past.queue(QueueSettings.named("stored"));
        TaskQueueSid fetched = past.queue(QueueSettings.named("fetched"));
        WorkflowSid workflow = past.workflow("{\"task_routing\":{\"document_url\":\"https://app.example.com/\","
                + "\"filters\":[],\"default_filter\":{\"queue\":\"" + stored + "\"}}}");
        past.worker("anna", "{}");
        TaskSid one = past.task(workflow, "{}");
        TaskSid other = past.task(workflow, "{}");
        past.seconds(2);
        past.send(new Command.UpdateTask(one, OptionalInt.empty(), Optional.empty(), OptionalInt.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of("chat")));
        past.send(new Command.RouteTask(one, Optional.of(Past.into(fetched))));
        past.seconds(3);
        past.send(new Command.RouteTask(other, Optional.empty()));
        worked(past, one, 5);
        worked(past, other, 5);
        isRunAgain(past, 0);
        Report report = Day.answer(past.course(), changing(workflow, Past.into(stored)));
        assertEquals(List.of("stored"), report.after().queues().stream().map(Figures.Line::name).toList(),
                "the changed document has nothing fetched");
    }

    @Test
    void singleTaskModeMovesWorkersByItself() {
        Past past = new Past(false);
        ActivitySid ringing = past.newActivity("Ringing", false);
        ActivitySid busy = past.newActivity("Busy", false);
        TaskQueueSid queue = past.queue(new QueueSettings("all", "1==1", 2, TaskOrder.FIFO, Optional.of(ringing),
                Optional.of(busy)));
        WorkflowSid workflow = past.workflow(Past.into(queue));
        WorkerSid anna = past.worker("anna", "{}");
        WorkerSid bert = past.worker("bert", "{}");
        TaskSid first = past.task(workflow, "{}");
        past.seconds(3);
        past.accept(first); // the other goes back to what it did before
        past.seconds(20);
        TaskSid second = past.task(workflow, "{}");
        past.seconds(2);
        past.send(Command.UpdateReservation.to(past.offer(second), ReservationStatus.REJECTED));
        past.seconds(35); // then a timeout
        past.complete(first);
        past.move(anna, "Available", false);
        past.move(bert, "Available", false);
        past.seconds(2);
        past.cancel(second);
        past.seconds(10);
        isRunAgain(past, 0);
    }

    @Test
    void queueMadeLaterIsThereForTheChangedDocument() {
        Past past = new Past(true);
        WorkflowSid workflow = oneTask(past);
        TaskQueueSid late = past.queue(QueueSettings.named("late"));
        Report report = Day.answer(past.course(), changing(workflow, Past.into(late)));
        assertEquals(List.of("late"), report.after().queues().stream().map(Figures.Line::name).toList());
        assertEquals(List.of(), report.notes());
    }

    private static Question changing(WorkflowSid workflow, String document) {
        Map<WorkflowSid, String> workflows = new TreeMap<>((a, b) -> a.value().compareTo(b.value()));
        workflows.put(workflow, document);
        return new Question(workflows, new TreeMap<>(), Duration.ofSeconds(20), 1, Day.MOST);
    }

    @Test
    void whatCannotBeAskedIsRefusedWithItsPlace() {
        Past past = new Past(true);
        WorkflowSid workflow = oneTask(past);
        TaskQueueSid queue = past.workspace.queues().all().iterator().next().sid();
        Course course = past.course();
        TaskQueueSid unknown = new TaskQueueSid("WQ" + "f".repeat(32));
        refused(course, changing(workflow, Past.into(unknown)), "there is no task queue " + unknown);
        refused(course, changing(workflow, "{\"task_routing\":{\"filters\":[{\"expression\":\"a ==\",\"targets\":"
                + "[{\"queue\":\"" + queue + "\"}]}]}}"), "task_routing.filters[0].expression, column 5");
        WorkflowSid other = new WorkflowSid("WW" + "f".repeat(32));
        refused(course, changing(other, Past.into(queue)), "there is no workflow " + other);
        Map<TaskQueueSid, String> queues = new TreeMap<>((a, b) -> a.value().compareTo(b.value()));
        queues.put(unknown, "1==1");
        refused(course, new Question(new TreeMap<>(), queues, Duration.ZERO, 1, Day.MOST),
                "there is no task queue " + unknown);
        WhatIfFailure tooLong = assertThrows(WhatIfFailure.class, () -> WhatIf.answer(course,
                new Question(new TreeMap<>(), new TreeMap<>(), Duration.ZERO, 1, 3), RoutingLimits.DEFAULT));
        assertEquals(ErrorCode.WHAT_IF_TOO_LONG, tooLong.code());
        assertTrue(assertThrows(WhatIfFailure.class, () -> new Past(true).course()).getMessage()
                .contains("no task in the record"));
    }

    /** Both the reading and each run look at the time, and the size at the beginning of the stretch counts. */
    @Test
    void whatMayCostNoMoreStops() {
        Past past = new Past(true);
        WorkflowSid workflow = oneTask(past);
        Course course = past.course();
        Effort none = new Effort(Day.MOST, Day.MOST, 1, () -> true);
        Question question = new Question(new TreeMap<>(), new TreeMap<>(), Duration.ZERO, 1, Day.MOST);
        assertEquals(ErrorCode.WHAT_IF_BUSY, assertThrows(WhatIfFailure.class, () ->
                WhatIf.answer(course, question, RoutingLimits.DEFAULT, none)).code());
        Recording recording = Recording.open(Past.empty(), Span.ALL, Duration.ZERO, none);
        assertEquals(ErrorCode.WHAT_IF_BUSY, assertThrows(WhatIfFailure.class, () ->
                recording.add(past.since(Instant.EPOCH).getFirst())).code());
        TaskSid waiting = past.task(workflow, "{}");
        past.task(workflow, "{}");
        Instant from = past.now.plusMillis(1);
        past.seconds(2);
        past.cancel(waiting);
        Recording small = Recording.open(Past.empty(), new Span(from, Span.ALL.to()), Duration.ZERO,
                new Effort(Day.MOST, Day.MOST, 1, () -> false));
        assertTrue(assertThrows(WhatIfFailure.class, () -> past.since(Instant.EPOCH).forEach(small::add)).getMessage()
                .contains("the workspace has 2 open tasks, more than 1"));
    }

    private static void refused(Course course, Question question, String words) {
        WhatIfFailure failure = assertThrows(WhatIfFailure.class, () -> Day.answer(course, question));
        assertTrue(failure.getMessage().contains(words), failure.getMessage());
        assertEquals(ErrorCode.PARAMETER_INVALID, failure.code());
    }
}
