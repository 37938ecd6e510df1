package io.strowger.work.core;

import io.strowger.kernel.Sid;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Makes a workspace from a snapshot. What follows from the state (who waits for whom) is worked out anew. */
final class SnapshotReader {
    private final Workspace workspace;
    private final Map<String, TaskChannel> channels = new HashMap<>();
    private final Map<String, Worker> workers = new HashMap<>();
    private final Map<String, TaskQueue> queues = new HashMap<>();
    private final Map<String, Workflow> workflows = new HashMap<>();

    private SnapshotReader(Snapshot.Head head, RoutingLimits limits) {
        workspace = Workspace.open(head.sid(), head.account(), limits);
        workspace.exists = head.exists();
        workspace.settings = head.settings();
        workspace.createdMillis = head.created();
        workspace.updatedMillis = head.updated();
        workspace.sequence = head.sequence();
        workspace.lastMillis = head.last();
        workspace.floor.prioritize(head.settings().prioritizeQueueOrder());
    }

    static Workspace read(Snapshot snapshot, RoutingLimits limits) {
        if (snapshot.pieces().isEmpty() || !(snapshot.pieces().getFirst() instanceof Snapshot.Head head)) {
            throw new IllegalStateException("a snapshot begins with its head");
        }
        SnapshotReader reader = new SnapshotReader(head, limits);
        snapshot.pieces().forEach(reader::add);
        reader.workspace.workers.all().forEach(reader.workspace.floor::unseat);
        for (Task task : reader.workspace.tasks.all()) {
            if (task.status.isOpen() && task.filter != Task.NOWHERE) {
                reader.workspace.floor.ask(task);
                reader.workspace.floor.place(task);
            }
        }
        reader.workspace.floor.settled();
        reader.workspace.tallies.recount();
        return reader.workspace;
    }

    private void add(Snapshot.Piece piece) {
        switch (piece) {
            case Snapshot.Head head -> { }
            case Snapshot.ActivityPiece activity -> {
                Activity made = new Activity(activity.sid(), activity.friendlyName(), activity.available(),
                        activity.created());
                made.updatedMillis = activity.updated();
                workspace.activities.put(activity.sid().value(), made);
            }
            case Snapshot.ChannelPiece channel -> add(channel);
            case Snapshot.WorkerPiece worker -> add(worker);
            case Snapshot.QueuePiece queue -> add(queue);
            case Snapshot.WorkflowPiece workflow -> {
                Workflow made = new Workflow(workflow.sid(), workflow.settings(), workflow.created(),
                        new Plan(workflow.present(), workflow.settings().configuration()));
                made.updatedMillis = workflow.updated();
                workflows.put(workflow.sid().value(), made);
                if (!workflow.gone()) {
                    workspace.workflows.put(workflow.sid().value(), made);
                }
            }
            case Snapshot.PlanPiece plan -> workflows.get(plan.workflow().value()).plans
                    .put(plan.number(), new Plan(plan.number(), plan.configuration()));
            case Snapshot.TaskPiece task -> add(task);
            case Snapshot.ReservationPiece reservation -> add(reservation);
        }
    }

    private void add(Snapshot.ChannelPiece channel) {
        TaskChannel made = new TaskChannel(new Event.TaskChannelCreated(channel.sid(), channel.friendlyName(),
                channel.uniqueName(), channel.channelOptimizedRouting()), channel.created());
        made.updatedMillis = channel.updated();
        made.gone = channel.gone();
        channels.put(channel.sid().value(), made);
        if (!channel.gone()) {
            workspace.channels.put(channel.sid().value(), made);
        }
    }

