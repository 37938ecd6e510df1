package io.strowger.work.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.WorkflowSid;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The way a task takes through its workflow (work-distribution-api section 3; requirements 2.13 to 2.21). */
class WorkflowStepsTest {
    private final Scene scene = new Scene();
    private final TaskQueueSid english = scene.queue("English", "languages HAS 'en'");
    private final TaskQueueSid french = scene.queue("French", "languages HAS 'fr'");
    private final TaskQueueSid everybody = scene.queue("Everybody", "1==1");

    @AfterEach
    void replays() {
        scene.assertReplays();
    }

    private Optional<TaskQueueSid> place(Task task) {
        return task.queue().map(TaskQueue::sid);
    }

    @Test
    void firstMatchingFilterTakesTheTaskAndTheDefaultTheRest() { // 2.15, 2.17, section 3.1
        WorkflowSid workflow = scene.workflow("{'expression':'lang==\\'en\\'','targets':[{'queue':'" + english
                + "','priority':'7'}]},{'expression':'vip==true OR lang==\\'fr\\'','targets':[{'queue':'" + french
                + "'}]}".replace("\\'", "'"), "{'queue':'" + everybody + "'}");
        Task first = scene.task(workflow, "{\"lang\":\"en\",\"vip\":true}");
        assertEquals(Optional.of(english), place(first));
        assertEquals(7, first.priority(), "the target's priority, a number in a string");
        assertEquals(Optional.of(french), place(scene.task(workflow, "{\"vip\":true}", 3)));
        Task other = scene.task(workflow, "{\"lang\":\"de\"}", 3);
        assertEquals(Optional.of(everybody), place(other));
        assertEquals(3, other.priority(), "without a target's priority a task keeps its own");
    }

    @Test
    void targetTimeoutsLeadToTheNextTargetThenTheNextMatchingFilterAndNeverToTheDefault() { // 2.18, 3.4, trap 3
        WorkflowSid workflow = scene.workflow("{'expression':'1==1','targets':[{'queue':'" + english
                + "','timeout':10},{'timeout':20,'priority':5}]},{'expression':'lang==\"de\"','targets':[{'queue':'"
                .replace("\"", "\\\"") + everybody + "','timeout':5}]},{'expression':'1==1','targets':[{'queue':'"
                + french + "','timeout':5}]}", "{'queue':'" + everybody + "'}");
        Task task = scene.task(workflow, "{\"lang\":\"en\"}");
        assertEquals(Optional.of(english), place(task));
        scene.seconds(9);
        assertEquals(0, task.priority());
        scene.seconds(1);
        assertEquals(Optional.of(english), place(task), "the second target inherits the queue");
        assertEquals(5, task.priority());
        scene.seconds(20);
        assertEquals(Optional.of(french), place(task), "a filter that does not match is passed by");
        assertEquals(5, task.priority());
        scene.seconds(5);
        assertEquals(TaskStatus.CANCELED, task.status());
        assertEquals(Optional.of("Workflow timeout"), task.reason());
        assertEquals(1, scene.events(Event.TaskLeftWorkflow.class).size());
    }

    @Test
    void taskWithoutAnyMatchIsCanceled() { // 3.4
        Task task = scene.task(scene.workflow("{'expression':'1==2','targets':[{'queue':'" + english + "'}]}", ""),
                "{}");
        assertEquals(TaskStatus.CANCELED, task.status());
    }

    @Test
    void withoutATimeoutTheTaskWaitsUntilItsOwnTimeoutFromCreation() { // 3.5, 2.12
        WorkflowSid workflow = scene.into(english);
        Task task = scene.task(new Command.CreateTask(new TaskSid(scene.mint("WT")), Optional.of(workflow),
                Optional.empty(), Optional.empty(), false, "{}", OptionalInt.empty(),
                Optional.of(Duration.ofSeconds(90)), Optional.empty(), Optional.empty(), Optional.empty()));
        scene.seconds(89);
        assertEquals(TaskStatus.PENDING, task.status());
        scene.seconds(1);
        assertEquals(TaskStatus.CANCELED, task.status());
        assertEquals(Optional.of("Task timeout"), task.reason());
    }

    @Test
    void taskTimeoutCancelsAnOfferToo() { // section 4: pending|reserved -> canceled
        scene.worker("alice");
        WorkflowSid workflow = scene.workflow(WorkflowSettings.of("Slow", Scene.document("", "{'queue':'" + everybody
                + "'}")).reservingFor(Duration.ofHours(2)));
        Task task = scene.task(new Command.CreateTask(new TaskSid(scene.mint("WT")), Optional.of(workflow),
                Optional.empty(), Optional.empty(), false, "{}", OptionalInt.empty(),
                Optional.of(Duration.ofHours(1)), Optional.empty(), Optional.empty(), Optional.empty()));
        Reservation offer = scene.offer(task);
        scene.pass(Duration.ofHours(1));
        assertEquals(TaskStatus.CANCELED, task.status());
        assertEquals(ReservationStatus.CANCELED, offer.status());
    }

