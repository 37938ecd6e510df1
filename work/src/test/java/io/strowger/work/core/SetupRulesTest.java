package io.strowger.work.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.TaskChannelSid;
import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.WorkflowSid;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Workspaces and what they hold (work-distribution-api section 1; requirements 2.4, 2.14, 2.20, 2.22 to 2.32). */
class SetupRulesTest {
    private Scene scene = new Scene();

    @AfterEach
    void replays() {
        scene.assertReplays();
    }

    @Test
    void newWorkspaceHasActivitiesAndChannels() { // creation side effects
        assertEquals(List.of("Offline false", "Available true", "Unavailable false"),
                scene.workspace.activities().all().stream()
                        .map(activity -> activity.friendlyName() + " " + activity.isAvailable()).toList());
        assertEquals(List.of("default", "voice", "chat", "sms", "video", "email"),
                scene.workspace.channels().all().stream().map(TaskChannel::uniqueName).toList());
        assertEquals(scene.activity("Offline"), scene.workspace.settings().defaultActivity());
        assertEquals(scene.activity("Offline"), scene.workspace.settings().timeoutActivity());
        assertEquals(409, scene.status(new Command.CreateWorkspace("Again", Command.Template.NONE, true,
                TaskOrder.FIFO, Optional.empty(), Optional.empty())));
    }

    @Test
    void fifoTemplateHasAQueueForEverybodyAndAWorkflow() { // creation side effects
        Workspace workspace = Scene.empty(RoutingLimits.DEFAULT);
        Router router = Router.open(workspace, scene::mint, List.of());
        assertFalse(router.handle(new Command.Tick(), scene.now).isDone(), "nothing before it is made");
        router.handle(new Command.CreateWorkspace("Fifo", Command.Template.FIFO, true, TaskOrder.FIFO,
                Optional.of(""), Optional.of("task.created")), scene.now);
        assertEquals("1==1", workspace.queues().all().iterator().next().settings().targetWorkers());
        assertEquals(1, workspace.workflows().size());
        assertEquals(Optional.empty(), workspace.settings().eventCallbackUrl());
    }

    @Test
    void deletedWorkspaceAnswersNoMore() { // 2.4
        Task task = scene.task(scene.into(scene.queue("Queue", "1==1")), "{}");
        Task offered = scene.task(scene.into(scene.queue("Other", "1==1")), "{}");
        scene.worker("alice");
        Reservation offer = scene.offer(task);
        scene.send(new Command.DeleteWorkspace());
        assertTrue(scene.decisions.contains(new Decision.TaskEnded(offered.sid(), TaskStatus.PENDING,
                Optional.empty())));
        assertTrue(scene.decisions.contains(new Decision.TaskEnded(task.sid(), TaskStatus.RESERVED,
                Optional.empty())));
        assertTrue(scene.decisions.contains(new Decision.Withdraw(offer.sid(), task.sid(), offer.worker().sid(),
                ReservationStatus.CANCELED)), "whoever is called for it is let go");
        assertEquals(404, scene.status(new Command.CreateActivity(new ActivitySid(scene.mint("WA")), "A", true)));
    }

    @Test
    void newWorkerHasTheDefaultActivityAndAShareOfOneInEachChannel() { // 2.22, 2.23, 2.30
        Worker alice = scene.offline("alice", "{}");
        assertEquals("Offline", alice.activity().friendlyName());
        assertEquals(6, alice.channels().size());
        alice.channels().forEach(share -> {
            assertEquals(1, share.configuredCapacity());
            assertTrue(share.isAvailable());
            assertEquals(100, share.availableCapacityPercentage());
        });
        TaskChannelSid fax = new TaskChannelSid(scene.mint("TC"));
        scene.send(new Command.CreateTaskChannel(fax, "Fax", "fax", false));
        assertEquals("fax", alice.channels().getLast().channel().uniqueName());
        assertEquals(409, scene.status(new Command.CreateTaskChannel(new TaskChannelSid(scene.mint("TC")), "Fax",
                "fax", false)));
        assertEquals(34, alice.channels().getFirst().sid().value().length());
        scene.send(new Command.DeleteTaskChannel(fax));
        assertEquals(6, alice.channels().size());
    }

