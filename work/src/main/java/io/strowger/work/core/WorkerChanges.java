package io.strowger.work.core;

import java.util.List;

/** Applies events about workers. Takes no decision. */
final class WorkerChanges {
    private final Workspace workspace;
    private final Floor floor;

    WorkerChanges(Workspace workspace) {
        this.workspace = workspace;
        this.floor = workspace.floor;
    }

    void apply(Event.WorkerCreated event, long now) {
        Worker worker = new Worker(event, workspace.need(event.activity()),
                (Fields) workspace.floor.read(event.attributes()), now);
        workspace.channels.all().forEach(channel -> worker.channels.add(new WorkerChannel(worker, channel, now)));
        workspace.workers.put(event.sid().value(), worker);
        workspace.workersByName.put(worker.friendlyName, worker);
        worker.activity.workers.add(worker);
        floor.pools.sort(worker);
        floor.touch(worker);
    }

    void apply(Event.WorkerRenamed event, long now) {
        Worker worker = change(workspace.need(event.sid()), now);
        workspace.workersByName.remove(worker.friendlyName);
        worker.friendlyName = event.friendlyName();
        workspace.workersByName.put(worker.friendlyName, worker);
        floor.touch(worker);
    }

    void apply(Event.WorkerAttributesUpdated event, long now) {
        Worker worker = change(workspace.need(event.sid()), now);
        worker.describe(event.attributes(), (Fields) workspace.floor.read(event.attributes()));
        floor.pools.sort(worker);
        floor.touch(worker);
    }

    List<Decision> apply(Event.WorkerActivityUpdated event, long now) {
        Worker worker = change(workspace.need(event.sid()), now);
        Activity before = worker.activity;
        Activity after = workspace.need(event.activity());
        before.workers.remove(worker);
        after.workers.add(worker);
        worker.pools.forEach(pool -> pool.moved(before, after));
        worker.activity = after;
        worker.activityMillis = now;
        if (after.available && !before.available) {
            worker.touchedMillis = now;
            worker.channels.forEach(share -> share.touchedMillis = now);
        }
        floor.touch(worker);
        return List.of(new Decision.WorkerMoved(worker.sid, after.sid));
    }

    void apply(Event.WorkerCapacityUpdated event, long now) {
        Worker worker = change(workspace.need(event.worker()), now);
        WorkerChannel share = worker.on(workspace.need(event.channel()));
        share.capacity = event.capacity();
        share.updatedMillis = now;
        floor.touch(worker);
    }

    void apply(Event.WorkerChannelAvailabilityUpdated event, long now) {
        Worker worker = change(workspace.need(event.worker()), now);
        WorkerChannel share = worker.on(workspace.need(event.channel()));
        share.available = event.available();
        share.updatedMillis = now;
        floor.touch(worker);
    }

    void apply(Event.WorkerDeleted event) {
        Worker worker = workspace.need(event.sid());
        floor.remove(worker);
        workspace.workers.remove(event.sid().value());
        workspace.workersByName.remove(worker.friendlyName);
        worker.activity.workers.remove(worker);
    }

    private static Worker change(Worker worker, long now) {
        worker.version++;
        worker.updatedMillis = now;
        return worker;
    }
}
