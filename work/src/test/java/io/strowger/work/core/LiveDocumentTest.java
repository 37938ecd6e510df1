package io.strowger.work.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkflowSid;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A task whose workflow document is fetched live (requirement 2.16 (ii)): what the core makes of it. */
class LiveDocumentTest {
    private static final String URL = "https://app.example/document";

    private final Scene scene = new Scene();
    private final TaskQueueSid stored = scene.queue("Stored", "1==1");
    private final TaskQueueSid fetched = scene.queue("Fetched", "1==1");
    private final WorkflowSid live = scene.workflow(WorkflowSettings.of("Live", document()));

    private String document() {
        return """
                {"task_routing": {"document_url": "%s", "fallback_document_url": "%s2",
                 "default_filter": {"queue": "%s"}}}""".formatted(URL, URL, stored);
    }

    private static String into(TaskQueueSid queue, String more) {
        return "{\"task_routing\":{\"default_filter\":{\"queue\":\"" + queue + "\"" + more + "}}}";
    }

    @AfterEach
    void replaysAlike() {
        scene.assertReplays();
        assertEquals(scene.workspace.digest(),
                Workspace.restore(scene.workspace.snapshot(), RoutingLimits.DEFAULT).digest(), "snapshot");
    }

    private void bring(Task task, Optional<String> document) {
        scene.send(new Command.RouteTask(task.sid(), document));
    }

    @Test
    void taskIsNowhereUntilItsDocumentComesAndGoesByThatDocument() { // 2.16 (ii)
        scene.worker("ada");
        Task task = scene.task(live, "{\"vip\":true}");
        assertTrue(task.awaitsDocument());
        assertEquals(TaskStatus.PENDING, task.status());
        assertEquals(Optional.empty(), task.queue());
        assertEquals(new Decision.FetchDocument(task.sid(), URL, Optional.of(URL + "2")), scene.decisions.getLast());
        scene.send(new Command.UpdateTask(task.sid(), OptionalInt.empty(), Optional.of("{\"vip\":false}"),
                OptionalInt.of(3), Optional.empty(), Optional.empty(), Optional.empty()));
        assertTrue(TaskExplanation.of(scene.workspace, task).awaitsDocument());
        assertEquals(List.of(), scene.offeredTo(task), "who is free is not offered what is nowhere");
        bring(task, Optional.of(into(fetched, ",\"priority\":7")));
        assertFalse(task.awaitsDocument());
        assertEquals(Optional.of(fetched), task.queue().map(TaskQueue::sid));
        assertEquals(7, task.priority());
        assertEquals(List.of("ada"), scene.offeredTo(task));
    }

    @Test
    void withoutADocumentTheStoredOneCounts() { // 2.16: failure of (ii) leads to the default
        Task task = scene.task(live, "{}");
        bring(task, Optional.empty());
        assertEquals(Optional.of(stored), task.queue().map(TaskQueue::sid));
        assertEquals(new Event.TaskDocumented(task.sid(), Optional.empty()),
                scene.events(Event.TaskDocumented.class).getLast(), "the journal has it");
    }

    @Test
    void documentThatCannotBeFollowedIsRefusedAndTheTaskWaitsOn() { // 2.14: with a place and a reason
        Task task = scene.task(live, "{}");
        Refusal unknown = scene.refused(new Command.RouteTask(task.sid(),
                Optional.of(into(new TaskQueueSid("WQ" + "f".repeat(32)), ""))));
        assertEquals(Refusal.Kind.INVALID, unknown.kind());
        assertTrue(unknown.message().contains("there is no task queue"), unknown.message());
        Refusal wrong = scene.refused(new Command.RouteTask(task.sid(),
                Optional.of(into(fetched, ",\"expression\":\"worker.level >\""))));
        assertTrue(wrong.message().contains("task_routing.default_filter.expression, column 15"), wrong.message());
        Refusal further = scene.refused(new Command.RouteTask(task.sid(), Optional.of(document())));
        assertTrue(further.message().contains("task_routing.document_url"), further.message());
        assertTrue(task.awaitsDocument());
        bring(task, Optional.of(into(fetched, "")));
    }

