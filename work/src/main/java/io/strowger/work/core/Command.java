package io.strowger.work.core;

import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ReservationSid;
import io.strowger.kernel.TaskChannelSid;
import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.WorkflowSid;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Everything that can be asked of a workspace. Sids of new things are minted by whoever sends the command. Absent parts
 * of an update stay as they are. {@code ifMatch} is the version the client believes current (header If-Match); a
 * mismatch is refused with 412.
 */
public sealed interface Command {
    /** What a new workspace begins with. */
    enum Template {
        /** Three activities and the predefined task channels. */
        NONE,
        /** Also a queue for everybody and a workflow into it. */
        FIFO
    }

    /** Makes the workspace; the first command of each. */
    record CreateWorkspace(String friendlyName, Template template, boolean multiTaskEnabled,
            TaskOrder prioritizeQueueOrder, Optional<String> eventCallbackUrl, Optional<String> eventsFilter)
            implements Command {}

    /** Changes the workspace's settings; a blank URL or filter removes it. */
    record UpdateWorkspace(Optional<String> friendlyName, Optional<ActivitySid> defaultActivity,
            Optional<ActivitySid> timeoutActivity, Optional<Boolean> multiTaskEnabled,
            Optional<TaskOrder> prioritizeQueueOrder, Optional<String> eventCallbackUrl,
            Optional<String> eventsFilter) implements Command {}

    /** Deletes the workspace with all it holds. */
    record DeleteWorkspace() implements Command {}

    /** Makes an activity. */
    record CreateActivity(ActivitySid sid, String friendlyName, boolean available) implements Command {}

    /** Renames an activity; whether it is available is fixed. */
    record UpdateActivity(ActivitySid sid, Optional<String> friendlyName) implements Command {}

    /** Deletes an activity that no worker is in, no queue names, and that is neither default nor timeout activity. */
    record DeleteActivity(ActivitySid sid) implements Command {}

    /** Makes a task channel; every worker gets capacity 1 on it. */
    record CreateTaskChannel(TaskChannelSid sid, String friendlyName, String uniqueName,
            boolean channelOptimizedRouting) implements Command {}

    /** Changes a task channel. */
    record UpdateTaskChannel(TaskChannelSid sid, Optional<String> friendlyName,
            Optional<Boolean> channelOptimizedRouting) implements Command {}

    /** Deletes a task channel that no task is on; {@code default} stays. */
    record DeleteTaskChannel(TaskChannelSid sid) implements Command {}

    /** Makes a task queue. */
    record CreateTaskQueue(TaskQueueSid sid, QueueSettings settings) implements Command {}

    /** Changes a task queue; an activity that is there and empty is taken away. */
    record UpdateTaskQueue(TaskQueueSid sid, Optional<String> friendlyName, Optional<String> targetWorkers,
            OptionalInt maxReservedWorkers, Optional<TaskOrder> taskOrder,
            Optional<Optional<ActivitySid>> reservationActivity, Optional<Optional<ActivitySid>> assignmentActivity)
            implements Command {}

    /** Deletes a task queue that no workflow (nor an older document that a task still follows) leads to. */
    record DeleteTaskQueue(TaskQueueSid sid) implements Command {}

    /** Makes a workflow. */
    record CreateWorkflow(WorkflowSid sid, WorkflowSettings settings) implements Command {}

    /**
     * Changes a workflow; a blank URL removes it.
     *
     * @param reEvaluateTasks runs the filters again for pending tasks, but for those with a document of their own
     */
    record UpdateWorkflow(WorkflowSid sid, Optional<String> friendlyName, Optional<String> configuration,
            Optional<String> assignmentCallbackUrl, Optional<String> fallbackAssignmentCallbackUrl,
            Optional<Duration> taskReservationTimeout, boolean reEvaluateTasks) implements Command {}

    /** Deletes a workflow without open tasks. */
    record DeleteWorkflow(WorkflowSid sid) implements Command {}

    /** Makes a worker, with a channel for each task channel. */
    record CreateWorker(WorkerSid sid, String friendlyName, Optional<ActivitySid> activity, String attributes)
            implements Command {}

    /**
     * Changes a worker.
     *
     * @param rejectPendingReservations only with an unavailable activity: takes back what is offered
     */
    record UpdateWorker(WorkerSid sid, OptionalInt ifMatch, Optional<String> friendlyName, Optional<String> attributes,
            Optional<ActivitySid> activity, boolean rejectPendingReservations) implements Command {}

    /** Changes a worker's channel. */
    record UpdateWorkerChannel(WorkerSid worker, TaskChannelSid channel, OptionalInt capacity,
            Optional<Boolean> available) implements Command {}

