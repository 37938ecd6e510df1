package io.strowger.work.core;

/** Everything that events decide in a workspace, in a fixed order, condensed to 128 bits (two FNV-1a chains). */
final class Digest {
    private static final long PRIME = 0x100000001b3L;

    private long one = 0xcbf29ce484222325L;
    private long other = 0x9ae16a3b2f90404fL;

    private Digest() {}

    static String of(Workspace workspace) {
        Digest digest = new Digest();
        digest.add(workspace.sid, workspace.account, workspace.exists, workspace.settings, workspace.createdMillis,
                workspace.updatedMillis, workspace.sequence, workspace.lastMillis, workspace.openTasks,
                workspace.timers.size(), workspace.timers.next());
        workspace.activities.all().forEach(activity -> digest.add(activity.sid, activity.friendlyName,
                activity.available, activity.createdMillis, activity.updatedMillis, activity.workers()));
        workspace.channels.all().forEach(channel -> digest.add(channel.sid, channel.uniqueName, channel.friendlyName,
                channel.channelOptimizedRouting, channel.createdMillis, channel.updatedMillis, channel.openTasks));
        workspace.queues.all().forEach(queue -> digest.add(queue.sid, queue.settings, queue.createdMillis,
                queue.updatedMillis, queue.tasks, queue.pool.size(), queue.pool.available(), queue.reserved.keySet()));
        workspace.workflows.all().forEach(digest::add);
        workspace.workers.all().forEach(digest::add);
        workspace.tasks.all().forEach(digest::add);
        workspace.reservations.all().forEach(digest::add);
        return "%016x%016x".formatted(digest.one, digest.other);
    }

    /** A text, condensed in the same way: 32 hex digits. */
    static String of(String text) {
        Digest digest = new Digest();
        digest.add(text);
        return "%016x%016x".formatted(digest.one, digest.other);
    }

    private void add(Workflow workflow) {
        add(workflow.sid, workflow.settings, workflow.createdMillis, workflow.updatedMillis, workflow.openTasks);
        workflow.plans.values().forEach(plan -> add(plan.number, plan.configuration, plan.followers, plan.open));
    }

    private void add(Worker worker) {
        add(worker.sid, worker.friendlyName, worker.attributes, worker.activity.sid, worker.createdMillis,
                worker.updatedMillis, worker.activityMillis, worker.touchedMillis, worker.version, worker.open);
        worker.channels.forEach(share -> add(share.channel.sid, share.capacity, share.available, share.assigned,
                share.createdMillis, share.updatedMillis, share.touchedMillis, share.reservedMillis));
        worker.reservations.forEach(reservation -> add(reservation.sid));
    }

    private void add(Task task) {
        add(task.sid, task.number, task.createdMillis, task.timeoutMillis, task.channel.sid,
                task.workflow.map(Workflow::sid), task.ownPlan.map(plan -> plan.configuration), task.routingTarget,
                task.ignoreCapacity, task.plan.map(plan -> plan.number), task.filter, task.target,
                task.queue.map(TaskQueue::sid), task.queueMillis, task.attributes, task.priority,
                task.virtualStartMillis, task.status, task.reason, task.assignments, task.version, task.updatedMillis,
                task.boundMillis, task.targetExpired, task.openOffers, task.life.isSet(), task.life.kind,
                task.life.atMillis, task.group != null);
        add(task.targetTime != null && task.targetTime.isSet() ? task.targetTime.atMillis : -1);
        task.call.ifPresent(this::add); // not when it is absent: snapshots older than it keep their digests
    }

    private void add(Reservation reservation) {
        add(reservation.sid, reservation.task.sid, reservation.worker.sid, reservation.status, reservation.version,
                reservation.createdMillis, reservation.updatedMillis, reservation.reason,
                reservation.activityBefore, reservation.postWorkActivity, reservation.number,
                reservation.deadline.isSet() ? reservation.deadline.atMillis : -1);
    }

    private void add(Object... parts) {
        for (Object part : parts) {
            String text = part.toString();
            for (int i = 0; i < text.length(); i++) {
                one = (one ^ text.charAt(i)) * PRIME;
                other = Long.rotateLeft(other, 5) ^ (text.charAt(i) + 0x9e3779b9L) * PRIME;
            }
            one = (one ^ 0xff) * PRIME;
            other = Long.rotateLeft(other, 7) * PRIME;
        }
    }
}