    @Test
    void documentThatComesTwiceOrTooLateIsRefused() { // a crash repeats the fetch
        Task task = scene.task(live, "{}");
        bring(task, Optional.of(into(fetched, "")));
        assertEquals(409, scene.status(new Command.RouteTask(task.sid(), Optional.empty())));
        Task gone = scene.task(live, "{}");
        scene.send(Command.UpdateTask.to(gone.sid(), TaskStatus.CANCELED, "hangup"));
        assertEquals(409, scene.status(new Command.RouteTask(gone.sid(), Optional.of(into(fetched, "")))));
        assertEquals(404, scene.status(new Command.RouteTask(new TaskSid(scene.mint("WT")), Optional.empty())));
        Task ordinary = scene.task(scene.into(stored), "{}");
        assertEquals(409, scene.status(new Command.RouteTask(ordinary.sid(), Optional.empty())));
    }

    @Test
    void lifeOfATaskThatWaitsForItsDocumentEndsInTime() { // 2.12
        Task task = scene.task(new Command.CreateTask(new TaskSid(scene.mint("WT")), Optional.of(live),
                Optional.empty(), Optional.empty(), false, "{}", OptionalInt.empty(),
                Optional.of(Duration.ofSeconds(5)), Optional.empty(), Optional.empty(), Optional.empty()));
        scene.seconds(5);
        assertEquals(TaskStatus.CANCELED, task.status());
        scene.seconds(301);
        assertEquals(Optional.empty(), scene.workspace.task(task.sid()));
    }

    @Test
    void whatGoesItsOwnWayFetchesNothing() {
        Worker ada = scene.worker("ada");
        scene.task(new Command.CreateTask(new TaskSid(scene.mint("WT")), Optional.of(live), Optional.empty(),
                Optional.of(ada.sid().value()), false, "{}", OptionalInt.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty()));
        scene.task(new Command.CreateTask(new TaskSid(scene.mint("WT")), Optional.of(live), Optional.empty(),
                Optional.empty(), false, "{}", OptionalInt.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.of(into(fetched, ""))));
        assertEquals(List.of(), scene.events(Event.TaskDocumentSought.class));
    }

    @Test
    void reEvaluationLeavesATaskThatWaitsForItsDocument() { // 2.19
        Task task = scene.task(live, "{}");
        scene.send(new Command.UpdateWorkflow(live, Optional.empty(), Optional.of(into(fetched, "")),
                Optional.empty(), Optional.empty(), Optional.empty(), true));
        assertTrue(task.awaitsDocument());
        bring(task, Optional.empty());
        assertEquals(Optional.of(fetched), task.queue().map(TaskQueue::sid), "the document stored by then");
    }

    @Test
    void queueOfAFetchedDocumentStaysWhileItsTaskIsOnTheWay() {
        Task task = scene.task(live, "{}");
        bring(task, Optional.of(("{\"task_routing\":{\"filters\":[{\"expression\":\"1==1\",\"targets\":"
                + "[{\"queue\":\"" + stored + "\",\"timeout\":60},{\"queue\":\"" + fetched + "\"}]}]}}")));
        assertEquals(409, scene.status(new Command.DeleteTaskQueue(fetched)));
        scene.send(Command.UpdateTask.to(task.sid(), TaskStatus.CANCELED, ""));
        scene.send(new Command.DeleteTaskQueue(fetched));
    }

