package io.strowger.work;

import io.strowger.kernel.FetchRequest.Header;
import io.strowger.work.core.Activity;
import io.strowger.work.core.Reservation;
import io.strowger.work.core.Task;
import io.strowger.work.core.TaskChannel;
import io.strowger.work.core.TaskQueue;
import io.strowger.work.core.TaskStatus;
import io.strowger.work.core.Worker;
import io.strowger.work.core.WorkerChannel;
import io.strowger.work.core.Workflow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The fields of events and assignment callbacks (work-distribution-api sections 5 and 6). One strand. */
final class EventData {
    private final Instant now;
    private final List<Header> fields = new ArrayList<>();

    EventData(Instant now) {
        this.now = now;
    }

    List<Header> fields() {
        return List.copyOf(fields);
    }

    EventData put(String name, Object value) {
        fields.add(new Header(name, value.toString()));
        return this;
    }

    private EventData put(String name, Optional<?> value) {
        value.ifPresent(found -> put(name, found));
        return this;
    }

    EventData task(Task task) {
        put("TaskSid", task.sid());
        put("TaskAttributes", task.attributes());
        put("TaskAge", age(task, now));
        put("TaskDateCreated", task.created().getEpochSecond());
        put("TaskPriority", task.priority());
        put("TaskAssignmentStatus", task.status().word());
        if (task.status() == TaskStatus.CANCELED) {
            put("TaskCanceledReason", task.reason());
        }
        if (task.status() == TaskStatus.COMPLETED) {
            put("TaskCompletedReason", task.reason());
        }
        put("TaskVersion", task.version());
        put("TaskVirtualStartTime", task.virtualStartTime().getEpochSecond());
        put("TaskAddOns", "{}");
        channel(task.channel());
        task.queue().ifPresent(queue -> {
            queue(queue);
            put("TaskQueueEnteredDate", task.queueEntered().map(Instant::getEpochSecond));
        });
        task.workflow().ifPresent(this::workflow);
        put("WorkflowFilterName", task.matchedFilter().map(filter -> filter.name()));
        put("WorkflowFilterExpression", task.matchedFilter().map(filter -> filter.expression()));
        put("WorkflowFilterTargetExpression", task.matchedTarget().flatMap(target -> target.expression()));
        return this;
    }

    static long age(Task task, Instant now) {
        return Math.max(0, Duration.between(task.created(), now).toSeconds());
    }

    EventData channel(TaskChannel channel) {
        put("TaskChannelSid", channel.sid());
        put("TaskChannelName", channel.friendlyName());
        put("TaskChannelUniqueName", channel.uniqueName());
        return put("TaskChannelOptimizedRouting", channel.channelOptimizedRouting());
    }

    EventData queue(TaskQueue queue) {
        put("TaskQueueSid", queue.sid());
        put("TaskQueueName", queue.settings().friendlyName());
        return put("TaskQueueTargetExpression", queue.settings().targetWorkers());
    }

    EventData workflow(Workflow workflow) {
        put("WorkflowSid", workflow.sid());
        return put("WorkflowName", workflow.settings().friendlyName());
    }

    EventData worker(Worker worker) {
        put("WorkerSid", worker.sid());
        put("WorkerName", worker.friendlyName());
        put("WorkerAttributes", worker.attributes());
        put("WorkerActivitySid", worker.activity().sid());
        put("WorkerActivityName", worker.activity().friendlyName());
        return put("WorkerVersion", worker.version());
    }

    /** What a change of activity adds. */
    EventData from(Activity before, Instant since) {
        Duration time = Duration.between(since, now);
        put("WorkerTimeInPreviousActivity", time.toSeconds());
        put("WorkerTimeInPreviousActivityMs", time.toMillis());
        put("WorkerPreviousActivitySid", before.sid());
        return put("WorkerPreviousActivityName", before.friendlyName());
    }

    /** What a change of a worker's channel adds. */
    EventData channel(WorkerChannel share, int capacityBefore) {
        put("WorkerChannelAvailable", share.isAvailable());
        put("WorkerChannelAvailableCapacity", share.availableCapacityPercentage());
        put("WorkerChannelPreviousCapacity", capacityBefore);
        put("WorkerChannelTaskCount", share.assignedTasks());
        put("TaskChannelSid", share.channel().sid());
        return put("TaskChannelUniqueName", share.channel().uniqueName());
    }

    EventData reservation(Reservation reservation) {
        put("ReservationSid", reservation.sid());
        put("ReservationVersion", reservation.version());
        return put("ReservationReasonCode", reservation.reason());
    }

    EventData activity(Activity activity) {
        put("ActivitySid", activity.sid());
        put("ActivityName", activity.friendlyName());
        return put("ActivityAvailable", activity.isAvailable());
    }
}