    @Test
    void workersNamesAreUnique() { // section 1 WK
        Worker alice = scene.worker("alice");
        assertEquals(409, scene.status(new Command.CreateWorker(new WorkerSid(scene.mint("WK")), "alice",
                Optional.empty(), "{}")));
        Worker bob = scene.worker("bob");
        assertEquals(409, scene.status(rename(bob, "alice")));
        scene.send(rename(alice, "alicia"));
        scene.send(rename(bob, "alice"));
        assertEquals(Optional.of(bob), scene.workspace.workerNamed("alice"));
    }

    private static Command rename(Worker worker, String name) {
        return new Command.UpdateWorker(worker.sid(), OptionalInt.empty(), Optional.of(name), Optional.empty(),
                Optional.empty(), false);
    }

    @Test
    void workersVersionGrowsAtExactlyTheDocumentedMoments() { // section 8, version counters
        Worker alice = scene.worker("alice");
        WorkflowSid workflow = scene.into(scene.queue("Queue", "1==1"));
        int version = alice.version();
        Task task = scene.task(workflow, "{}");
        assertEquals(++version, alice.version(), "reservation.created");
        Reservation offer = scene.accept(task);
        scene.to(offer.sid(), ReservationStatus.WRAPPING);
        scene.to(offer.sid(), ReservationStatus.COMPLETED);
        assertEquals(version, alice.version(), "not at acceptance, wrapping, completion");
        scene.capacity(alice, "voice", 3);
        assertEquals(++version, alice.version(), "worker.capacity.update");
        scene.send(new Command.UpdateWorkerChannel(alice.sid(), scene.channel("voice"), OptionalInt.empty(),
                Optional.of(false)));
        assertEquals(++version, alice.version(), "worker.channel.availability.update");
        scene.describe(alice, "{\"a\":1}");
        assertEquals(++version, alice.version());
        scene.move(alice, "Unavailable");
        assertEquals(++version, alice.version());
        scene.move(alice, "Unavailable");
        assertEquals(version, alice.version(), "nothing changed");
        assertEquals(412, scene.status(new Command.DeleteWorker(alice.sid(), OptionalInt.of(version - 1))));
        assertEquals(412, scene.status(Command.UpdateReservation.to(offer.sid(), ReservationStatus.ACCEPTED)) == 400
                ? scene.status(new Command.UpdateReservation(offer.sid(), OptionalInt.of(0),
                        ReservationStatus.ACCEPTED, Optional.empty())) : 0);
        scene.send(new Command.DeleteWorker(alice.sid(), OptionalInt.of(version)));
    }

    @Test
    void workerIsDeletedOnlyWhenUnavailableAndWithoutWork() { // section 4, last line
        Worker alice = scene.worker("alice");
        assertEquals(409, scene.status(new Command.DeleteWorker(alice.sid(), OptionalInt.empty())));
        Task task = scene.task(scene.into(scene.queue("Queue", "1==1")), "{}");
        scene.accept(task);
        scene.move(alice, "Offline");
        assertEquals(409, scene.status(new Command.DeleteWorker(alice.sid(), OptionalInt.empty())));
        scene.complete(task);
        scene.send(new Command.DeleteWorker(alice.sid(), OptionalInt.empty()));
        assertEquals(0, scene.workspace.queues().all().iterator().next().eligibleWorkers());
        assertEquals("alice", task.reservations().getFirst().worker().friendlyName(), "can still be read");
        Workspace again = Workspace.restore(scene.workspace.snapshot(), RoutingLimits.DEFAULT);
        assertEquals("alice", again.task(task.sid()).orElseThrow().reservations().getFirst().worker().friendlyName());
    }

    /** A worker who is gone but can still be read keeps a share in a channel that is gone: no snapshot speaks of it. */
    @Test
    void aSnapshotOfWhatASnapshotBroughtIsTheSame() {
        TaskChannelSid spare = new TaskChannelSid(scene.mint("TC"));
        scene.send(new Command.CreateTaskChannel(spare, "Spare", "spare", false));
        Worker alice = scene.worker("alice");
        Task task = scene.task(scene.into(scene.queue("Queue", "1==1")), "{}");
        scene.accept(task);
        scene.complete(task);
        scene.move(alice, "Offline");
        scene.send(new Command.DeleteWorker(alice.sid(), OptionalInt.empty()));
        scene.send(new Command.DeleteTaskChannel(spare));
        Workspace again = Workspace.restore(scene.workspace.snapshot(), RoutingLimits.DEFAULT);
        assertEquals(scene.workspace.digest(), again.digest());
        assertEquals(scene.workspace.digest(),
                Workspace.restore(again.snapshot(), RoutingLimits.DEFAULT).digest());
    }

