package io.strowger.work.core;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.CallSid;
import io.strowger.kernel.ReservationSid;
import io.strowger.kernel.TaskChannelSid;
import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.WorkflowSid;
import io.strowger.kernel.WorkspaceSid;
import java.util.List;
import java.util.Optional;

/**
 * The state of a workspace after an event, in pieces that can be written one by one: snapshot and the events after it
 * give the same digest as all events. Things marked gone were deleted, but an ended task or reservation that can still
 * be read speaks of them. Times are milliseconds since 1970, -1 for none. Components are of the kinds that events have,
 * and lists of such records; the same rules of change apply.
 *
 * @param pieces the head first, then each kind in the order of its declaration here
 */
public record Snapshot(List<Piece> pieces) {
    public Snapshot {
        pieces = List.copyOf(pieces);
    }

    /** Part of a snapshot. */
    public sealed interface Piece {}

    /** The workspace itself. */
    public record Head(WorkspaceSid sid, AccountSid account, boolean exists, WorkspaceSettings settings, long created,
            long updated, long sequence, long last) implements Piece {}

    /** An activity. */
    public record ActivityPiece(ActivitySid sid, String friendlyName, boolean available, long created, long updated)
            implements Piece {}

    /** A task channel. */
    public record ChannelPiece(TaskChannelSid sid, String friendlyName, String uniqueName,
            boolean channelOptimizedRouting, long created, long updated, boolean gone) implements Piece {}

    /** A worker. */
    public record WorkerPiece(WorkerSid sid, String friendlyName, String attributes, ActivitySid activity, long created,
            long updated, long activityChanged, long touched, int version, List<SharePiece> shares, boolean gone)
            implements Piece {
        public WorkerPiece {
            shares = List.copyOf(shares);
        }
    }

    /** A worker's share in a channel. */
    public record SharePiece(TaskChannelSid channel, int capacity, boolean available, long created, long updated,
            long touched, long reserved) {}

    /** A queue. */
    public record QueuePiece(TaskQueueSid sid, QueueSettings settings, long created, long updated, boolean gone)
            implements Piece {}

    /** A workflow, with the number of its present document. */
    public record WorkflowPiece(WorkflowSid sid, WorkflowSettings settings, long created, long updated, int present,
            boolean gone) implements Piece {}

    /** An older document that tasks still follow. */
    public record PlanPiece(WorkflowSid workflow, int number, String configuration) implements Piece {}

    /**
     * A task.
     *
     * @param plan number of the document it follows; 0 its own, -1 none
     * @param lifeKind what comes at {@code lifeAt}: {@code TASK, ASSIGNED, FORGET}
     */
    public record TaskPiece(TaskSid sid, long number, long created, long timeout, TaskChannelSid channel,
            Optional<WorkflowSid> workflow, Optional<String> configuration, Optional<String> routingTarget,
            boolean ignoreCapacity, int plan, int filter, int target, Optional<TaskQueueSid> queue, long queueEntered,
            String attributes, int priority, long virtualStart, TaskStatus status, Optional<String> reason,
            int assignments, int version, long updated, long bound, boolean targetExpired, String lifeKind,
            long lifeAt, long targetAt, Optional<CallSid> call) implements Piece {}

    /** A reservation. */
    public record ReservationPiece(ReservationSid sid, long number, TaskSid task, WorkerSid worker, long created,
            long updated, ReservationStatus status, int version, Optional<String> reason,
            Optional<ActivitySid> activityBefore, Optional<ActivitySid> postWorkActivity, long deadline)
            implements Piece {}
}
