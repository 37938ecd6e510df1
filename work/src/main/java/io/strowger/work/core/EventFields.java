package io.strowger.work.core;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** The documented fields of events (work-distribution-api section 6). Dates are Unix seconds (section 11, trap 11). */
final class EventFields {
    private static final long SECOND = 1000;

    private final Map<String, String> fields = new LinkedHashMap<>();

    Map<String, String> all() {
        return fields;
    }

    EventFields put(String name, Object value) {
        fields.put(name, String.valueOf(value));
        return this;
    }

    private EventFields put(String name, Optional<?> value) {
        value.ifPresent(present -> put(name, present));
        return this;
    }

    EventFields task(Task task, long nowMillis) {
        put("TaskSid", task.sid).put("TaskAttributes", task.attributes)
                .put("TaskAge", Math.max(0, nowMillis - task.createdMillis) / SECOND)
                .put("TaskDateCreated", task.createdMillis / SECOND).put("TaskPriority", task.priority)
                .put("TaskAssignmentStatus", task.status.word()).put("TaskVersion", task.version)
                .put("TaskVirtualStartTime", Math.floorDiv(task.virtualStartMillis, SECOND));
        if (task.status == TaskStatus.CANCELED) {
            put("TaskCanceledReason", task.reason);
        }
        if (task.status == TaskStatus.COMPLETED) {
            put("TaskCompletedReason", task.reason);
        }
        channel(task.channel);
        put("TaskChannelOptimizedRouting", task.channel.channelOptimizedRouting);
        task.queue.ifPresent(queue -> queue(queue).put("TaskQueueEnteredDate", task.queueMillis / SECOND)
                .put("TaskQueueEntered", task.queueMillis / SECOND));
        task.workflow.ifPresent(workflow -> workflow(workflow));
        task.matchedFilter().ifPresent(filter -> put("WorkflowFilterName", filter.name())
                .put("WorkflowFilterExpression", filter.expression().text()));
        task.matchedTarget().ifPresent(target -> put("WorkflowFilterTargetName",
                task.queue.map(queue -> queue.settings.friendlyName()))
                .put("WorkflowFilterTargetExpression", target.expression().map(Expr::text)));
        return this;
    }

    EventFields worker(Worker worker) {
        return put("WorkerSid", worker.sid).put("WorkerName", worker.friendlyName)
                .put("WorkerAttributes", worker.attributes).put("WorkerActivitySid", worker.activity.sid)
                .put("WorkerActivityName", worker.activity.friendlyName).put("WorkerVersion", worker.version);
    }

    EventFields share(WorkerChannel share, int previousCapacity) {
        return channel(share.channel).put("WorkerChannelAvailable", share.available)
                .put("WorkerChannelAvailableCapacity", Math.max(0, share.capacity - share.assigned))
                .put("WorkerChannelPreviousCapacity", previousCapacity)
                .put("WorkerChannelTaskCount", share.assigned);
    }

    EventFields reservation(Reservation reservation, long nowMillis) {
        put("ReservationSid", reservation.sid).put("ReservationVersion", reservation.version)
                .put("ReservationReasonCode", reservation.reason);
        return task(reservation.task, nowMillis).worker(reservation.worker);
    }

    EventFields channel(TaskChannel channel) {
        return put("TaskChannelSid", channel.sid).put("TaskChannelName", channel.friendlyName)
                .put("TaskChannelUniqueName", channel.uniqueName);
    }

    EventFields queue(TaskQueue queue) {
        return put("TaskQueueSid", queue.sid).put("TaskQueueName", queue.settings.friendlyName())
                .put("TaskQueueTargetExpression", queue.settings.targetWorkers());
    }

    EventFields workflow(Workflow workflow) {
        return put("WorkflowSid", workflow.sid).put("WorkflowName", workflow.settings.friendlyName());
    }

    EventFields activity(Activity activity) {
        return put("ActivitySid", activity.sid).put("ActivityName", activity.friendlyName)
                .put("ActivityAvailable", activity.available);
    }
}