    /** Memory goes by the different documents, not by the tasks; and so it does after a start. */
    @Test
    void tasksWithTheSameTextShareOneDocumentUntilTheLastIsForgotten() {
        Task first = scene.task(live, "{}");
        Task second = scene.task(live, "{}");
        Task third = scene.task(live, "{}");
        bring(first, Optional.of(into(fetched, "")));
        bring(second, Optional.of(into(fetched, "")));
        bring(third, Optional.of(into(fetched, ",\"priority\":1")));
        assertSame(first.ownPlan.orElseThrow(), second.ownPlan.orElseThrow());
        assertEquals(2, scene.workspace.ownPlans.size());
        Workspace restored = Workspace.restore(scene.workspace.snapshot(), RoutingLimits.DEFAULT);
        assertEquals(2, restored.ownPlans.size());
        assertSame(restored.need(first.sid()).ownPlan.orElseThrow(), restored.need(second.sid()).ownPlan.orElseThrow());
        Workspace replayed = Scene.empty(RoutingLimits.DEFAULT);
        Router router = Router.open(replayed, scene::mint, List.of());
        scene.journal.forEach(router::apply);
        assertEquals(2, replayed.ownPlans.size());
        scene.send(new Command.DeleteTask(third.sid(), OptionalInt.empty()));
        assertEquals(1, scene.workspace.ownPlans.size());
        scene.send(Command.UpdateTask.to(first.sid(), TaskStatus.CANCELED, ""));
        scene.send(Command.UpdateTask.to(second.sid(), TaskStatus.CANCELED, ""));
        scene.seconds(299);
        assertEquals(1, scene.workspace.ownPlans.size(), "both can be read");
        scene.seconds(2);
        assertEquals(0, scene.workspace.ownPlans.size());
    }

    /** Reading takes the workspace's time: once for a check and the event that follows it. */
    @Test
    void documentIsReadOnceForItsCheckAndItsTask() {
        Task task = scene.task(live, "{}");
        String text = into(fetched, "");
        Plan read = scene.workspace.ownPlans.read(text);
        assertSame(read, scene.workspace.ownPlans.read(new String(text.toCharArray())));
        bring(task, Optional.of(text));
        assertSame(read, task.ownPlan.orElseThrow());
    }

    @Test
    void documentOfATasksOwnHasALimitAndAllOfThemTogether() { // a remote server decides how long they are
        int most = RoutingLimits.OWN_DOCUMENT_CHARACTERS;
        Task task = scene.task(live, "{}");
        Refusal tooLong = scene.refused(new Command.RouteTask(task.sid(), Optional.of(filled(most + 1, 0))));
        assertEquals(Refusal.Kind.INVALID, tooLong.kind());
        assertEquals("Configuration is longer than 65536 characters", tooLong.message());
        bring(task, Optional.of(filled(most, 0)));
        for (int i = 1; i < RoutingLimits.OWN_DOCUMENTS_CHARACTERS / most; i++) {
            bring(scene.task(live, "{}"), Optional.of(filled(most, i)));
        }
        Task next = scene.task(live, "{}");
        Refusal full = scene.refused(new Command.RouteTask(next.sid(), Optional.of(into(fetched, ""))));
        assertEquals(Refusal.Kind.INVALID, full.kind());
        assertTrue(full.message().contains("would exceed 16777216 characters"), full.message());
        assertEquals(400, scene.status(new Command.CreateTask(new TaskSid(scene.mint("WT")), Optional.of(live),
                Optional.empty(), Optional.empty(), false, "{}", OptionalInt.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.of(into(fetched, "")))));
        bring(next, Optional.of(filled(most, 1)));
        scene.send(new Command.DeleteTask(task.sid(), OptionalInt.empty()));
        bring(scene.task(live, "{}"), Optional.of(into(fetched, "")));
    }

    private String filled(int characters, int priority) {
        String text = into(fetched, ",\"priority\":" + priority);
        return text + " ".repeat(characters - text.length());
    }

    @Test
    void addressesOfADocumentAreCheckedWithTheirPlace() { // 2.14
        String wrong = assertThrows(WorkflowError.class, () -> WorkflowDocument.parse(
                "{\"task_routing\":{\"document_url\":\"ftp://a/\"}}")).getMessage();
        assertTrue(wrong.startsWith("task_routing.document_url: found 'ftp://a/', expected an absolute http"), wrong);
        assertTrue(assertThrows(WorkflowError.class, () -> WorkflowDocument.parse(
                "{\"task_routing\":{\"fallback_document_url\":\"https://a/\"}}")).getMessage()
                .contains("stands without a document_url"));
        WorkflowDocument read = WorkflowDocument.parse(document());
        assertEquals(new WorkflowDocument.Live(URL, Optional.of(URL + "2")), read.live().orElseThrow());
        assertEquals(read, WorkflowDocument.parse(read.toJson()));
        assertEquals(List.of(), read.warnings());
    }
}
