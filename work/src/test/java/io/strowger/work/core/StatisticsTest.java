package io.strowger.work.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.WorkflowSid;
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

    /** Issue 4: cost independent of history: those that came and went are not kept, one that waits is still found. */
    @Test
    void tasksThatWentAreNotKeptByTheCounts() {
        Task waits = scene.task(workflow, "{}");
        for (int i = 0; i < 2_000; i++) {
            scene.send(new Command.DeleteTask(scene.task(workflow, "{}").sid(), OptionalInt.empty()));
        }
        assertTrue(scene.workspace.tallies.whole.size() < 500, scene.workspace.tallies.whole.size() + " entries");
        assertTrue(scene.workspace.need(english).counts.size() < 500);
        assertEquals(Optional.of(waits), scene.workspace.counts(english, Optional.empty()).longestInQueue());
        assertEquals(Optional.of(waits), scene.workspace.counts(Optional.empty()).longestWaiting());
        Task later = scene.task(workflow, "{}");
        scene.send(new Command.DeleteTask(waits.sid(), OptionalInt.empty()));
        assertEquals(Optional.of(later), scene.workspace.counts(english, Optional.empty()).longestInQueue());
        assertEquals(Optional.of(later), scene.workspace.counts(Optional.empty()).longestWaiting());
    }
}
