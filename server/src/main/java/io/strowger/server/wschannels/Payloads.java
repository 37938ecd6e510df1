package io.strowger.server.wschannels;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.kernel.Sid;
import io.strowger.work.core.Activity;
import io.strowger.work.core.QueueSettings;
import io.strowger.work.core.Reservation;
import io.strowger.work.core.Task;
import io.strowger.work.core.TaskOrder;
import io.strowger.work.core.TaskQueue;
import io.strowger.work.core.Worker;
import io.strowger.work.core.WorkerChannel;
import io.strowger.work.core.WorkflowSettings;
import io.strowger.work.core.Workspace;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Things in the dialect of sockets and the event bridge (work-distribution-api section 8): dates are Unix seconds,
 * attributes are JSON text, versions are there, and every key is, as the SDK throws over a missing one. Called on the
 * workspace's strand.
 *
 * @param now what ages are counted to
 */
record Payloads(Workspace workspace, Instant now) {
    private static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    private ObjectNode owned() {
        return object().put("account_sid", workspace.account().value())
                .put("workspace_sid", workspace.sid().value());
    }

    private static String text(Optional<? extends Sid> sid) {
        return sid.map(Sid::value).orElse(null);
    }

    ObjectNode worker(Worker worker) {
        return owned().put("sid", worker.sid().value())
                .put("friendly_name", worker.friendlyName())
                .put("attributes", worker.attributes())
                .put("activity_sid", worker.activity().sid().value())
                .put("activity_name", worker.activity().friendlyName())
                .put("available", worker.activity().isAvailable())
                .put("date_created", worker.created().getEpochSecond())
                .put("date_status_changed", worker.statusChanged().getEpochSecond())
                .put("date_updated", worker.updated().getEpochSecond())
                .put("version", worker.version());
    }

    ObjectNode activity(Activity activity) {
        return owned().put("sid", activity.sid().value())
                .put("friendly_name", activity.friendlyName())
                .put("available", activity.isAvailable())
                .put("date_created", activity.created().getEpochSecond())
                .put("date_updated", activity.updated().getEpochSecond());
    }

    ObjectNode channel(WorkerChannel channel) {
        return owned().put("sid", channel.sid().value())
                .put("worker_sid", channel.worker().sid().value())
                .put("task_channel_sid", channel.channel().sid().value())
                .put("task_channel_unique_name", channel.channel().uniqueName())
                .put("assigned_tasks", channel.assignedTasks())
                .put("available", channel.isAvailable())
                .put("available_capacity_percentage", channel.availableCapacityPercentage())
                .put("configured_capacity", channel.configuredCapacity())
                .put("last_reserved_time", channel.lastReserved().map(Instant::toEpochMilli).orElse(0L))
                .put("date_created", channel.created().getEpochSecond())
                .put("date_updated", channel.updated().getEpochSecond());
    }

    ObjectNode reservation(Reservation reservation) {
        ObjectNode node = owned().put("sid", reservation.sid().value())
                .put("worker_sid", reservation.worker().sid().value())
                .put("reservation_status", reservation.status().word())
                .put("reservation_timeout", reservation.task().workflow()
                        .map(workflow -> workflow.settings().taskReservationTimeout())
                        .orElse(WorkflowSettings.DEFAULT_RESERVATION_TIMEOUT).toSeconds())
                .put("date_created", reservation.created().getEpochSecond())
                .put("date_updated", reservation.updated().getEpochSecond())
                .put("version", reservation.version());
        node.set("task", task(reservation.task()));
        return node;
    }

    ObjectNode task(Task task) {
        return owned().put("sid", task.sid().value())
                .put("attributes", task.attributes())
                .put("addons", "{}")
                .put("age", Math.max(0, Duration.between(task.created(), now).toSeconds()))
                .put("assignment_status", task.status().word())
                .put("priority", task.priority())
                .put("reason", task.reason().orElse(null))
                .put("routing_target", task.routingTarget().orElse(null))
                .put("queue_sid", text(task.queue().map(TaskQueue::sid)))
                .put("queue_name", task.queue().map(queue -> queue.settings().friendlyName()).orElse(null))
                .put("workflow_sid", text(task.workflow().map(workflow -> workflow.sid())))
                .put("workflow_name",
                        task.workflow().map(workflow -> workflow.settings().friendlyName()).orElse(null))
                .put("task_channel_sid", task.channel().sid().value())
                .put("task_channel_unique_name", task.channel().uniqueName())
                .put("timeout", task.timeout().toSeconds())
                .put("virtual_start_time", task.virtualStartTime().getEpochSecond())
                .put("date_created", task.created().getEpochSecond())
                .put("date_updated", task.updated().getEpochSecond())
                .put("version", task.version());
    }

    ObjectNode queue(TaskQueue queue) {
        QueueSettings settings = queue.settings();
        return owned().put("sid", queue.sid().value())
                .put("friendly_name", settings.friendlyName())
                .put("target_workers", settings.targetWorkers())
                .put("max_reserved_workers", settings.maxReservedWorkers())
                .put("task_order", settings.taskOrder().name())
                .put("lifo_queue", settings.taskOrder() == TaskOrder.LIFO)
                .put("reservation_activity_sid", text(settings.reservationActivity()))
                .put("reservation_activity_name", name(settings.reservationActivity()
                        .flatMap(workspace::activity)))
                .put("assignment_activity_sid", text(settings.assignmentActivity()))
                .put("assignment_activity_name", name(settings.assignmentActivity().flatMap(workspace::activity)))
                .put("date_created", queue.created().getEpochSecond())
                .put("date_updated", queue.updated().getEpochSecond());
    }

    private static String name(Optional<Activity> activity) {
        return activity.map(Activity::friendlyName).orElse(null);
    }
}
