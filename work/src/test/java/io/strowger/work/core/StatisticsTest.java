package io.strowger.work.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.TaskChannelSid;
import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.WorkflowSid;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Statistics of how things stand now (work-distribution-api section 7; requirement 2.51). */
class StatisticsTest {
    private final Scene scene = new Scene();
    private final TaskQueueSid english = scene.queue("English", "languages HAS 'en'");
    private final TaskQueueSid everybody = scene.queue("Everybody", "1==1");
    private final WorkflowSid workflow = scene.workflow("{'expression':'1==1','targets':[{'queue':'" + english
            + "','timeout':30},{'queue':'" + everybody + "','timeout':60}]}", "");

    @Test
    void realTimeStatisticsTellHowThingsStand() { // section 7
        Task first = scene.task(workflow, "{}", 3);
        scene.seconds(5);
        scene.task(workflow, "{}");
        scene.on("voice", workflow);
        RealTimeStatistics now = scene.workspace.counts(english, Optional.empty());
        assertEquals(3, now.totalTasks());
        assertEquals(Map.of(0, 2, 3, 1), now.tasksByPriority());
        assertEquals(Optional.of(first), now.longestWaiting());
        assertEquals(3, now.tasksByStatus().get(TaskStatus.PENDING));
        assertEquals(1, scene.workspace.counts(workflow, Optional.of(scene.channel("voice").value())).totalTasks());
        scene.seconds(25);
        assertEquals(2, scene.workspace.counts(english, Optional.empty()).totalTasks(), "the first moved on");
        assertEquals(Optional.of(first), scene.workspace.counts(everybody, Optional.empty()).longestInQueue());
        scene.worker("alice");
        assertEquals(1, scene.workspace.counts(Optional.empty()).tasksByStatus().get(TaskStatus.RESERVED));
        scene.accept(first);
        assertEquals(Optional.empty(), scene.workspace.counts(everybody, Optional.empty()).longestWaiting());
        assertEquals(1, scene.workspace.counts(everybody, Optional.empty()).tasksByStatus().get(TaskStatus.ASSIGNED));
        scene.complete(first);
        assertEquals(0, scene.workspace.counts(everybody, Optional.empty()).totalTasks());
    }

    /** They would be held with their attributes until the next one comes. */
    @Test
    void manyThatWentAtOnceAreNotKeptUntilTheNextOneComes() {
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            tasks.add(scene.task(workflow, "{}"));
        }
        tasks.forEach(task -> scene.send(new Command.DeleteTask(task.sid(), OptionalInt.empty())));
        assertTrue(scene.workspace.tallies.whole.size() < 40, scene.workspace.tallies.whole.size() + " entries");
        assertTrue(scene.workspace.need(english).counts.size() < 40);
    }

    /** One old task goes to and fro beside one that waits, and the statistics are read each time. */
    @Test
    void aTaskThatGoesToAndFroIsKeptOnce() {
        WorkflowSid choice = scene.workflow("{'expression':'way == 1','targets':[{'queue':'" + english
                + "'}]},{'expression':'way == 2','targets':[{'queue':'" + everybody + "'}]}", "");
        Task wanders = scene.task(choice, "{\"way\":1}");
        Task stays = scene.task(choice, "{\"way\":1}");
        for (int i = 0; i < 300; i++) {
            scene.send(new Command.UpdateTask(wanders.sid(), OptionalInt.empty(),
                    Optional.of("{\"way\":" + (i % 2 == 0 ? 2 : 1) + "}"), OptionalInt.empty(), Optional.empty(),
                    Optional.empty(), Optional.empty()));
            scene.send(new Command.UpdateWorkflow(choice, Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.empty(), Optional.empty(), true));
            scene.workspace.counts(english, Optional.empty());
            scene.workspace.counts(everybody, Optional.empty());
        }
        assertEquals(Optional.of(english), wanders.queue().map(TaskQueue::sid));
        assertTrue(scene.workspace.need(english).counts.size() < 40);
        assertEquals(Optional.of(stays), scene.workspace.counts(english, Optional.empty()).longestInQueue());
        assertEquals(Optional.of(wanders), scene.workspace.counts(english, Optional.empty()).longestWaiting());
    }

    @Test
    void channelsThatWentAreNotKeptByTheCounts() {
        for (int i = 0; i < 200; i++) {
            TaskChannelSid channel = new TaskChannelSid(scene.mint("TC"));
            scene.send(new Command.CreateTaskChannel(channel, "Channel", "channel", false));
            scene.send(new Command.DeleteTask(scene.on("channel", workflow).sid(), OptionalInt.empty()));
            scene.send(new Command.DeleteTaskChannel(channel));
        }
        assertTrue(scene.workspace.tallies.whole.size() < 10, scene.workspace.tallies.whole.size() + " entries");
        assertTrue(scene.workspace.need(english).counts.size() < 10);
        assertEquals(0, scene.workspace.counts(Optional.empty()).totalTasks());
    }

    /** Issue 4: cost independent of history: those that came and went are not kept, one that waits is still found. */
    @Test
    void tasksThatWentAreNotKeptByTheCounts() {
        Task waits = scene.task(workflow, "{}");
        for (int i = 0; i < 2_000; i++) {
            scene.send(new Command.DeleteTask(scene.task(workflow, "{}").sid(), OptionalInt.empty()));
        }
        assertTrue(scene.workspace.tallies.whole.size() < 40, scene.workspace.tallies.whole.size() + " entries");
        assertTrue(scene.workspace.need(english).counts.size() < 40);
        assertEquals(Optional.of(waits), scene.workspace.counts(english, Optional.empty()).longestInQueue());
        assertEquals(Optional.of(waits), scene.workspace.counts(Optional.empty()).longestWaiting());
        Task later = scene.task(workflow, "{}");
        scene.send(new Command.DeleteTask(waits.sid(), OptionalInt.empty()));
        assertEquals(Optional.of(later), scene.workspace.counts(english, Optional.empty()).longestInQueue());
        assertEquals(Optional.of(later), scene.workspace.counts(Optional.empty()).longestWaiting());
    }
}