    @Test
    void activityInUseStays() { // deletion rules
        ActivitySid lunch = scene.newActivity("Lunch", false);
        assertEquals(409, scene.status(new Command.DeleteActivity(scene.activity("Offline"))), "default");
        Worker alice = scene.worker("alice");
        scene.move(alice, "Lunch");
        assertEquals(409, scene.status(new Command.DeleteActivity(lunch)));
        scene.move(alice, "Offline");
        TaskQueueSid queue = scene.queue("Queue", "1==1");
        scene.send(new Command.UpdateTaskQueue(queue, Optional.empty(), Optional.empty(), OptionalInt.empty(),
                Optional.empty(), Optional.of(Optional.of(lunch)), Optional.empty()));
        assertEquals(409, scene.status(new Command.DeleteActivity(lunch)), "named by a queue");
        scene.send(new Command.UpdateTaskQueue(queue, Optional.empty(), Optional.empty(), OptionalInt.of(2),
                Optional.empty(), Optional.empty(), Optional.empty()));
        assertEquals(409, scene.status(new Command.DeleteActivity(lunch)), "what an update leaves out stays");
        scene.send(new Command.UpdateTaskQueue(queue, Optional.empty(), Optional.empty(), OptionalInt.empty(),
                Optional.empty(), Optional.of(Optional.empty()), Optional.empty()));
        scene.send(new Command.DeleteActivity(lunch));
        assertEquals(404, scene.status(new Command.DeleteActivity(lunch)));
    }

    @Test
    void queueStaysWhileAWorkflowOrATaskOnItsWayLeadsToIt() { // deletion rules, 2.20
        TaskQueueSid first = scene.queue("First", "1==1");
        TaskQueueSid second = scene.queue("Second", "1==1");
        WorkflowSid workflow = scene.workflow("{'expression':'1==1','targets':[{'queue':'" + first
                + "'},{'queue':'" + second + "'}]}", "");
        Task task = scene.task(workflow, "{}");
        scene.send(new Command.UpdateWorkflow(workflow, Optional.empty(), Optional.of(Scene.document("",
                "{'queue':'" + first + "'}")), Optional.empty(), Optional.empty(), Optional.empty(), false));
        assertTrue(scene.refused(new Command.DeleteTaskQueue(second)).message().contains("still follow"));
        assertEquals(409, scene.status(new Command.DeleteTaskQueue(first)));
        assertEquals(409, scene.status(new Command.DeleteWorkflow(workflow)));
        scene.send(Command.UpdateTask.to(task.sid(), TaskStatus.CANCELED, "over"));
        scene.send(new Command.DeleteTaskQueue(second));
        scene.send(new Command.DeleteWorkflow(workflow));
        scene.send(new Command.DeleteTaskQueue(first));
        Workspace again = Workspace.restore(scene.workspace.snapshot(), RoutingLimits.DEFAULT);
        assertEquals(scene.workspace.digest(), again.digest());
    }

    @Test
    void wrongSettingsAreRefusedWithAPlaceAndAReason() { // 2.14, section 2 last line
        TaskQueueSid sid = new TaskQueueSid(scene.mint("WQ"));
        Refusal expression = scene.refused(new Command.CreateTaskQueue(sid,
                QueueSettings.named("Queue").targeting("level >")));
        assertTrue(expression.message().startsWith("TargetWorkers: column 8"), expression.message());
        assertEquals(20001, expression.kind().code());
        assertEquals(400, scene.status(new Command.CreateTaskQueue(sid, QueueSettings.named("Queue").reserving(51))));
        assertEquals(400, scene.status(new Command.CreateTaskQueue(sid, QueueSettings.named("Queue").reserving(0))));
        assertEquals(400, scene.status(new Command.CreateTaskQueue(sid, QueueSettings.named("x".repeat(65)))));
        WorkflowSid workflow = new WorkflowSid(scene.mint("WW"));
        Refusal document = scene.refused(new Command.CreateWorkflow(workflow, WorkflowSettings.of("W",
                Scene.document("{'expression':'a ==','targets':[{'queue':'" + sid + "'}]}", ""))));
        assertTrue(document.message().contains("filters[0]"), document.message());
        Refusal unknown = scene.refused(new Command.CreateWorkflow(workflow, WorkflowSettings.of("W",
                Scene.document("", "{'queue':'" + sid + "'}"))));
        assertTrue(unknown.message().contains(sid.value()), unknown.message());
        scene.queue("Queue", "");
        assertEquals(0, scene.workspace.queues().all().iterator().next().eligibleWorkers(), "empty: nobody");
        assertEquals(400, scene.status(new Command.CreateWorkflow(workflow, WorkflowSettings.of("W",
                Scene.document("", "")).reservingFor(Duration.ofDays(2)))));
    }

