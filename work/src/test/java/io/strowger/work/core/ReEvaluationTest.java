package io.strowger.work.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.WorkflowSid;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What makes waiting tasks and workers look for each other again (RULINGS, "Re-evaluation of tasks"; trap 2). */
class ReEvaluationTest {
    private final Scene scene = new Scene();
    private final TaskQueueSid english = scene.queue("English", "languages HAS 'en'");
    private final TaskQueueSid french = scene.queue("French", "languages HAS 'fr'");
    private final WorkflowSid workflow = scene.workflow("{'expression':'lang == \\\"en\\\"','targets':[{'queue':'"
            + english + "','expression':'worker.level >= task.level'}]},{'expression':'lang == \\\"fr\\\"',"
            + "'targets':[{'queue':'" + french + "'}]}", "");

    @AfterEach
    void replays() {
        scene.assertReplays();
    }

    private void offered(Task task, String worker) {
        assertEquals(List.of(worker), scene.offeredTo(task));
    }

    @Test
    void newWorkerAndNewAttributesAndNewActivityBindAtOnce() { // 2.27, 2.32
        Task task = scene.task(workflow, "{\"lang\":\"en\",\"level\":2}");
        scene.worker("alice", "{\"languages\":[\"en\"],\"level\":1}");
        Worker bob = scene.offline("bob", "{\"languages\":[\"fr\"],\"level\":3}");
        assertEquals(TaskStatus.PENDING, task.status());
        scene.describe(bob, "{\"languages\":[\"fr\",\"en\"],\"level\":3}");
        assertEquals(TaskStatus.PENDING, task.status());
        scene.move(bob, "Available");
        offered(task, "bob");
    }

    @Test
    void changedAttributesOfAWorkerAreEnough() { // RULINGS
        Task task = scene.task(workflow, "{\"lang\":\"en\",\"level\":2}");
        Worker alice = scene.worker("alice", "{\"languages\":[\"en\"],\"level\":1}");
        scene.describe(alice, "{\"languages\":[\"en\"],\"level\":2}");
        offered(task, "alice");
    }

    @Test
    void capacityAndAvailabilityOfAChannelAreEnough() { // RULINGS
        Worker alice = scene.worker("alice", "{\"languages\":[\"fr\"]}");
        scene.capacity(alice, "default", 0);
        Task first = scene.task(workflow, "{\"lang\":\"fr\"}");
        assertEquals(TaskStatus.PENDING, first.status());
        scene.capacity(alice, "default", 1);
        offered(first, "alice");
        scene.capacity(alice, "default", 2);
        scene.send(new Command.UpdateWorkerChannel(alice.sid(), scene.channel("default"), OptionalInt.empty(),
                Optional.of(false)));
        Task second = scene.task(workflow, "{\"lang\":\"fr\"}");
        assertEquals(TaskStatus.PENDING, second.status());
        scene.send(new Command.UpdateWorkerChannel(alice.sid(), scene.channel("default"), OptionalInt.empty(),
                Optional.of(true)));
        offered(second, "alice");
    }

