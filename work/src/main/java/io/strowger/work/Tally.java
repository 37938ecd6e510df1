package io.strowger.work;

import io.strowger.kernel.Sid;
import io.strowger.work.core.Reservation;
import io.strowger.work.core.Task;
import io.strowger.work.core.TaskQueue;
import io.strowger.work.core.Workspace;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Gathers what statistics count. One strand. */
final class Tally {
    private List<Count> counts = new ArrayList<>();

    /** What was counted since the last call. */
    List<Count> take() {
        List<Count> taken = counts;
        counts = new ArrayList<>();
        return taken;
    }

    /** Counts for a workspace and the task's workflow. */
    void above(Workspace workspace, Task task, Measure measure, Instant at) {
        add(workspace.sid(), task, measure, 0, at);
        task.workflow().ifPresent(workflow -> add(workflow.sid(), task, measure, 0, at));
    }

    /** Counts for a workspace, the task's workflow and its queue. */
    void all(Workspace workspace, Task task, Measure measure, Instant at) {
        all(workspace, task, measure, 0, at);
    }

    private void all(Workspace workspace, Task task, Measure measure, int value, Instant at) {
        add(workspace.sid(), task, measure, value, at);
        task.workflow().ifPresent(workflow -> add(workflow.sid(), task, measure, value, at));
        task.queue().ifPresent(queue -> add(queue.sid(), task, measure, value, at));
    }

    void one(Sid scope, Task task, Measure measure, Instant at) {
        add(scope, task, measure, 0, at);
    }

    /** Counts for a workspace, the task's workflow, its queue, and the worker. */
    void offer(Workspace workspace, Reservation reservation, Measure measure, Instant at) {
        all(workspace, reservation.task(), measure, at);
        add(reservation.worker().sid(), reservation.task(), measure, 0, at);
    }

    void accepted(Workspace workspace, Reservation reservation, Instant at) {
        Task task = reservation.task();
        offer(workspace, reservation, Measure.RESERVATIONS_ACCEPTED, at);
        all(workspace, task, Measure.WAIT_UNTIL_ACCEPTED, seconds(task.created(), at), at);
        Optional<TaskQueue> queue = task.queue();
        queue.ifPresent(last -> add(last.sid(), task, Measure.WAIT_IN_QUEUE_UNTIL_ACCEPTED,
                seconds(task.queueEntered().orElse(task.created()), at), at));
    }

    void canceled(Workspace workspace, Task task, Instant at) {
        all(workspace, task, Measure.TASKS_CANCELED, at);
        all(workspace, task, Measure.WAIT_UNTIL_CANCELED, seconds(task.created(), at), at);
    }

    private static int seconds(Instant from, Instant to) {
        return (int) Math.max(0, Duration.between(from, to).toSeconds());
    }

    private void add(Sid scope, Task task, Measure measure, int value, Instant at) {
        counts.add(new Count(scope.value(), task.channel().sid().value(), measure, value,
                at.truncatedTo(ChronoUnit.MINUTES)));
    }
}
