package io.strowger.work.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.WorkflowSid;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Statistics now and over a window (work-distribution-api section 7; requirement 2.51). */
class StatisticsTest {
    private final Scene scene;
    private final Statistics statistics;
    private final TaskQueueSid english;
    private final TaskQueueSid everybody;
    private final WorkflowSid workflow;

    StatisticsTest() {
        Statistics[] made = new Statistics[1];
        scene = Scene.counting(made);
        statistics = made[0];
        english = scene.queue("English", "languages HAS 'en'");
        everybody = scene.queue("Everybody", "1==1");
        workflow = scene.workflow("{'expression':'1==1','targets':[{'queue':'" + english + "','timeout':30},{'queue':'"
                + everybody + "','timeout':60}]}", "");
    }

    private CumulativeStatistics queue(TaskQueueSid queue) {
        return statistics.queue(queue, scene.now.minusSeconds(900), scene.now, Optional.empty());
    }

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

    @Test
    void cumulativeStatisticsCountEventsInsideTheWindow() { // trap 13
        Task first = scene.task(workflow, "{}");
        scene.task(workflow, "{}");
        scene.seconds(30);
        Worker alice = scene.worker("alice");
        scene.to(scene.offer(first).sid(), ReservationStatus.REJECTED);
        scene.seconds(10);
        scene.accept(first);
        scene.complete(first);
        scene.pass(Duration.ofSeconds(130));
        CumulativeStatistics in = queue(everybody);
        assertEquals(2, in.tasksEntered());
        assertEquals(2, queue(english).tasksMoved());
        assertEquals(1, in.tasksCompleted());
        assertEquals(1, in.tasksCanceled());
        assertEquals(3, in.reservationsCreated());
        assertEquals(1, in.reservationsAccepted());
        assertEquals(1, in.reservationsRejected());
        assertEquals(1, in.reservationsTimedOut());
        assertEquals(new CumulativeStatistics.Durations(40, 40, 40, 40), in.waitDurationUntilAccepted());
        assertEquals(40, in.avgTaskAcceptanceTime());
        assertEquals(10, in.waitDurationInQueueUntilAccepted().total());
        CumulativeStatistics all = statistics.workspace(scene.now.minusSeconds(900), scene.now, Optional.empty());
        assertEquals(2, all.tasksCreated());
        assertEquals(2, all.tasksMoved());
        assertEquals(1, all.tasksTimedOutInWorkflow());
        assertEquals(3, statistics.worker(alice.sid(), scene.now.minusSeconds(900), scene.now, Optional.empty())
                .reservationsCreated());
        assertEquals(0, statistics.workspace(scene.now.minusSeconds(900), scene.now,
                Optional.of(scene.channel("voice").value())).tasksCreated());
        scene.pass(Duration.ofHours(1));
        assertEquals(0, queue(everybody).tasksEntered(), "out of the window");
    }

    @Test
    void waitsAreSplitAtTheGivenSeconds() { // SplitByWaitTime
        scene.worker("alice");
        for (int wait : List.of(3, 7)) {
            Task task = scene.task(scene.into(everybody), "{}");
            scene.seconds(wait);
            scene.accept(task);
            scene.complete(task);
        }
        Task canceled = scene.task(workflow, "{}");
        scene.seconds(10);
        scene.send(Command.UpdateTask.to(canceled.sid(), TaskStatus.CANCELED, "hangup"));
        CumulativeStatistics all = statistics.workspace(scene.now.minusSeconds(900), scene.now, Optional.empty());
        assertEquals(List.of(new CumulativeStatistics.Split(5, 1, 1, 1, 0),
                new CumulativeStatistics.Split(10, 0, 0, 2, 1)), all.splitByWaitTime(List.of(5, 10)));
    }

    @Test
    void timeInActivitiesIsCutAtTheWindow() { // activity_durations
        Worker alice = scene.worker("alice");
        scene.seconds(100);
        scene.move(alice, "Offline");
        scene.seconds(50);
        scene.move(alice, "Available");
        scene.seconds(30);
        Map<String, CumulativeStatistics.Durations> durations = statistics.activityDurations(List.of(alice.sid()),
                scene.now.minusSeconds(120), scene.now);
        assertEquals(new CumulativeStatistics.Durations(35, 30, 40, 70),
                durations.get(scene.activity("Available").value()));
        assertEquals(new CumulativeStatistics.Durations(50, 50, 50, 50),
                durations.get(scene.activity("Offline").value()));
    }
}