    private void add(Snapshot.WorkerPiece piece) {
        Activity activity = workspace.activity(piece.activity())
                .orElseGet(() -> new Activity(piece.activity(), "", false, piece.created()));
        Worker worker = new Worker(new Event.WorkerCreated(piece.sid(), piece.friendlyName(), piece.activity(),
                piece.attributes()), activity, (Fields) workspace.floor.read(piece.attributes()), piece.created());
        worker.updatedMillis = piece.updated();
        worker.activityMillis = piece.activityChanged();
        worker.touchedMillis = piece.touched();
        worker.version = piece.version();
        for (Snapshot.SharePiece share : piece.shares()) {
            WorkerChannel made = new WorkerChannel(worker, channels.get(share.channel().value()), share.created());
            made.capacity = share.capacity();
            made.available = share.available();
            made.updatedMillis = share.updated();
            made.touchedMillis = share.touched();
            made.reservedMillis = share.reserved();
            worker.channels.add(made);
        }
        workers.put(piece.sid().value(), worker);
        if (!piece.gone()) {
            workspace.workers.put(piece.sid().value(), worker);
            workspace.workersByName.put(worker.friendlyName, worker);
            activity.workers.add(worker);
        }
    }

    private void add(Snapshot.QueuePiece queue) {
        Expr expression = Expr.parse(queue.settings().targetWorkers(), Scope.QUEUE);
        TaskQueue made = new TaskQueue(queue.sid(), queue.settings(), queue.gone() ? new Pool(expression)
                : workspace.floor.pools.enter(expression, workspace.workers), queue.created());
        made.updatedMillis = queue.updated();
        made.gone = queue.gone();
        queues.put(queue.sid().value(), made);
        if (!queue.gone()) {
            workspace.queues.put(queue.sid().value(), made);
        }
    }

    private static <T> T known(Map<String, T> things, Sid sid) {
        return Optional.ofNullable(things.get(sid.value())).orElseThrow(() ->
                new IllegalStateException("no " + sid + ": the snapshot speaks of something it does not have"));
    }

    private void add(Snapshot.TaskPiece piece) {
        Optional<Workflow> workflow = piece.workflow().flatMap(sid -> known(workflows, sid).shared);
        Task task = new Task(piece, channels.get(piece.channel().value()), workflow,
                piece.configuration().map(workspace.ownPlans::enter),
                piece.queue().flatMap(sid -> known(queues, sid).shared));
        task.plan = piece.plan() < 0 ? Optional.empty() : piece.plan() == 0 ? task.ownPlan
                : workflow.flatMap(found -> found.plans.get(piece.plan()).shared);
        boolean open = !task.status.isEnded();
        task.plan.ifPresent(plan -> {
            plan.followers++;
            plan.open += open ? 1 : 0;
        });
        if (open) {
            workspace.openTasks++;
            task.channel.openTasks++;
            workflow.ifPresent(found -> found.openTasks++);
            task.queue.ifPresent(queue -> queue.tasks++);
        }
        if (task.status == TaskStatus.RESERVED) {
            task.queue.ifPresent(queue -> queue.reserved.put(task.number, task));
        }
        if (open && task.ownPlan.isPresent()) {
            workspace.documented.put(task.number, task);
        }
        task.life.kind = Alarm.Kind.valueOf(piece.lifeKind());
        if (piece.lifeAt() >= 0) {
            workspace.timers.set(task.life, piece.lifeAt());
        }
        if (piece.targetAt() >= 0) {
            task.targetTime = new Alarm(Alarm.Kind.TARGET, task.sid.value());
            workspace.timers.set(task.targetTime, piece.targetAt());
        }
        workspace.tasks.put(task.sid.value(), task);
    }

    private void add(Snapshot.ReservationPiece piece) {
        Task task = workspace.need(piece.task());
        Worker worker = workers.get(piece.worker().value());
        Reservation reservation = new Reservation(piece.sid(), piece.number(), task, worker, piece.created());
        reservation.updatedMillis = piece.updated();
        reservation.status = piece.status();
        reservation.version = piece.version();
        reservation.reason = piece.reason();
        reservation.activityBefore = piece.activityBefore();
        reservation.postWorkActivity = piece.postWorkActivity();
        task.offers.add(reservation);
        worker.reservations.add(reservation);
        if (reservation.status.isOpen()) {
            task.openOffers++;
            worker.open++;
            worker.on(task.channel).assigned++;
        }
        if (piece.deadline() >= 0) {
            workspace.timers.set(reservation.deadline, piece.deadline());
        }
        workspace.reservations.put(piece.sid().value(), reservation);
    }
}
