package io.strowger.work.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkflowSid;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which worker, and which task (work-distribution-api section 3; requirements 2.25, 2.33 to 2.36). */
class ChoiceTest {
    private final Scene scene = new Scene();
    private final TaskQueueSid everybody = scene.queue("Everybody", "1==1");
    private final WorkflowSid workflow = scene.into(everybody);

    @AfterEach
    void replays() {
        scene.assertReplays();
    }

    private Task virtual(WorkflowSid workflow, int priority, int secondsAgo) {
        return scene.task(new Command.CreateTask(new TaskSid(scene.mint("WT")), Optional.of(workflow),
                Optional.empty(), Optional.empty(), false, "{}", OptionalInt.of(priority), Optional.empty(),
                Optional.empty(), Optional.of(scene.now.minusSeconds(secondsAgo)), Optional.empty()));
    }

    /** The one worker takes task after task; the numbers of the tasks in the order in which they went. */
    private List<Integer> orderOf(Worker worker, List<Task> tasks) {
        return tasks.stream().map(ignored -> {
            Task served = worker.reservations().getLast().task();
            scene.accept(served);
            scene.complete(served);
            return tasks.indexOf(served);
        }).toList();
    }

    @Test
    void fifoGoesByPriorityThenByVirtualStartTime() { // 2.33
        List<Task> tasks = List.of(virtual(workflow, 1, 10), virtual(workflow, 5, 10), virtual(workflow, 5, 90),
                virtual(workflow, 1, 10), virtual(workflow, 0, 1000));
        assertEquals(List.of(2, 1, 0, 3, 4), orderOf(scene.worker("alice"), tasks));
    }

    @Test
    void lifoGoesByTheNewestAndIgnoresPriority() { // trap 4
        TaskQueueSid stack = scene.queue(QueueSettings.named("Stack").ordered(TaskOrder.LIFO));
        WorkflowSid lifo = scene.into(stack);
        List<Task> tasks = List.of(virtual(lifo, 9, 30), virtual(lifo, 0, 10), virtual(lifo, 5, 20),
                virtual(lifo, 7, 10));
        assertEquals(List.of(3, 1, 2, 0), orderOf(scene.worker("alice"), tasks));
    }

    @Test
    void prioritizeQueueOrderDecidesBetweenKindsOfQueuesNotBetweenQueues() { // trap 4
        TaskQueueSid stack = scene.queue(QueueSettings.named("Stack").ordered(TaskOrder.LIFO));
        TaskQueueSid second = scene.queue("Second", "1 == 1");
        WorkflowSid lifo = scene.into(stack);
        WorkflowSid other = scene.into(second);
        List<Task> tasks = List.of(virtual(lifo, 9, 0), virtual(workflow, 1, 10), virtual(other, 2, 0),
                virtual(lifo, 0, 5), virtual(workflow, 2, 10));
        scene.send(new Command.UpdateWorkspace(Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.of(TaskOrder.LIFO), Optional.empty(), Optional.empty()));
        Worker alice = scene.worker("alice");
        assertEquals(tasks.get(0), alice.reservations().getLast().task());
        scene.send(new Command.UpdateWorkspace(Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.of(TaskOrder.FIFO), Optional.empty(), Optional.empty()));
        assertEquals(List.of(0, 4, 2, 1, 3), orderOf(alice, tasks), "the first was on offer already");
    }

    @Test
    void longestIdleWorkerComesFirstAndBusyOnesLast() { // 2.36
        Worker alice = scene.worker("alice");
        scene.seconds(1);
        Worker bob = scene.worker("bob");
        scene.capacity(alice, "default", 2);
        Task first = scene.task(workflow, "{}");
        assertEquals(List.of("alice"), scene.offeredTo(first));
        Task second = scene.task(workflow, "{}");
        assertEquals(List.of("bob"), scene.offeredTo(second), "alice has room but is not idle");
        scene.accept(first);
        scene.seconds(1);
        scene.complete(first);
        scene.accept(second);
        scene.seconds(1);
        scene.complete(second);
        assertEquals(List.of("alice"), scene.offeredTo(scene.task(workflow, "{}")), "free for longer");
        assertEquals(0, bob.openReservations());
    }

    @Test
    void equalIdlenessIsDecidedBySid() { // DESIGN, line 7
        Worker alice = scene.worker("alice");
        Worker bob = scene.worker("bob");
        assertEquals(-1, Integer.signum(alice.sid().value().compareTo(bob.sid().value())));
        assertEquals(List.of("alice"), scene.offeredTo(scene.task(workflow, "{}")));
    }

    @Test
    void channelOptimizedRoutingLooksAtIdlenessOnTheChannelAlone() { // section 1 TC, section 3
        Worker alice = scene.worker("alice");
        scene.seconds(1);
        scene.worker("bob");
        Task chat = scene.on("chat", workflow);
        assertEquals(List.of("alice"), scene.offeredTo(chat));
        scene.accept(chat);
        assertEquals(List.of("bob"), scene.offeredTo(scene.on("voice", workflow)), "alice is busy");
        scene.send(new Command.UpdateTaskChannel(scene.channel("video"), Optional.empty(), Optional.of(true)));
        assertEquals(List.of("alice"), scene.offeredTo(scene.on("video", workflow)), "on video alice idles longest");
        assertEquals(2, alice.openReservations());
    }

