package io.strowger.work.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkflowSid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks' states and data (work-distribution-api sections 1 and 4; requirements 2.6, 2.7, 2.11, 2.12). */
class TaskRulesTest {
    private Scene scene = new Scene();
    private WorkflowSid workflow = scene.into(scene.queue("Everybody", "1==1"));

    @AfterEach
    void replays() {
        scene.assertReplays();
    }

    private Task in(TaskStatus state) {
        scene = new Scene();
        workflow = scene.into(scene.queue("Everybody", "1==1"));
        if (state != TaskStatus.PENDING && state != TaskStatus.CANCELED) {
            scene.worker("alice");
        }
        Task task = scene.task(workflow, "{}");
        switch (state) {
            case PENDING, RESERVED -> { }
            case ASSIGNED -> scene.accept(task);
            case WRAPPING, COMPLETED -> {
                scene.accept(task);
                scene.send(Command.UpdateTask.to(task.sid(), state, "over"));
            }
            case CANCELED -> scene.send(Command.UpdateTask.to(task.sid(), state, "over"));
        }
        assertEquals(state, task.status());
        return task;
    }

    @Test
    void everyTransitionOfATaskIsAllowedOrRefusedAsDocumented() { // 2.12, section 4
        List<String> table = new ArrayList<>();
        for (TaskStatus state : TaskStatus.values()) {
            StringBuilder row = new StringBuilder(state.word());
            for (TaskStatus wish : TaskStatus.values()) {
                Task task = in(state);
                Outcome outcome = scene.router.handle(Command.UpdateTask.to(task.sid(), wish, "why"), scene.now);
                scene.journal.addAll(outcome.events());
                scene.decisions.addAll(outcome.decisions());
                row.append(' ').append(outcome.refusal().map(refusal -> refusal.kind().status()).orElse(0));
                assertEquals(outcome.isDone() ? wish : state, task.status());
            }
            table.add(row.toString());
        }
        assertEquals(List.of(
                // to: pending reserved assigned wrapping completed canceled
                "pending 0 400 400 400 400 0", "reserved 400 400 400 400 400 0", "assigned 400 400 400 0 0 400",
                "wrapping 400 400 400 400 0 400", "completed 400 400 400 400 400 400",
                "canceled 400 400 400 400 400 400"), table);
    }

    @Test
    void reasonIsKeptWithTheEnd() { // 2.12
        Task task = in(TaskStatus.ASSIGNED);
        scene.send(Command.UpdateTask.to(task.sid(), TaskStatus.COMPLETED, "sold"));
        assertEquals(Optional.of("sold"), task.reason());
        assertEquals(ReservationStatus.COMPLETED, task.reservations().getFirst().status());
    }

    @Test
    void wrappingTheTaskWrapsItsReservation() { // section 4
        Task task = in(TaskStatus.WRAPPING);
        assertEquals(ReservationStatus.WRAPPING, task.reservations().getFirst().status());
        assertEquals(1, task.reservations().getFirst().worker().openReservations());
    }

    @Test
    void deletedTaskIsGoneInAnyStateAndFreesItsWorker() { // 2.11
        for (TaskStatus state : TaskStatus.values()) {
            Task task = in(state);
            scene.send(new Command.DeleteTask(task.sid(), OptionalInt.empty()));
            assertEquals(Optional.empty(), scene.workspace.task(task.sid()));
            assertEquals(404, scene.status(new Command.DeleteTask(task.sid(), OptionalInt.empty())));
            scene.workspace.workers().all().forEach(worker -> assertEquals(0, worker.openReservations()));
            assertEquals(0, scene.workspace.reservations().size());
            assertEquals(0, scene.workspace.openTasks());
            scene.assertReplays();
        }
    }

    @Test
    void endedTaskCanBeReadForFiveMinutes() { // trap 9
        Task task = in(TaskStatus.CANCELED);
        scene.seconds(299);
        assertTrue(scene.workspace.task(task.sid()).isPresent());
        scene.seconds(1);
        assertEquals(404, scene.status(Command.UpdateTask.to(task.sid(), TaskStatus.COMPLETED, "")));
    }

