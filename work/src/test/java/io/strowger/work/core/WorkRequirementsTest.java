package io.strowger.work.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkflowSid;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Items of requirements part 2 that no other test here names. */
class WorkRequirementsTest {
    private final Scene scene = new Scene();
    private final TaskQueueSid everybody = scene.queue("Everybody", "1==1");

    @Test
    void requirement2x15And2x21WorkflowYieldsThePriorityFromTheKindOfCall() {
        WorkflowSid workflow = scene.workflow("{'expression':'type == \\\"emergency\\\"','targets':[{'queue':'"
                + everybody + "','priority':100}]},{'expression':'type == \\\"sales\\\"','targets':[{'queue':'"
                + everybody + "','priority':10}]}", "{'queue':'" + everybody + "'}");
        Task plain = scene.task(workflow, "{\"type\":\"other\",\"call_sid\":\"CA" + "1".repeat(32) + "\"}");
        Task sales = scene.task(workflow, "{\"type\":\"sales\"}");
        Task emergency = scene.task(workflow, "{\"type\":\"emergency\"}");
        assertEquals(List.of(0, 10, 100), List.of(plain.priority(), sales.priority(), emergency.priority()));
        assertTrue(plain.attributes().contains("call_sid"), "2.10: it refers to its communication");
        scene.worker("alice");
        assertEquals(List.of("alice"), scene.offeredTo(emergency), "2.36");
    }

    @Test
    void requirement2x34PriorityWorkflowAndWorkerStateEachDecide() {
        TaskQueueSid skilled = scene.queue("Skilled", "skill == true");
        WorkflowSid open = scene.into(everybody);
        WorkflowSid narrow = scene.into(skilled);
        Task low = scene.task(open, "{}", 1);
        Task high = scene.task(open, "{}", 2);
        Task other = scene.task(narrow, "{}", 9);
        Worker alice = scene.worker("alice", "{\"skill\":false}");
        assertEquals(List.of("alice"), scene.offeredTo(high), "priority decides among what the worker may have");
        assertEquals(TaskStatus.PENDING, other.status(), "the workflow's queue keeps it from alice");
        scene.accept(high);
        scene.move(alice, "Offline");
        scene.complete(high);
        assertEquals(TaskStatus.PENDING, low.status(), "alice's state");
    }

    @Test
    void requirement2x43EngineFindsTheWorkerFreeWhenTheWorkEnds() {
        WorkflowSid workflow = scene.into(everybody);
        Worker alice = scene.worker("alice");
        Task task = scene.task(workflow, "{}");
        scene.accept(task);
        assertEquals(1, alice.openReservations(), "2.28: reserved, busy, free");
        scene.send(Command.UpdateTask.to(task.sid(), TaskStatus.WRAPPING, "call ended"));
        scene.complete(task);
        assertEquals(0, alice.openReservations());
        assertEquals(List.of("alice"), scene.offeredTo(scene.task(workflow, "{}")));
    }

    @Test
    void requirement2x48CallerWhoHangsUpWhileWaitingReservesNobody() {
        Task task = scene.task(scene.into(everybody), "{}");
        scene.send(Command.UpdateTask.to(task.sid(), TaskStatus.CANCELED, "hangup"));
        Worker alice = scene.worker("alice");
        assertEquals(0, alice.openReservations());
        assertEquals(Optional.of("hangup"), task.reason());
    }

    @Test
    void requirement2x53StateSurvivesARestartFromASnapshotAndTheRestOfTheJournal() {
        WorkflowSid workflow = scene.into(everybody);
        scene.worker("alice");
        Task first = scene.task(workflow, "{}");
        Workspace again = Workspace.restore(scene.workspace.snapshot(), RoutingLimits.DEFAULT);
        int saved = scene.journal.size();
        scene.accept(first);
        scene.task(workflow, "{}");
        assertNotEquals(scene.workspace.digest(), again.digest());
        Router router = Router.open(again, scene::mint, List.of());
        scene.journal.subList(saved, scene.journal.size()).forEach(router::apply);
        assertEquals(scene.workspace.digest(), again.digest());
        assertEquals(scene.workspace.nextDeadline(), again.nextDeadline(), "timers from the journal");
    }

    @Test
    void crowdOfTimersIsTakenInSlicesByTicks() {
        WorkflowSid workflow = scene.into(everybody);
        for (int i = 0; i < 1_500; i++) {
            scene.task(new Command.CreateTask(new TaskSid(scene.mint("WT")), Optional.of(workflow), Optional.empty(),
                    Optional.empty(), false, "{}", OptionalInt.empty(), Optional.of(Duration.ofSeconds(1)),
                    Optional.empty(), Optional.empty(), Optional.empty()));
        }
        scene.now = scene.now.plusSeconds(1);
        Instant due = scene.workspace.nextDeadline().orElseThrow();
        assertEquals(scene.now, due);
        scene.send(new Command.Tick());
        assertEquals(500, scene.workspace.openTasks());
        assertEquals(Optional.of(due), scene.workspace.nextDeadline(), "more is due");
        scene.send(new Command.Tick());
        assertEquals(0, scene.workspace.openTasks());
        scene.assertReplays();
    }

    @Test
    void requirement2x37CommandThatComesTwiceIsDoneOnce() {
        WorkflowSid workflow = scene.into(everybody);
        Worker alice = scene.worker("alice");
        Command.CreateTask create = Command.CreateTask.of(new TaskSid(scene.mint("WT")), workflow, "{}");
        scene.send(create);
        assertEquals(409, scene.status(create));
        assertEquals(409, scene.status(new Command.CreateWorker(alice.sid(), "other", Optional.empty(), "{}")));
        assertEquals(409, scene.status(new Command.CreateTaskQueue(everybody, QueueSettings.named("Other"))));
        assertEquals(409, scene.status(new Command.CreateWorkflow(workflow, WorkflowSettings.of("Other",
                Scene.document("", "{'queue':'" + everybody + "'}")))));
        assertEquals(409, scene.status(new Command.CreateActivity(scene.activity("Offline"), "Other", true)));
        assertEquals(409, scene.status(new Command.CreateTaskChannel(scene.channel("voice"), "O", "other", true)));
        assertEquals(1, alice.openReservations());
    }

    @Test
    void journalIsTakenOnlyInOrder() {
        Workspace again = Scene.empty(RoutingLimits.DEFAULT);
        Router router = Router.open(again, scene::mint, List.of());
        router.apply(scene.journal.getFirst());
        assertEquals(1, again.sequence());
        assertThrows(IllegalStateException.class,
                () -> router.apply(scene.journal.getLast()));
    }
}