    @Test
    void skipIfIsLookedAtOnEntryOnlyAndOnlyWhenNobodyCouldBeFoundAtOnce() { // 3.3
        String filters = "{'expression':'1==1','targets':[{'queue':'" + english
                + "','skip_if':'workers.available == 0'},{'queue':'" + french + "'}]}";
        WorkflowSid workflow = scene.workflow(filters, "");
        assertEquals(Optional.of(french), place(scene.task(workflow, "{}")), "nobody there: skipped on entry");
        Worker alice = scene.worker("alice", "{\"languages\":[\"en\"]}");
        Task offered = scene.task(workflow, "{}");
        assertEquals(List.of("alice"), scene.offeredTo(offered));
        Task waiting = scene.task(workflow, "{}");
        assertEquals(Optional.of(english), place(waiting), "alice is busy but available: it waits");
        scene.accept(offered);
        scene.move(alice, "Offline");
        assertEquals(Optional.of(english), place(waiting), "later it is not looked at again");
    }

    @Test
    void skipIsNotLookedAtWhenAReservationCouldBeMadeAtOnce() { // 3.3
        WorkflowSid workflow = scene.workflow("{'expression':'1==1','targets':[{'queue':'" + everybody
                + "','skip_if':'1==1'}]}", "");
        scene.worker("alice");
        assertEquals(List.of("alice"), scene.offeredTo(scene.task(workflow, "{}")));
        assertEquals(TaskStatus.CANCELED, scene.task(workflow, "{}").status());
    }

    @Test
    void skippedLastTargetGoesToTheDefaultFilterElseIsWorkflowSkipped() { // 3.4
        String skipping = "{'expression':'1==1','targets':[{'queue':'" + english + "','skip_if':'1==1'}]}";
        Task rescued = scene.task(scene.workflow(skipping, "{'queue':'" + everybody + "'}"), "{}");
        assertEquals(Optional.of(everybody), place(rescued));
        assertEquals(TaskStatus.PENDING, rescued.status());
        Task skipped = scene.task(scene.workflow(skipping, ""), "{}");
        assertEquals(TaskStatus.CANCELED, skipped.status());
        assertTrue(scene.events(Event.TaskLeftWorkflow.class).getLast().skipped());
    }

    @Test
    void knownWorkerAloneIsOfferedTheTask() { // 3.6, 2.44
        WorkflowSid workflow = scene.workflow("{'expression':'1==1','targets':[{'queue':'" + everybody
                + "','known_worker_friendly_name':'task.agent','timeout':30},{'queue':'" + everybody + "'}]}", "");
        scene.worker("alice");
        Worker bob = scene.offline("bob", "{}");
        Task forBob = scene.task(workflow, "{\"agent\":\"bob\"}");
        assertEquals(TaskStatus.PENDING, forBob.status(), "alice is free, but it is for bob");
        scene.move(bob, "Available");
        assertEquals(List.of("bob"), scene.offeredTo(forBob));
        Task forNobody = scene.task(workflow, "{\"agent\":\"y\"}");
        Task unnamed = scene.task(workflow, "{}");
        assertEquals(TaskStatus.PENDING, forNobody.status());
        scene.seconds(30);
        assertEquals(List.of("alice"), scene.offeredTo(forNobody), "after the timeout anybody");
        assertEquals(TaskStatus.PENDING, unnamed.status());
    }

    @Test
    void knownWorkerBySidMustBeOneOfTheQueues() { // 3.6: faster than an equal expression, so with its meaning
        WorkflowSid workflow = scene.workflow("{'expression':'1==1','targets':[{'queue':'" + english
                + "','known_worker_sid':'task.agent'}]}", "");
        Worker alice = scene.worker("alice", "{\"languages\":[\"fr\"]}");
        Task task = scene.task(workflow, "{\"agent\":\"" + alice.sid() + "\"}");
        assertEquals(TaskStatus.PENDING, task.status());
        scene.describe(alice, "{\"languages\":[\"en\"]}");
        assertEquals(List.of("alice"), scene.offeredTo(task));
    }

    @Test
    void targetTimeoutDoesNotRevokeAPendingReservationButTheTaskMovesWhenItEnds() { // 3.7
        WorkflowSid workflow = scene.workflow("{'expression':'1==1','targets':[{'queue':'" + english
                + "','timeout':10},{'queue':'" + french + "'}]}", "");
        Worker alice = scene.worker("alice", "{\"languages\":[\"en\"]}");
        Task task = scene.task(workflow, "{}");
        Reservation offer = scene.offer(task);
        scene.seconds(15);
        assertEquals(ReservationStatus.PENDING, offer.status());
        assertEquals(Optional.of(english), place(task));
        scene.to(offer.sid(), ReservationStatus.REJECTED);
        assertEquals(Optional.of(french), place(task));
        assertEquals(0, alice.openReservations());
    }

