package io.strowger.server.work;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.ReservationSid;
import io.strowger.kernel.TaskChannelSid;
import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkerChannelSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.WorkflowSid;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.work.core.Activity;
import io.strowger.work.core.QueueSettings;
import io.strowger.work.core.Reservation;
import io.strowger.work.core.Task;
import io.strowger.work.core.TaskChannel;
import io.strowger.work.core.TaskQueue;
import io.strowger.work.core.Worker;
import io.strowger.work.core.WorkerChannel;
import io.strowger.work.core.Workflow;
import io.strowger.work.core.WorkflowSettings;
import io.strowger.work.core.Workspace;
import io.strowger.work.core.WorkspaceSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a workspace's things are at a moment: taken on its strand, shown anywhere. */
final class Views {
    private Views() {}

    /**
     * Whose a thing is.
     *
     * @param created when it was made
     * @param updated when it was changed last
     */
    record Origin(AccountSid account, WorkspaceSid workspace, Instant created, Instant updated) {
        String path() {
            return "/v1/Workspaces/" + workspace;
        }
    }

    private static Origin origin(Workspace workspace, Instant created, Instant updated) {
        return new Origin(workspace.account(), workspace.sid(), created, updated);
    }

    private static String name(Workspace workspace, ActivitySid activity) {
        return workspace.activity(activity).map(Activity::friendlyName).orElse("");
    }

    /** A workspace. */
    record WorkspaceView(Origin origin, WorkspaceSettings settings, String defaultActivity, String timeoutActivity) {
        static WorkspaceView of(Workspace workspace) {
            return new WorkspaceView(Views.origin(workspace, workspace.created(), workspace.updated()),
                    workspace.settings(), name(workspace, workspace.settings().defaultActivity()),
                    name(workspace, workspace.settings().timeoutActivity()));
        }
    }

    /** An activity. */
    record ActivityView(Origin origin, ActivitySid sid, String friendlyName, boolean available) {
        static ActivityView of(Workspace workspace, Activity activity) {
            return new ActivityView(Views.origin(workspace, activity.created(), activity.updated()), activity.sid(),
                    activity.friendlyName(), activity.isAvailable());
        }
    }

    /** A task channel. */
    record ChannelView(Origin origin, TaskChannelSid sid, String friendlyName, String uniqueName,
            boolean optimizedRouting) {
        static ChannelView of(Workspace workspace, TaskChannel channel) {
            return new ChannelView(Views.origin(workspace, channel.created(), channel.updated()), channel.sid(),
                    channel.friendlyName(), channel.uniqueName(), channel.channelOptimizedRouting());
        }
    }

    /** A task queue. */
    record QueueView(Origin origin, TaskQueueSid sid, QueueSettings settings, Optional<String> reservationActivity,
            Optional<String> assignmentActivity) {
        static QueueView of(Workspace workspace, TaskQueue queue) {
            return new QueueView(Views.origin(workspace, queue.created(), queue.updated()), queue.sid(),
                    queue.settings(), queue.settings().reservationActivity().map(sid -> name(workspace, sid)),
                    queue.settings().assignmentActivity().map(sid -> name(workspace, sid)));
        }
    }

    /** A workflow. */
    record WorkflowView(Origin origin, WorkflowSid sid, WorkflowSettings settings) {
        static WorkflowView of(Workspace workspace, Workflow workflow) {
            return new WorkflowView(Views.origin(workspace, workflow.created(), workflow.updated()), workflow.sid(),
                    workflow.settings());
        }
    }

    /** A worker. */
    record WorkerView(Origin origin, WorkerSid sid, String friendlyName, String attributes, ActivitySid activity,
            String activityName, boolean available, Instant statusChanged, int version) {
        static WorkerView of(Workspace workspace, Worker worker) {
            return new WorkerView(Views.origin(workspace, worker.created(), worker.updated()), worker.sid(),
                    worker.friendlyName(), worker.attributes(), worker.activity().sid(),
                    worker.activity().friendlyName(), worker.activity().isAvailable(), worker.statusChanged(),
                    worker.version());
        }
    }

    /** A worker's channel. */
    record ShareView(Origin origin, WorkerChannelSid sid, WorkerSid worker, TaskChannelSid channel, String uniqueName,
            int capacity, boolean available, int assigned, int percentage, Optional<Instant> lastReserved) {
        static ShareView of(Workspace workspace, WorkerChannel share) {
            return new ShareView(Views.origin(workspace, share.created(), share.updated()), share.sid(),
                    share.worker().sid(), share.channel().sid(), share.channel().uniqueName(),
                    share.configuredCapacity(), share.isAvailable(), share.assignedTasks(),
                    share.availableCapacityPercentage(), share.lastReserved());
        }
    }

    /** A task. */
    record TaskView(Origin origin, TaskSid sid, String attributes, int priority, String status,
            Optional<String> reason, long age, Duration timeout, TaskChannelSid channel, String channelName,
            Optional<WorkflowSid> workflow, Optional<String> workflowName, Optional<TaskQueueSid> queue,
            Optional<String> queueName, Optional<Instant> queueEntered, Instant virtualStart,
            Optional<String> routingTarget, boolean ignoreCapacity, int version) {
        static TaskView of(Workspace workspace, Task task, Instant now) {
            return new TaskView(Views.origin(workspace, task.created(), task.updated()), task.sid(),
                    task.attributes(), task.priority(), task.status().word(), task.reason(),
                    Math.max(0, Duration.between(task.created(), now).toSeconds()), task.timeout(),
                    task.channel().sid(), task.channel().uniqueName(), task.workflow().map(Workflow::sid),
                    task.workflow().map(workflow -> workflow.settings().friendlyName()),
                    task.queue().map(TaskQueue::sid), task.queue().map(queue -> queue.settings().friendlyName()),
                    task.queueEntered(), task.virtualStartTime(), task.routingTarget(), task.ignoresCapacity(),
                    task.version());
        }
    }

    /** A reservation. */
    record OfferView(Origin origin, ReservationSid sid, TaskSid task, WorkerSid worker, String workerName,
            String status, int version) {
        static OfferView of(Workspace workspace, Reservation reservation) {
            return new OfferView(Views.origin(workspace, reservation.created(), reservation.updated()),
                    reservation.sid(), reservation.task().sid(), reservation.worker().sid(),
                    reservation.worker().friendlyName(), reservation.status().word(), reservation.version());
        }
    }
}
