package io.strowger.work.core;

import java.util.List;
import java.util.Optional;

/** Applies events about the workspace, its activities, channels, queues and workflows. Takes no decision. */
final class SetupChanges {
    private final Workspace workspace;
    private final Floor floor;

    SetupChanges(Workspace workspace) {
        this.workspace = workspace;
        this.floor = workspace.floor;
    }

    void apply(Event.WorkspaceCreated event, long now) {
        workspace.exists = true;
        workspace.settings = event.settings();
        workspace.createdMillis = now;
        workspace.updatedMillis = now;
        floor.prioritize(event.settings().prioritizeQueueOrder());
    }

    void apply(Event.WorkspaceUpdated event, long now) {
        WorkspaceSettings before = workspace.settings;
        workspace.updatedMillis = now;
        if (before.prioritizeQueueOrder() != event.settings().prioritizeQueueOrder()) {
            floor.resort(Optional.empty(), false, () -> floor.prioritize(event.settings().prioritizeQueueOrder()));
        }
        workspace.settings = event.settings();
        if (before.multiTaskEnabled() != event.settings().multiTaskEnabled()) {
            workspace.workers.all().forEach(floor::touch);
        }
    }

    void apply(Event.ActivityCreated event, long now) {
        workspace.activities.put(event.sid().value(),
                new Activity(event.sid(), event.friendlyName(), event.available(), now));
    }

    void apply(Event.ActivityUpdated event, long now) {
        Activity activity = workspace.need(event.sid());
        activity.friendlyName = event.friendlyName();
        activity.updatedMillis = now;
        activity.workers.forEach(floor::touch);
    }

    void apply(Event.ActivityDeleted event) {
        workspace.activities.remove(event.sid().value());
    }

    void apply(Event.TaskChannelCreated event, long now) {
        TaskChannel channel = new TaskChannel(event, now);
        workspace.channels.put(event.sid().value(), channel);
        for (Worker worker : workspace.workers.all()) {
            worker.channels.add(new WorkerChannel(worker, channel, now));
            floor.touch(worker);
        }
    }

    void apply(Event.TaskChannelUpdated event, long now) {
        TaskChannel channel = workspace.need(event.sid());
        channel.friendlyName = event.friendlyName();
        channel.updatedMillis = now;
        if (channel.channelOptimizedRouting != event.channelOptimizedRouting()) {
            channel.channelOptimizedRouting = event.channelOptimizedRouting();
            floor.pools.all().forEach(pool -> pool.drop(channel));
        }
    }

    void apply(Event.TaskChannelDeleted event) {
        TaskChannel channel = workspace.need(event.sid());
        channel.gone = true;
        workspace.channels.remove(event.sid().value());
        floor.pools.all().forEach(pool -> pool.drop(channel));
        workspace.workers.all().forEach(worker -> worker.channels.removeIf(share -> share.channel == channel));
    }

    void apply(Event.TaskQueueCreated event, long now) {
        Pool pool = pool(event.settings());
        workspace.queues.put(event.sid().value(), new TaskQueue(event.sid(), event.settings(), pool, now));
    }

    private Pool pool(QueueSettings settings) {
        return floor.pools.enter(Expr.parse(settings.targetWorkers(), Scope.QUEUE), workspace.workers);
    }

    void apply(Event.TaskQueueUpdated event, long now) {
        TaskQueue queue = workspace.need(event.sid());
        QueueSettings before = queue.settings;
        QueueSettings after = event.settings();
        queue.updatedMillis = now;
        Expr expression = Expr.parse(after.targetWorkers(), Scope.QUEUE);
        boolean otherWorkers = !expression.equals(queue.pool.expression);
        if (otherWorkers || before.taskOrder() != after.taskOrder()) {
            floor.resort(Optional.of(queue), otherWorkers, () -> {
                queue.settings = after;
                if (otherWorkers) {
                    Pool old = queue.pool;
                    queue.pool = pool(after);
                    floor.pools.exit(old);
                }
            });
        }
        queue.settings = after;
        if (before.maxReservedWorkers() != after.maxReservedWorkers()) {
            List.copyOf(queue.reserved.values()).forEach(floor::place);
        }
    }

    void apply(Event.TaskQueueDeleted event) {
        TaskQueue queue = workspace.need(event.sid());
        queue.gone = true;
        floor.pools.exit(queue.pool);
        workspace.queues.remove(event.sid().value());
    }

    void apply(Event.WorkflowCreated event, long now) {
        workspace.workflows.put(event.sid().value(), new Workflow(event.sid(), event.settings(), now));
    }

    void apply(Event.WorkflowUpdated event, long now) {
        Workflow workflow = workspace.need(event.sid());
        workflow.settings = event.settings();
        workflow.updatedMillis = now;
        workflow.replace(event.settings().configuration());
    }

    void apply(Event.WorkflowDeleted event) {
        workspace.workflows.remove(event.sid().value());
    }
}
