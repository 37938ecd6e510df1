package io.strowger.work.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes a workspace's state down. */
final class SnapshotWriter {
    private final Workspace workspace;
    private final List<Snapshot.Piece> pieces = new ArrayList<>();

    private SnapshotWriter(Workspace workspace) {
        this.workspace = workspace;
    }

    static Snapshot of(Workspace workspace) {
        return new SnapshotWriter(workspace).write();
    }

    private Snapshot write() {
        pieces.add(new Snapshot.Head(workspace.sid, workspace.account, workspace.exists, workspace.settings,
                workspace.createdMillis, workspace.updatedMillis, workspace.sequence, workspace.lastMillis));
        workspace.activities.all().forEach(activity -> pieces.add(new Snapshot.ActivityPiece(activity.sid,
                activity.friendlyName, activity.available, activity.createdMillis, activity.updatedMillis)));
        Map<String, TaskChannel> channels = all(workspace.channels);
        Map<String, Worker> workers = all(workspace.workers);
        Map<String, TaskQueue> queues = all(workspace.queues);
        Map<String, Workflow> workflows = all(workspace.workflows);
        for (Task task : workspace.tasks.all()) {
            channels.putIfAbsent(task.channel.sid.value(), task.channel);
            task.queue.ifPresent(queue -> queues.putIfAbsent(queue.sid.value(), queue));
            task.workflow.ifPresent(workflow -> workflows.putIfAbsent(workflow.sid.value(), workflow));
            task.offers.forEach(offer -> workers.putIfAbsent(offer.worker.sid.value(), offer.worker));
        }
        channels.values().forEach(this::add);
        workers.values().forEach(this::add);
        queues.values().forEach(queue -> pieces.add(new Snapshot.QueuePiece(queue.sid, queue.settings,
                queue.createdMillis, queue.updatedMillis, workspace.queue(queue.sid).isEmpty())));
        workflows.values().forEach(this::add);
        workspace.tasks.all().forEach(this::add);
        workspace.reservations.all().stream().sorted(Comparator.comparingLong(reservation -> reservation.number))
                .forEach(this::add);
        return new Snapshot(pieces);
    }

    private static <T> Map<String, T> all(Registry<T> registry) {
        return new LinkedHashMap<>(registry.bySid());
    }

    private void add(TaskChannel channel) {
        pieces.add(new Snapshot.ChannelPiece(channel.sid, channel.friendlyName, channel.uniqueName,
                channel.channelOptimizedRouting, channel.createdMillis, channel.updatedMillis,
                workspace.channels.find(channel.sid.value()).isEmpty()));
    }

    private void add(Worker worker) {
        pieces.add(new Snapshot.WorkerPiece(worker.sid, worker.friendlyName, worker.attributes, worker.activity.sid,
                worker.createdMillis, worker.updatedMillis, worker.activityMillis, worker.touchedMillis,
                worker.version, shares(worker.channels), workspace.worker(worker.sid).isEmpty()));
    }

    private static List<Snapshot.SharePiece> shares(Collection<WorkerChannel> channels) {
        return channels.stream().filter(share -> !share.channel.gone)
                .map(share -> new Snapshot.SharePiece(share.channel.sid, share.capacity, share.available,
                        share.createdMillis, share.updatedMillis, share.touchedMillis, share.reservedMillis))
                .toList();
    }

    private void add(Workflow workflow) {
        pieces.add(new Snapshot.WorkflowPiece(workflow.sid, workflow.settings, workflow.createdMillis,
                workflow.updatedMillis, workflow.present.number, workspace.workflow(workflow.sid).isEmpty()));
        workflow.plans.values().stream().filter(plan -> plan != workflow.present).forEach(plan ->
                pieces.add(new Snapshot.PlanPiece(workflow.sid, plan.number, plan.configuration)));
    }

    private void add(Task task) {
        pieces.add(new Snapshot.TaskPiece(task.sid, task.number, task.createdMillis, task.timeoutMillis,
                task.channel.sid, task.workflow.map(Workflow::sid), task.ownPlan.map(plan -> plan.configuration),
                task.routingTarget, task.ignoreCapacity, task.plan.map(plan -> plan.number).orElse(-1), task.filter,
                task.target, task.queue.map(TaskQueue::sid), task.queueMillis, task.attributes, task.priority,
                task.virtualStartMillis, task.status, task.reason, task.assignments, task.version,
                task.updatedMillis, task.boundMillis, task.targetExpired, task.life.kind.name(),
                task.life.isSet() ? task.life.atMillis : -1,
                task.targetTime != null && task.targetTime.isSet() ? task.targetTime.atMillis : -1, task.call));
    }

    private void add(Reservation reservation) {
        pieces.add(new Snapshot.ReservationPiece(reservation.sid, reservation.number, reservation.task.sid,
                reservation.worker.sid, reservation.createdMillis, reservation.updatedMillis, reservation.status,
                reservation.version, reservation.reason, reservation.activityBefore, reservation.postWorkActivity,
                reservation.deadline.isSet() ? reservation.deadline.atMillis : -1));
    }
}