    @Test
    void changedQueueExpressionBindsOtherWorkers() { // RULINGS, trap 2
        scene.worker("alice", "{\"languages\":[\"de\"]}");
        Task task = scene.task(workflow, "{\"lang\":\"fr\"}");
        scene.send(new Command.UpdateTaskQueue(french, Optional.empty(), Optional.of("languages HAS 'de'"),
                OptionalInt.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        offered(task, "alice");
        assertEquals(1, scene.workspace.queue(french).orElseThrow().eligibleWorkers());
    }

    @Test
    void endedReservationFreesTheWorkerForTheNext() { // RULINGS
        scene.worker("alice", "{\"languages\":[\"fr\"]}");
        Task first = scene.task(workflow, "{\"lang\":\"fr\"}");
        Task second = scene.task(workflow, "{\"lang\":\"fr\"}");
        scene.accept(first);
        assertEquals(TaskStatus.PENDING, second.status());
        scene.complete(first);
        offered(second, "alice");
    }

    @Test
    void changedAttributesOfATaskApplyTheTargetAnewButNotTheFilters() { // RULINGS, 2.11
        scene.worker("alice", "{\"languages\":[\"en\",\"fr\"],\"level\":1}");
        Task task = scene.task(workflow, "{\"lang\":\"en\",\"level\":2}");
        scene.send(new Command.UpdateTask(task.sid(), OptionalInt.empty(), Optional.of("{\"lang\":\"fr\",\"level\":2}"),
                OptionalInt.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        assertEquals(TaskStatus.PENDING, task.status(), "filters are run once");
        assertEquals(Optional.of(english), task.queue().map(TaskQueue::sid));
        scene.send(new Command.UpdateTask(task.sid(), OptionalInt.empty(), Optional.of("{\"lang\":\"fr\",\"level\":1}"),
                OptionalInt.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        offered(task, "alice");
    }

    @Test
    void changedPriorityMovesATaskInItsQueue() { // RULINGS, trap 2
        Task first = scene.task(workflow, "{\"lang\":\"fr\"}");
        Task second = scene.task(workflow, "{\"lang\":\"fr\"}");
        scene.send(new Command.UpdateTask(second.sid(), OptionalInt.empty(), Optional.empty(), OptionalInt.of(1),
                Optional.empty(), Optional.empty(), Optional.empty()));
        scene.worker("alice", "{\"languages\":[\"fr\"]}");
        offered(second, "alice");
        assertEquals(TaskStatus.PENDING, first.status());
    }

    @Test
    void changedWorkflowIsForTasksToComeUnlessReEvaluationIsAsked() { // 2.19, section 3.1
        Task before = scene.task(workflow, "{\"lang\":\"fr\"}");
        String changed = Scene.document("{'expression':'1==1','targets':[{'queue':'" + english + "','priority':4}]}",
                "");
        update(changed, false);
        assertEquals(Optional.of(french), before.queue().map(TaskQueue::sid), "keeps to the old document");
        Task after = scene.task(workflow, "{\"lang\":\"fr\"}");
        assertEquals(Optional.of(english), after.queue().map(TaskQueue::sid));
        scene.worker("alice", "{\"languages\":[\"en\"]}");
        offered(after, "alice");
        update(changed, true);
        assertEquals(Optional.of(english), before.queue().map(TaskQueue::sid));
        assertEquals(4, before.priority());
        offered(after, "alice");
    }

    private void update(String configuration, boolean reEvaluate) {
        scene.send(new Command.UpdateWorkflow(workflow, Optional.empty(), Optional.of(configuration),
                Optional.empty(), Optional.empty(), Optional.empty(), reEvaluate));
    }

    @Test
    void reEvaluationLeavesReservedAndAssignedTasksAlone() { // 2.19, section 3.1: pending tasks only
        scene.worker("alice", "{\"languages\":[\"fr\"]}");
        Task reserved = scene.task(workflow, "{\"lang\":\"fr\"}");
        update(Scene.document("{'expression':'1==1','targets':[{'queue':'" + english + "'}]}", ""), true);
        assertEquals(Optional.of(french), reserved.queue().map(TaskQueue::sid));
        scene.accept(reserved);
        update(Scene.document("{'expression':'1==1','targets':[{'queue':'" + english + "','priority':1}]}", ""), true);
        assertEquals(Optional.of(french), reserved.queue().map(TaskQueue::sid));
    }

    @Test
    void reEvaluatedTaskWithoutAPlaceIsCanceled() { // section 3.4
        Task task = scene.task(workflow, "{\"lang\":\"fr\"}");
        update(Scene.document("{'expression':'1==2','targets':[{'queue':'" + english + "'}]}", ""), true);
        assertEquals(TaskStatus.CANCELED, task.status());
    }

    @Test
    void workspaceSettingsCountAtOnce() { // RULINGS: workspace settings
        Worker alice = scene.worker("alice", "{\"languages\":[\"fr\"]}");
        scene.capacity(alice, "default", 2);
        scene.send(multiTask(false));
        scene.task(workflow, "{\"lang\":\"fr\"}");
        Task second = scene.task(workflow, "{\"lang\":\"fr\"}");
        assertEquals(TaskStatus.PENDING, second.status(), "one task at a time");
        scene.send(multiTask(true));
        offered(second, "alice");
    }

    private static Command multiTask(boolean enabled) {
        return new Command.UpdateWorkspace(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(enabled),
                Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Test
    void moreReservedWorkersThanBeforeAreAskedAtOnce() { // queue settings
        scene.worker("alice", "{\"languages\":[\"fr\"]}");
        scene.worker("bob", "{\"languages\":[\"fr\"]}");
        Task task = scene.task(workflow, "{\"lang\":\"fr\"}");
        offered(task, "alice");
        scene.send(new Command.UpdateTaskQueue(french, Optional.empty(), Optional.empty(), OptionalInt.of(2),
                Optional.empty(), Optional.empty(), Optional.empty()));
        assertEquals(List.of("alice", "bob"), scene.offeredTo(task));
    }

    @Test
    void renamedWorkerAndRenamedActivityCount() { // expressions read names
        TaskQueueSid all = scene.queue("All", "1==1");
        WorkflowSid named = scene.workflow("{'expression':'1==1','targets':[{'queue':'" + all
                + "','expression':'worker.friendly_name == task.agent"
                + " OR worker.activity_name == \\\"Lunch\\\"'}]}", "");
        Worker alice = scene.worker("alice");
        Task task = scene.task(named, "{\"agent\":\"alicia\"}");
        assertEquals(TaskStatus.PENDING, task.status());
        scene.send(new Command.UpdateWorker(alice.sid(), OptionalInt.empty(), Optional.of("alicia"), Optional.empty(),
                Optional.empty(), false));
        offered(task, "alicia");
        Task second = scene.task(named, "{\"agent\":\"nobody\"}");
        scene.offline("bob", "{}");
        scene.send(new Command.UpdateActivity(scene.activity("Offline"), Optional.of("Lunch")));
        offered(second, "bob");
        assertTrue(scene.workspace.workerNamed("alice").isEmpty());
    }

    @Test
    void loadOfAWorkerCanBeAskedFor() { // section 2, system paths
        TaskQueueSid all = scene.queue("All", "1==1");
        WorkflowSid second = scene.workflow("{'expression':'1==1','targets':[{'queue':'" + all
                + "','expression':'worker.channel.chat.assigned_tasks >= 1'}]}", "");
        Task waits = scene.task(second, "{}");
        scene.worker("alice");
        assertEquals(TaskStatus.PENDING, waits.status());
        Task chat = scene.on("chat", scene.into(all));
        offered(chat, "alice");
        offered(waits, "alice");
    }
}