    @Test
    void orderByPrefersTheBestGraded() { // 2.25
        WorkflowSid graded = scene.workflow("{'expression':'1==1','targets':[{'queue':'" + everybody
                + "','order_by':'worker.level DESC, worker.cost ASC'}]}", "");
        scene.worker("alice", "{\"level\":3,\"cost\":1}");
        scene.worker("bob", "{\"level\":10,\"cost\":5}");
        scene.worker("carol", "{\"level\":10,\"cost\":2}");
        scene.worker("dave", "{}");
        assertEquals(List.of("carol"), scene.offeredTo(scene.task(graded, "{}")));
        assertEquals(List.of("bob"), scene.offeredTo(scene.task(graded, "{}")));
        assertEquals(List.of("alice"), scene.offeredTo(scene.task(graded, "{}")));
        assertEquals(List.of("dave"), scene.offeredTo(scene.task(graded, "{}")), "no grade comes last");
    }

    @Test
    void freedWorkersGoToTheTaskThatPrefersThemWhenSeveralComeAtOnce() { // 2.34
        WorkflowSid graded = scene.workflow("{'expression':'1==1','targets':[{'queue':'" + everybody
                + "','order_by':'worker.level DESC'}]}", "");
        TaskQueueSid nobody = scene.queue("Later", "ready == true");
        scene.worker("alice", "{\"level\":1}");
        scene.worker("bob", "{\"level\":2}");
        Task task = scene.task(scene.workflow("{'expression':'1==1','targets':[{'queue':'" + nobody
                + "','order_by':'worker.level DESC'}]}", ""), "{}");
        scene.send(new Command.UpdateTaskQueue(nobody, Optional.empty(), Optional.of("level > 0"),
                OptionalInt.empty(), Optional.empty(), Optional.empty(), Optional.empty()));
        assertEquals(List.of("bob"), scene.offeredTo(task));
        assertEquals(List.of("alice"), scene.offeredTo(scene.task(graded, "{}")));
    }

    @Test
    void targetExpressionComparesTaskAndWorker() { // 2.24, 2.35
        WorkflowSid skilled = scene.workflow("{'expression':'1==1','targets':[{'queue':'" + everybody
                + "','expression':'task.lang IN worker.languages AND worker.level >= task.level'}]}", "");
        scene.worker("alice", "{\"languages\":[\"en\"],\"level\":2}");
        scene.worker("bob", "{\"languages\":[\"en\",\"fr\"],\"level\":5}");
        assertEquals(List.of("bob"), scene.offeredTo(scene.task(skilled, "{\"lang\":\"en\",\"level\":3}")));
        assertEquals(TaskStatus.PENDING, scene.task(skilled, "{\"lang\":\"fr\",\"level\":1}").status());
        assertEquals(List.of("alice"), scene.offeredTo(scene.task(skilled, "{\"lang\":\"en\",\"level\":1}")));
    }

    @Test
    void activitiesNamedByTheTargetAreAskedEvenWhenUnavailable() { // section 2, activity-based routing
        WorkflowSid rescue = scene.workflow("{'expression':'1==1','targets':[{'queue':'" + everybody
                + "','expression':'worker.activity_name IN [\\\"Unavailable\\\"]'}]}", "");
        Worker alice = scene.worker("alice");
        Task task = scene.task(rescue, "{}");
        assertEquals(TaskStatus.PENDING, task.status());
        scene.move(alice, "Unavailable");
        assertEquals(List.of("alice"), scene.offeredTo(task));
        assertEquals(TaskStatus.PENDING, scene.task(rescue, "{}").status(), "capacity still applies");
        assertEquals(TaskStatus.PENDING, scene.task(workflow, "{}").status());
    }

    @Test
    void capacityIsByChannelAndHeldUntilTheEnd() { // 2.30, trap 5
        Worker alice = scene.worker("alice");
        scene.capacity(alice, "chat", 2);
        Task chat1 = scene.on("chat", workflow);
        Task chat2 = scene.on("chat", workflow);
        Task chat3 = scene.on("chat", workflow);
        Task voice1 = scene.on("voice", workflow);
        Task voice2 = scene.on("voice", workflow);
        assertEquals(List.of(TaskStatus.RESERVED, TaskStatus.RESERVED, TaskStatus.PENDING, TaskStatus.RESERVED,
                TaskStatus.PENDING), List.of(chat1.status(), chat2.status(), chat3.status(), voice1.status(),
                voice2.status()));
        Reservation voice = scene.accept(voice1);
        scene.to(voice.sid(), ReservationStatus.WRAPPING);
        assertEquals(TaskStatus.PENDING, voice2.status(), "wrapping holds the slot");
        assertEquals(0, alice.channel(voice1.channel()).orElseThrow().availableCapacityPercentage());
        scene.to(voice.sid(), ReservationStatus.COMPLETED);
        assertEquals(List.of("alice"), scene.offeredTo(voice2));
    }

    @Test
    void unavailableActivityStopsOffersAndKeepsPendingOnes() { // 2.27, section 4
        Worker alice = scene.worker("alice");
        Task offered = scene.task(workflow, "{}");
        scene.move(alice, "Offline");
        assertEquals(List.of("alice"), scene.offeredTo(offered));
        Task waiting = scene.on("voice", workflow);
        assertEquals(TaskStatus.PENDING, waiting.status());
        scene.accept(offered);
        scene.complete(offered);
        assertEquals(TaskStatus.PENDING, waiting.status());
        scene.move(alice, "Available");
        assertEquals(List.of("alice"), scene.offeredTo(waiting));
    }
}