    /** Deletes a worker who is in an unavailable activity and has no open reservation. */
    record DeleteWorker(WorkerSid sid, OptionalInt ifMatch) implements Command {}

    /**
     * Makes a task.
     *
     * @param workflow may be absent when there is one workflow, or with a routing target that is none
     * @param queue with a routing target that is a worker: in which queue the task counts
     * @param routingTarget sid of a worker, queue or workflow: filters are passed by
     * @param ignoreCapacity only with a worker as target
     * @param priority absent: the target's, else 0
     * @param timeout life until acceptance; absent: a day, at most {@link RoutingLimits#taskTimeout}
     * @param taskChannel sid or unique name; absent: {@code default}
     * @param virtualStartTime counts as the beginning of its wait; absent: now
     * @param configuration a workflow document for this task alone, which its sender has
     * @param call the waiting call that it is made of
     */
    record CreateTask(TaskSid sid, Optional<WorkflowSid> workflow, Optional<TaskQueueSid> queue,
            Optional<String> routingTarget, boolean ignoreCapacity, String attributes, OptionalInt priority,
            Optional<Duration> timeout, Optional<String> taskChannel, Optional<Instant> virtualStartTime,
            Optional<String> configuration, Optional<CallSid> call) implements Command {
        /** A task of no call. */
        public CreateTask(TaskSid sid, Optional<WorkflowSid> workflow, Optional<TaskQueueSid> queue,
                Optional<String> routingTarget, boolean ignoreCapacity, String attributes, OptionalInt priority,
                Optional<Duration> timeout, Optional<String> taskChannel, Optional<Instant> virtualStartTime,
                Optional<String> configuration) {
            this(sid, workflow, queue, routingTarget, ignoreCapacity, attributes, priority, timeout, taskChannel,
                    virtualStartTime, configuration, Optional.empty());
        }

        /** A task with nothing but attributes, for a workflow. */
        public static CreateTask of(TaskSid sid, WorkflowSid workflow, String attributes) {
            return new CreateTask(sid, Optional.of(workflow), Optional.empty(), Optional.empty(), false, attributes,
                    OptionalInt.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    /**
     * Brings the workflow document that was fetched for a task; the task goes on by it.
     *
     * @param configuration absent: none could be had, the workflow's stored document counts
     */
    record RouteTask(TaskSid sid, Optional<String> configuration) implements Command {}

    /**
     * Changes a task: its data, or where it stands ({@code CANCELED, WRAPPING, COMPLETED}) with a reason.
     *
     * @param taskChannel sid or unique name of another channel, while the task waits without an offer
     */
    record UpdateTask(TaskSid sid, OptionalInt ifMatch, Optional<String> attributes, OptionalInt priority,
            Optional<Instant> virtualStartTime, Optional<TaskStatus> assignmentStatus, Optional<String> reason,
            Optional<String> taskChannel) implements Command {
        /** A change that leaves the channel. */
        public UpdateTask(TaskSid sid, OptionalInt ifMatch, Optional<String> attributes, OptionalInt priority,
                Optional<Instant> virtualStartTime, Optional<TaskStatus> assignmentStatus, Optional<String> reason) {
            this(sid, ifMatch, attributes, priority, virtualStartTime, assignmentStatus, reason, Optional.empty());
        }

        /** A change of the status alone. */
        public static UpdateTask to(TaskSid sid, TaskStatus status, String reason) {
            return new UpdateTask(sid, OptionalInt.empty(), Optional.empty(), OptionalInt.empty(), Optional.empty(),
                    Optional.of(status), Optional.of(reason));
        }
    }

    /** Deletes a task in any state. */
    record DeleteTask(TaskSid sid, OptionalInt ifMatch) implements Command {}

    /**
     * Moves a reservation on.
     *
     * @param status {@code ACCEPTED, REJECTED, WRAPPING, COMPLETED}
     * @param workerActivity with a rejection: where the worker goes; with an acceptance: where it goes when done
     */
    record UpdateReservation(ReservationSid sid, OptionalInt ifMatch, ReservationStatus status,
            Optional<ActivitySid> workerActivity) implements Command {
        /** A change of the status alone. */
        public static UpdateReservation to(ReservationSid sid, ReservationStatus status) {
            return new UpdateReservation(sid, OptionalInt.empty(), status, Optional.empty());
        }
    }

    /** The instruction for a pending reservation failed (a call to the worker did not get through, for one). */
    record FailReservation(ReservationSid sid, String reason) implements Command {}

    /**
     * Lets happen what is due, a thousand timers at most, so that a crowd of them does not keep others waiting: look at
     * {@link Workspace#nextDeadline} again. Any other command lets all of it happen first.
     */
    record Tick() implements Command {}
}