    @Test
    void attributesAreEchoedAsTheVeryTextAndReplacedAsAWhole() { // trap 1, section 1
        String text = "{ \"b\" : 1.50,  \"a\":\"\\u00e9\" }";
        Task task = scene.task(workflow, text);
        assertEquals(text, task.attributes());
        scene.send(update(task, Optional.of("{\"c\":1}"), OptionalInt.empty()));
        assertEquals("{\"c\":1}", task.attributes());
        assertEquals(400, scene.status(update(task, Optional.of("[1]"), OptionalInt.empty())));
        assertEquals(400, scene.status(update(task, Optional.of("{"), OptionalInt.empty())));
        assertEquals(400, scene.status(update(task, Optional.of("{\"a\":\"" + "x".repeat(4096) + "\"}"),
                OptionalInt.empty())));
    }

    private static Command.UpdateTask update(Task task, Optional<String> attributes, OptionalInt priority) {
        return new Command.UpdateTask(task.sid(), OptionalInt.empty(), attributes, priority, Optional.empty(),
                Optional.empty(), Optional.empty());
    }

    @Test
    void versionMustMatchWhenGiven() { // concurrency: 412
        Task task = scene.task(workflow, "{}");
        int version = task.version();
        scene.send(update(task, Optional.of("{\"a\":1}"), OptionalInt.empty()));
        assertEquals(version + 1, task.version());
        Command stale = new Command.UpdateTask(task.sid(), OptionalInt.of(version), Optional.of("{}"),
                OptionalInt.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        assertEquals(412, scene.status(stale));
        assertEquals(412, scene.status(new Command.DeleteTask(task.sid(), OptionalInt.of(version))));
        scene.send(new Command.DeleteTask(task.sid(), OptionalInt.of(version + 1)));
    }

    @Test
    void wrongParametersAreRefusedByName() { // section 1 defaults and ranges
        assertEquals(400, scene.status(create("{}", OptionalInt.of(-1), Optional.empty(), Optional.empty(),
                Optional.empty())));
        assertEquals(400, scene.status(create("{}", OptionalInt.empty(), Optional.of(Duration.ZERO),
                Optional.empty(), Optional.empty())));
        assertEquals(400, scene.status(create("{}", OptionalInt.empty(), Optional.of(Duration.ofDays(15)),
                Optional.empty(), Optional.empty())));
        Refusal channel = scene.refused(create("{}", OptionalInt.empty(), Optional.empty(), Optional.of("fax"),
                Optional.empty()));
        assertTrue(channel.message().contains("TaskChannel") && channel.message().contains("fax"));
        assertEquals(400, scene.status(create("{}", OptionalInt.empty(), Optional.empty(), Optional.empty(),
                Optional.of(scene.now.plusSeconds(1)))));
        assertEquals(400, scene.status(create("{}", OptionalInt.empty(), Optional.empty(), Optional.empty(),
                Optional.of(Instant.parse("1899-12-31T00:00:00Z")))));
        Task task = scene.task(create("{}", OptionalInt.empty(), Optional.empty(),
                Optional.of(scene.channel("voice").value()), Optional.empty()));
        assertEquals("voice", task.channel().uniqueName(), "by sid or unique name (trap 10)");
        assertEquals(Duration.ofDays(1), task.timeout());
        assertEquals(scene.now, task.virtualStartTime());
    }

    private Command.CreateTask create(String attributes, OptionalInt priority, Optional<Duration> timeout,
            Optional<String> channel, Optional<Instant> virtualStart) {
        return new Command.CreateTask(new TaskSid(scene.mint("WT")), Optional.of(workflow), Optional.empty(),
                Optional.empty(), false, attributes, priority, timeout, channel, virtualStart, Optional.empty());
    }

    @Test
    void kindsOfWorkDifferByAttributesAlone() { // 2.8
        TaskQueueSid chats = scene.queue("Chats", "does == 'chat'");
        WorkflowSid mixed = scene.workflow("{'expression':'type == \\\"chat\\\"','targets':[{'queue':'" + chats
                + "'}]}", "");
        scene.worker("alice", "{\"does\":\"voice\"}");
        Task chat = scene.task(mixed, "{\"type\":\"chat\"}");
        assertEquals(TaskStatus.PENDING, chat.status());
        scene.worker("bob", "{\"does\":\"chat\"}");
        assertEquals(List.of("bob"), scene.offeredTo(chat));
    }

    private Command toChannel(Task task, String channel) {
        return new Command.UpdateTask(task.sid(), OptionalInt.empty(), Optional.empty(), OptionalInt.empty(),
                Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(channel));
    }

    /** Section 7: who came to its queue first is told, not who came to the channel first. */
    @Test
    void taskThatChangedItsChannelCountsAsLongAsItHasWaited() {
        TaskQueueSid nobody = scene.queue("Nobody", "1==2");
        WorkflowSid flow = scene.into(nobody);
        Task early = scene.on("chat", flow);
        scene.seconds(5);
        Task late = scene.on("voice", flow);
        Optional<String> voice = Optional.of(scene.channel("voice").value());
        Optional<String> chat = Optional.of(scene.channel("chat").value());
        assertEquals(Optional.of(late), scene.workspace.counts(nobody, voice).longestInQueue());
        scene.send(toChannel(early, "voice"));
        assertEquals(Optional.of(early), scene.workspace.counts(nobody, voice).longestInQueue());
        assertEquals(Optional.of(early), scene.workspace.counts(nobody, voice).longestWaiting());
        assertEquals(Optional.empty(), scene.workspace.counts(nobody, chat).longestInQueue());
        assertEquals(0, scene.workspace.counts(nobody, chat).totalTasks());
        scene.send(toChannel(early, "chat"));
        assertEquals(Optional.of(late), scene.workspace.counts(nobody, voice).longestInQueue());
        assertEquals(Optional.of(early), scene.workspace.counts(nobody, Optional.empty()).longestInQueue());
    }

    /** Section 9: TaskChannel of an update, by sid or unique name (trap 10); capacity is that of the channel (2.30). */
    @Test
    void waitingTaskChangesItsChannelAndGoesToWhoHasRoomThere() {
        Worker ada = scene.worker("ada");
        WorkflowSid flow = scene.into(scene.queue("All", "1==1"));
        scene.accept(scene.on("chat", flow));
        Task waiting = scene.on("chat", flow);
        Task behind = scene.on("voice", scene.into(scene.queue("Nobody", "1==2")));
        assertEquals(List.of(), scene.offeredTo(waiting), "no room left on chat");
        assertEquals(2, scene.workspace.counts(Optional.of(scene.channel("chat").value())).totalTasks());
        scene.send(toChannel(waiting, scene.channel("voice").value()));
        assertEquals("voice", waiting.channel().uniqueName());
        assertEquals(List.of("ada"), scene.offeredTo(waiting));
        assertEquals(1, ada.channel(waiting.channel()).orElseThrow().assignedTasks());
        assertEquals(1, scene.workspace.counts(Optional.of(scene.channel("chat").value())).totalTasks());
        RealTimeStatistics voice = scene.workspace.counts(Optional.of(scene.channel("voice").value()));
        assertEquals(2, voice.totalTasks());
        assertEquals(Optional.of(waiting), voice.longestWaiting());
        assertEquals(409, scene.status(new Command.DeleteTaskChannel(scene.channel("voice"))));
        assertEquals(400, scene.status(toChannel(waiting, "chat")), "an offer holds capacity of its channel");
        scene.send(toChannel(waiting, "voice"));
        assertEquals(400, scene.status(toChannel(behind, "pigeon")));
        scene.assertReplays();
        assertEquals(scene.workspace.digest(),
                Workspace.restore(scene.workspace.snapshot(), RoutingLimits.DEFAULT).digest());
    }
}