    @Test
    void acceptedTaskStaysThoughItsTargetTimeIsOver() { // 3.7
        WorkflowSid workflow = scene.workflow("{'expression':'1==1','targets':[{'queue':'" + english
                + "','timeout':10},{'queue':'" + french + "'}]}", "");
        scene.worker("alice", "{\"languages\":[\"en\"]}");
        Task task = scene.task(workflow, "{}");
        scene.accept(task);
        scene.seconds(60);
        assertEquals(TaskStatus.ASSIGNED, task.status());
        assertEquals(Optional.of(english), place(task));
    }

    @Test
    void timeOfDayIsThatOfTheMomentTheTaskReachesTheFilterOrTarget() { // section 2
        WorkflowSid workflow = scene.workflow("{'expression':'taskrouter.currentTime < 1001','targets':[{'queue':'"
                + english + "'}]},{'expression':'taskrouter.dayOfWeek == \\\"tue\\\"','targets':[{'queue':'" + french
                + "','expression':'taskrouter.currentMin >= 2'}]}", "");
        assertEquals(Optional.of(english), place(scene.task(workflow, "{}")));
        scene.seconds(60);
        Task late = scene.task(workflow, "{}");
        assertEquals(Optional.of(french), place(late));
        scene.worker("alice", "{\"languages\":[\"fr\"]}");
        scene.seconds(120);
        assertEquals(TaskStatus.PENDING, late.status(), "the clock does not fire expressions by itself");
        assertEquals(List.of("alice"), scene.offeredTo(scene.task(workflow, "{}")));
    }

    @Test
    void ageAndTimeInQueueCanBeReadByExpressions() { // 2.13
        WorkflowSid workflow = scene.workflow("{'expression':'task.age < 5','targets':[{'queue':'" + english
                + "','timeout':10}]},{'expression':'task.age >= 10','targets':[{'queue':'" + french + "'}]}", "");
        Task task = scene.task(workflow, "{}");
        scene.seconds(10);
        assertEquals(Optional.of(french), place(task));
    }

    @Test
    void directRoutingPassesTheFiltersBy() { // section 1: RoutingTarget; 2.44
        WorkflowSid workflow = scene.into(english);
        Task inQueue = scene.task(direct(workflow, french.value(), false));
        assertEquals(Optional.of(french), place(inQueue));
        Worker alice = scene.worker("alice");
        scene.worker("bob");
        assertEquals(List.of("alice"), scene.offeredTo(scene.task(direct(workflow, alice.sid().value(), false))));
        Task second = scene.task(direct(workflow, alice.sid().value(), false));
        assertEquals(TaskStatus.PENDING, second.status(), "alice has no capacity left");
        assertEquals(List.of("alice"), scene.offeredTo(scene.task(direct(workflow, alice.sid().value(), true))),
                "IgnoreCapacity");
        Task way = scene.task(direct(workflow, workflow.value(), false));
        assertEquals(Optional.of(english), place(way));
        assertEquals(400, scene.status(direct(workflow, "WK" + "9".repeat(32), false)));
        assertEquals(400, scene.status(direct(workflow, french.value(), true)), "IgnoreCapacity needs a worker");
    }

    private Command.CreateTask direct(WorkflowSid workflow, String target, boolean ignoreCapacity) {
        return new Command.CreateTask(new TaskSid(scene.mint("WT")), Optional.of(workflow), Optional.empty(),
                Optional.of(target), ignoreCapacity, "{}", OptionalInt.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty());
    }

    @Test
    void liveFetchedDocumentLeadsThisTaskAlone() { // 2.16 (ii)
        WorkflowSid workflow = scene.into(english);
        Task task = scene.task(new Command.CreateTask(new TaskSid(scene.mint("WT")), Optional.of(workflow),
                Optional.empty(), Optional.empty(), false, "{}", OptionalInt.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.of(Scene.document("", "{'queue':'" + french + "'}"))));
        assertEquals(Optional.of(french), place(task));
        assertEquals(Optional.of(english), place(scene.task(workflow, "{}")));
    }

    @Test
    void workflowMayBeLeftOutWhenThereIsOne() { // section 1
        Command.CreateTask without = new Command.CreateTask(new TaskSid(scene.mint("WT")), Optional.empty(),
                Optional.empty(), Optional.empty(), false, "{}", OptionalInt.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty());
        assertEquals(400, scene.status(without));
        WorkflowSid only = scene.into(english);
        assertEquals(Optional.of(only), scene.task(without).workflow().map(Workflow::sid));
        scene.into(french);
        assertEquals(400, scene.status(new Command.CreateTask(new TaskSid(scene.mint("WT")), Optional.empty(),
                Optional.empty(), Optional.empty(), false, "{}", OptionalInt.empty(), Optional.empty(),
                Optional.empty(), Optional.empty(), Optional.empty())));
    }

    @Test
    void eachWorkspaceIsItsOwn() { // 2.2, 2.4
        Scene other = new Scene();
        other.worker("alice", "{\"languages\":[\"en\"]}");
        Task task = scene.task(scene.into(english), "{}");
        assertEquals(TaskStatus.PENDING, task.status());
        assertEquals(404, scene.status(new Command.DeleteWorker(new WorkerSid("WK" + "8".repeat(32)),
                OptionalInt.empty())));
    }
}
