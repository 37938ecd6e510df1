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
 * What happened in a workspace: the journal's entries. Events tell results, never questions: which worker was chosen,
 * which target was entered. Applying them takes no decision, so a journal gives the same state under a later program
 * whose rules differ. Components are sids, texts, numbers, truths, enums, times and options of them, so that one codec
 * serves all; a component is never removed or given another meaning, and a new one is an option.
 */
public sealed interface Event {
    /** The workspace came to be. */
    record WorkspaceCreated(WorkspaceSettings settings) implements Event {}

    /** It is set otherwise. */
    record WorkspaceUpdated(WorkspaceSettings settings) implements Event {}

    /** It is gone, with all it held. */
    record WorkspaceDeleted() implements Event {}

    /** An activity came to be. */
    record ActivityCreated(ActivitySid sid, String friendlyName, boolean available) implements Event {}

    /** It has another name. */
    record ActivityUpdated(ActivitySid sid, String friendlyName) implements Event {}

    /** It is gone. */
    record ActivityDeleted(ActivitySid sid) implements Event {}

    /** A task channel came to be, and with it a channel of capacity 1 for each worker. */
    record TaskChannelCreated(TaskChannelSid sid, String friendlyName, String uniqueName,
            boolean channelOptimizedRouting) implements Event {}

    /** It is set otherwise. */
    record TaskChannelUpdated(TaskChannelSid sid, String friendlyName, boolean channelOptimizedRouting)
            implements Event {}

    /** It is gone. */
    record TaskChannelDeleted(TaskChannelSid sid) implements Event {}

    /** A task queue came to be. */
    record TaskQueueCreated(TaskQueueSid sid, QueueSettings settings) implements Event {}

    /** It is set otherwise. */
    record TaskQueueUpdated(TaskQueueSid sid, QueueSettings settings) implements Event {}

    /** It is gone. */
    record TaskQueueDeleted(TaskQueueSid sid) implements Event {}

    /** A workflow came to be. */
    record WorkflowCreated(WorkflowSid sid, WorkflowSettings settings) implements Event {}

    /** It is set otherwise; tasks on their way keep to the document they entered. */
    record WorkflowUpdated(WorkflowSid sid, WorkflowSettings settings) implements Event {}

    /** It is gone. */
    record WorkflowDeleted(WorkflowSid sid) implements Event {}

    /** A worker came to be. */
    record WorkerCreated(WorkerSid sid, String friendlyName, ActivitySid activity, String attributes)
            implements Event {}

    /** A worker has another name. */
    record WorkerRenamed(WorkerSid sid, String friendlyName) implements Event {}

    /** A worker has other attributes. */
    record WorkerAttributesUpdated(WorkerSid sid, String attributes) implements Event {}

    /** A worker is in another activity. */
    record WorkerActivityUpdated(WorkerSid sid, ActivitySid activity) implements Event {}

    /** A worker's channel holds more or less. */
    record WorkerCapacityUpdated(WorkerSid worker, TaskChannelSid channel, int capacity) implements Event {}

    /** A worker's channel takes tasks, or no longer. */
    record WorkerChannelAvailabilityUpdated(WorkerSid worker, TaskChannelSid channel, boolean available)
            implements Event {}

    /** A worker is gone. */
    record WorkerDeleted(WorkerSid sid) implements Event {}

    /**
     * A task came to be; it is nowhere until it is routed.
     *
     * @param configuration a document for this task alone
     * @param call the waiting call it was made of, whatever its attributes say; absent, too, in older journals
     */
    record TaskCreated(TaskSid sid, Optional<WorkflowSid> workflow, TaskChannelSid channel, String attributes,
            int priority, Duration timeout, Instant virtualStartTime, Optional<String> routingTarget,
            boolean ignoreCapacity, Optional<String> configuration, Optional<CallSid> call) implements Event {}

    /** A task waits for a document of its own, which is to be fetched; it is routed when that came or failed. */
    record TaskDocumentSought(TaskSid sid, String url, Optional<String> fallbackUrl) implements Event {}

    /**
     * The search for a task's document is over.
     *
     * @param configuration absent when none could be had
     */
    record TaskDocumented(TaskSid sid, Optional<String> configuration) implements Event {}

    /** Why a task is where it is. */
    enum Cause {
        /** It is new. */
        CREATED,
        /** The target before took too long. */
        TIMEOUT,
        /** The target before was skipped. */
        SKIPPED,
        /** The workflow was changed and ran again. */
        RE_EVALUATED
    }

    /**
     * A task waits at a place: in a target of its workflow's present document, or directly in a queue or for a worker.
     *
     * @param filter index of the filter; -1: the default filter; -2: no filter, routed directly
     * @param target index of the target in its filter
     * @param queue where; absent only for a worker as target without a queue
     * @param priority which it has now
     */
    record TaskRouted(TaskSid sid, Cause cause, int filter, int target, Optional<TaskQueueSid> queue, int priority)
            implements Event {}

    /** The target's time is over while the task is offered: it moves on when no offer is left. */
    record TaskTargetExpired(TaskSid sid) implements Event {}

    /** No target is left: by time, or (skipped) because the last was not worth waiting for. A cancellation follows. */
    record TaskLeftWorkflow(TaskSid sid, boolean skipped) implements Event {}

    /** A task's data changed. */
    record TaskUpdated(TaskSid sid, Optional<String> attributes, OptionalInt priority,
            Optional<Instant> virtualStartTime, Optional<String> reason, Optional<TaskChannelSid> channel)
            implements Event {}

    /** A task is canceled. */
    record TaskCanceled(TaskSid sid, String reason) implements Event {}

    /** A task's work is over but for the finishing up. */
    record TaskWrapping(TaskSid sid, Optional<String> reason) implements Event {}

    /** A task is done. */
    record TaskCompleted(TaskSid sid, Optional<String> reason) implements Event {}

    /** A task is gone: by the API, or by the system (assigned for too long). */
    record TaskDeleted(TaskSid sid, boolean bySystem) implements Event {}

    /** An ended task's time to be read is over. */
    record TaskForgotten(TaskSid sid) implements Event {}

    /** A task is offered to a worker. */
    record ReservationCreated(ReservationSid sid, TaskSid task, WorkerSid worker) implements Event {}

    /** The worker took it. */
    record ReservationAccepted(ReservationSid sid, Optional<ActivitySid> postWorkActivity) implements Event {}

    /** The worker refused it. */
    record ReservationRejected(ReservationSid sid) implements Event {}

    /** The worker did not answer in time. */
    record ReservationTimedOut(ReservationSid sid) implements Event {}

    /** It was taken back. */
    record ReservationCanceled(ReservationSid sid, String reason) implements Event {}

    /** Another worker accepted. */
    record ReservationRescinded(ReservationSid sid) implements Event {}

    /** What was to be done for it failed; it counts as canceled. */
    record ReservationFailed(ReservationSid sid, String reason) implements Event {}

    /** The worker is finishing up. */
    record ReservationWrapping(ReservationSid sid) implements Event {}

    /** The worker is done. */
    record ReservationCompleted(ReservationSid sid) implements Event {}
}