    @Test
    void limitsAreSaidByName() { // limits
        scene = new Scene(new RoutingLimits(1, 1, 1, 4, 7, 1, 10, 500, 64, 5, Duration.ofDays(1), Duration.ofDays(1),
                Duration.ofMinutes(5), 1000), List.of());
        scene.worker("alice");
        assertTrue(scene.refused(new Command.CreateWorker(new WorkerSid(scene.mint("WK")), "bob", Optional.empty(),
                "{}")).message().contains("1 workers"));
        TaskQueueSid queue = scene.queue("Queue", "1==1");
        assertEquals(400, scene.status(new Command.CreateTaskQueue(new TaskQueueSid(scene.mint("WQ")),
                QueueSettings.named("Other"))));
        WorkflowSid workflow = scene.into(queue);
        assertEquals(400, scene.status(new Command.CreateWorkflow(new WorkflowSid(scene.mint("WW")),
                WorkflowSettings.of("W", Scene.document("", "{'queue':'" + queue + "'}")))));
        scene.newActivity("Fourth", true);
        assertEquals(400, scene.status(new Command.CreateActivity(new ActivitySid(scene.mint("WA")), "Fifth", true)));
        scene.task(workflow, "{}");
        assertEquals(400, scene.status(Command.CreateTask.of(new io.strowger.kernel.TaskSid(scene.mint("WT")),
                workflow, "{}")));
        Worker alice = scene.workspace.workerNamed("alice").orElseThrow();
        assertEquals(400, scene.status(new Command.UpdateWorkerChannel(alice.sid(), scene.channel("voice"),
                OptionalInt.of(6), Optional.empty())));
        assertEquals(400, scene.status(new Command.UpdateWorker(alice.sid(), OptionalInt.empty(), Optional.empty(),
                Optional.of("{\"a\":\"long\"}"), Optional.empty(), false)));
    }

    @Test
    void singleTaskModeAppliesTheQueuesActivities() { // section 1, legacy mode
        scene.send(new Command.UpdateWorkspace(Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.of(false), Optional.empty(), Optional.empty(), Optional.empty()));
        ActivitySid reserved = scene.newActivity("Reserved", false);
        ActivitySid busy = scene.newActivity("Busy", false);
        TaskQueueSid queue = scene.queue(new QueueSettings("Queue", "1==1", 2, TaskOrder.FIFO,
                Optional.of(reserved), Optional.of(busy)));
        WorkflowSid workflow = scene.into(queue);
        Worker alice = scene.worker("alice");
        Worker bob = scene.worker("bob");
        Task task = scene.task(workflow, "{}");
        assertEquals("Reserved", alice.activity().friendlyName());
        assertEquals("Reserved", bob.activity().friendlyName());
        scene.to(task.reservations().getFirst().sid(), ReservationStatus.ACCEPTED);
        assertEquals("Busy", alice.activity().friendlyName());
        assertEquals("Available", bob.activity().friendlyName(), "rescinded: back to what bob did before");
        Task second = scene.task(workflow, "{}");
        assertEquals(List.of("bob"), scene.offeredTo(second));
        scene.to(scene.offer(second).sid(), ReservationStatus.REJECTED);
        assertEquals(List.of("bob"), scene.offeredTo(second), "and free again at once");
        scene.complete(task);
        assertEquals("Busy", alice.activity().friendlyName(), "the application moves the worker on");
    }
}
