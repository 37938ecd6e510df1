package io.strowger.work.whatif;

import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.ReservationSid;
import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.WorkflowSid;
import io.strowger.work.core.Command;
import io.strowger.work.core.Event;
import io.strowger.work.core.Recorded;
import io.strowger.work.core.Reservation;
import io.strowger.work.core.Worker;
import io.strowger.work.core.Workspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Tells what came from outside from what followed: a journal holds results only, so commands are made out from the
 * order in which the router writes. One strand.
 */
final class Inputs {
    private static final int DIRECT = -2;

    private final Workspace workspace;
    private final Stories stories;
    private final List<Outside> outside = new ArrayList<>();
    /** The event before, as long as nothing lies between. */
    private Event previous = new Event.WorkspaceDeleted();
    private long previousMillis = -1;
    /** The worker whose acceptance began what is being written. */
    private Optional<WorkerSid> accepting = Optional.empty();
    /** An offer that was refused in this moment. */
    private Optional<Reservation> refused = Optional.empty();

    Inputs(Workspace workspace, Stories stories) {
        this.workspace = workspace;
        this.stories = stories;
    }

    List<Outside> all() {
        return outside;
    }

    /** Moves of workers are looked at before they are applied. */
    void before(Recorded recorded) {
        long now = recorded.at().toEpochMilli();
        if (recorded.event() instanceof Event.WorkerActivityUpdated moved) {
            moved(workspace.worker(moved.sid()).orElseThrow(), moved.activity(), now);
        }
        if (recorded.event() instanceof Event.TaskUpdated updated
                && workspace.task(updated.sid()).orElseThrow().status().isOpen()) {
            add(now, new Command.UpdateTask(updated.sid(), OptionalInt.empty(), updated.attributes(),
                    updated.priority(), updated.virtualStartTime(), Optional.empty(), updated.reason(),
                    updated.channel().map(Object::toString)));
        }
    }

    void after(Recorded recorded) {
        long now = recorded.at().toEpochMilli();
        Event event = recorded.event();
        if (now != previousMillis) {
            accepting = Optional.empty();
            refused = Optional.empty();
        }
        switch (event) {
            case Event.TaskCreated created -> add(now, new Command.CreateTask(created.sid(), created.workflow(),
                    Optional.empty(), created.routingTarget(), created.ignoreCapacity(), created.attributes(),
                    OptionalInt.of(created.priority()), Optional.of(created.timeout()),
                    Optional.of(created.channel().value()), Optional.of(created.virtualStartTime()),
                    created.configuration(), created.call()));
            case Event.TaskRouted routed -> routed(routed, now);
            case Event.TaskLeftWorkflow left -> {
                if (previous instanceof Event.WorkflowUpdated(var workflow, var settings) && previousMillis == now) {
                    reEvaluated(workflow, now); // the new document has no way for it
                }
            }
            case Event.ReservationAccepted accepted -> accepting = Optional.of(worker(accepted.sid()));
            case Event.ReservationRejected rejected -> {
                rejected(rejected, now);
                refused = workspace.reservation(rejected.sid());
            }
            default -> setup(event, now);
        }
        previous = event;
        previousMillis = now;
    }

    private void add(long now, Command command) {
        outside.add(new Outside(now, command));
    }

    private void replaceLast(Command command) {
        outside.set(outside.size() - 1, new Outside(outside.getLast().atMillis(), command));
    }

    private WorkerSid worker(ReservationSid sid) {
        return workspace.reservation(sid).orElseThrow().worker().sid();
    }

    private void routed(Event.TaskRouted routed, long now) {
        if (routed.filter() == DIRECT && routed.queue().isPresent()
                && outside.getLast().command() instanceof Command.CreateTask(var sid, var workflow, var queue,
                        var target, var ignore, var attributes, var priority, var timeout, var channel, var start,
                        var configuration, var call) && sid.equals(routed.sid())) {
            boolean byTarget = target.filter(one -> one.startsWith("WQ")).isPresent();
            replaceLast(new Command.CreateTask(sid, workflow, byTarget ? queue : routed.queue(), target, ignore,
                    attributes, priority, timeout, channel, start, configuration, call));
        }
        if (routed.cause() == Event.Cause.RE_EVALUATED) {
            reEvaluated(workspace.task(routed.sid()).orElseThrow().workflow().orElseThrow().sid(), now);
        }
    }

    private void reEvaluated(WorkflowSid sid, long now) {
        boolean begun = !outside.isEmpty() && outside.getLast().atMillis() == now
                && outside.getLast().command() instanceof Command.UpdateWorkflow update && update.sid().equals(sid);
        if (begun) {
            Command.UpdateWorkflow update = (Command.UpdateWorkflow) outside.getLast().command();
            replaceLast(new Command.UpdateWorkflow(sid, update.friendlyName(), update.configuration(),
                    update.assignmentCallbackUrl(), update.fallbackAssignmentCallbackUrl(),
                    update.taskReservationTimeout(), true));
        } else {
            add(now, new Command.UpdateWorkflow(sid, Optional.empty(), Optional.empty(), Optional.empty(),
                    Optional.empty(), Optional.empty(), true));
        }
    }

    /** A worker who goes away may have all offers taken back. */
    private void rejected(Event.ReservationRejected rejected, long now) {
        Reservation reservation = workspace.reservation(rejected.sid()).orElseThrow();
        if (previousMillis == now && !outside.isEmpty() && outside.getLast().atMillis() == now
                && outside.getLast().command() instanceof Command.UpdateWorker update
                && update.sid().equals(reservation.worker().sid()) && update.activity().isPresent()
                && (update.rejectPendingReservations() || previous instanceof Event.WorkerActivityUpdated)) {
            stories.takenBack(reservation);
            replaceLast(new Command.UpdateWorker(update.sid(), OptionalInt.empty(), update.friendlyName(),
                    update.attributes(), update.activity(), true));
        } else if (refused.filter(one -> one.worker() == reservation.worker()).isPresent()) {
            // several at once: the worker was where it went already
            stories.takenBack(refused.get());
            stories.takenBack(reservation);
            add(now, new Command.UpdateWorker(reservation.worker().sid(), OptionalInt.empty(), Optional.empty(),
                    Optional.empty(), Optional.of(reservation.worker().activity().sid()), true));
        } else if (isRinging(reservation)) {
            // a worker who stays where the router had put it wanted to; one who goes back is seen next
            stories.rejectedInto(reservation, Optional.of(reservation.worker().activity().sid()));
        }
    }

    /** Single-task mode: the worker is in the activity of the queue's offers, and would be put back. */
    private boolean isRinging(Reservation reservation) {
        return !workspace.settings().multiTaskEnabled() && reservation.task().queue()
                .flatMap(queue -> queue.settings().reservationActivity())
                .filter(reservation.worker().activity().sid()::equals).isPresent();
    }

    private void moved(Worker worker, ActivitySid to, long now) {
        if (follows(worker, to, now)) {
            if (!(previous instanceof Event.ReservationTimedOut)) {
                stories.movedOn(worker);
            }
        } else if (!stories.returned(worker, to, workspace.activity(to).orElseThrow().isAvailable(), now)) {
            merge(now, new Command.UpdateWorker(worker.sid(), OptionalInt.empty(), Optional.empty(),
                    Optional.empty(), Optional.of(to), false));
        }
    }

    /** True when the move is the router's doing, or part of a worker's answer. */
    private boolean follows(Worker worker, ActivitySid to, long now) {
        if (previousMillis != now) {
            return false;
        }
        boolean single = !workspace.settings().multiTaskEnabled();
        return switch (previous) {
            case Event.ReservationTimedOut silent -> {
                boolean own = worker(silent.sid()).equals(worker.sid());
                if (own) {
                    stories.silenced(worker, workspace.reservation(silent.sid()).orElseThrow(), now);
                }
                yield own;
            }
            case Event.ReservationRejected rejected -> {
                Reservation reservation = workspace.reservation(rejected.sid()).orElseThrow();
                boolean own = reservation.worker() == worker;
                boolean restored = isRinging(reservation)
                        && stories.activityBefore(reservation).filter(to::equals).isPresent();
                if (own) {
                    stories.rejectedInto(reservation, restored ? Optional.empty() : Optional.of(to));
                }
                yield own;
            }
            case Event.ReservationCompleted completed -> worker(completed.sid()).equals(worker.sid());
            case Event.ReservationCreated made -> single && made.worker().equals(worker.sid());
            case Event.ReservationAccepted accepted -> single && worker(accepted.sid()).equals(worker.sid());
            case Event.ReservationRescinded rescinded -> single && (worker(rescinded.sid()).equals(worker.sid())
                    || accepting.filter(worker.sid()::equals).isPresent());
            case Event.ReservationFailed failed -> single && worker(failed.sid()).equals(worker.sid());
            case Event.ReservationCanceled canceled -> single && worker(canceled.sid()).equals(worker.sid());
            case Event.WorkerActivityUpdated before -> single && accepting.filter(worker.sid()::equals).isPresent();
            default -> false;
        };
    }

    /** Parts of one change of a worker are one command: between them nothing must be given away. */
    private void merge(long now, Command.UpdateWorker update) {
        boolean goesOn = previousMillis == now && !outside.isEmpty() && outside.getLast().atMillis() == now
                && (previous instanceof Event.WorkerRenamed || previous instanceof Event.WorkerAttributesUpdated)
                && outside.getLast().command() instanceof Command.UpdateWorker last && last.sid().equals(update.sid());
        if (goesOn) {
            Command.UpdateWorker last = (Command.UpdateWorker) outside.getLast().command();
            replaceLast(new Command.UpdateWorker(last.sid(), OptionalInt.empty(),
                    last.friendlyName().or(update::friendlyName), last.attributes().or(update::attributes),
                    last.activity().or(update::activity), false));
        } else {
            add(now, update);
        }
    }

    private void setup(Event event, long now) {
        switch (event) {
            case Event.WorkerRenamed renamed -> merge(now, new Command.UpdateWorker(renamed.sid(),
                    OptionalInt.empty(), Optional.of(renamed.friendlyName()), Optional.empty(), Optional.empty(),
                    false));
            case Event.WorkerAttributesUpdated described -> merge(now, new Command.UpdateWorker(described.sid(),
                    OptionalInt.empty(), Optional.empty(), Optional.of(described.attributes()), Optional.empty(),
                    false));
            case Event.WorkerChannelAvailabilityUpdated share -> available(share, now);
            case Event.TaskQueueUpdated queue -> add(now, update(queue));
            case Event.WorkflowUpdated workflow -> add(now, new Command.UpdateWorkflow(workflow.sid(),
                    Optional.of(workflow.settings().friendlyName()),
                    Optional.of(workflow.settings().configuration()),
                    Optional.of(workflow.settings().assignmentCallbackUrl().orElse("")),
                    Optional.of(workflow.settings().fallbackAssignmentCallbackUrl().orElse("")),
                    Optional.of(workflow.settings().taskReservationTimeout()), false));
            default -> plain(event).ifPresent(command -> add(now, command));
        }
    }

    /** With a capacity it is one change: between the two nothing must be given away. */
    private void available(Event.WorkerChannelAvailabilityUpdated share, long now) {
        if (previousMillis == now && previous instanceof Event.WorkerCapacityUpdated(var worker, var channel,
                var capacity) && worker.equals(share.worker()) && channel.equals(share.channel())) {
            replaceLast(new Command.UpdateWorkerChannel(worker, channel, OptionalInt.of(capacity),
                    Optional.of(share.available())));
        } else {
            add(now, new Command.UpdateWorkerChannel(share.worker(), share.channel(), OptionalInt.empty(),
                    Optional.of(share.available())));
        }
    }

    private static Command update(Event.TaskQueueUpdated queue) {
        return new Command.UpdateTaskQueue(queue.sid(), Optional.of(queue.settings().friendlyName()),
                Optional.of(queue.settings().targetWorkers()), OptionalInt.of(queue.settings().maxReservedWorkers()),
                Optional.of(queue.settings().taskOrder()), Optional.of(queue.settings().reservationActivity()),
                Optional.of(queue.settings().assignmentActivity()));
    }

    /** Events that are what was asked for, word by word. */
    private static Optional<Command> plain(Event event) {
        return Optional.ofNullable(switch (event) {
            case Event.WorkspaceUpdated it -> new Command.UpdateWorkspace(Optional.of(it.settings().friendlyName()),
                    Optional.of(it.settings().defaultActivity()), Optional.of(it.settings().timeoutActivity()),
                    Optional.of(it.settings().multiTaskEnabled()),
                    Optional.of(it.settings().prioritizeQueueOrder()), Optional.empty(), Optional.empty());
            case Event.ActivityCreated it -> new Command.CreateActivity(it.sid(), it.friendlyName(), it.available());
            case Event.ActivityUpdated it -> new Command.UpdateActivity(it.sid(), Optional.of(it.friendlyName()));
            case Event.ActivityDeleted it -> new Command.DeleteActivity(it.sid());
            case Event.TaskChannelCreated it -> new Command.CreateTaskChannel(it.sid(), it.friendlyName(),
                    it.uniqueName(), it.channelOptimizedRouting());
            case Event.TaskChannelUpdated it -> new Command.UpdateTaskChannel(it.sid(),
                    Optional.of(it.friendlyName()), Optional.of(it.channelOptimizedRouting()));
            case Event.TaskChannelDeleted it -> new Command.DeleteTaskChannel(it.sid());
            case Event.TaskQueueCreated it -> new Command.CreateTaskQueue(it.sid(), it.settings());
            case Event.TaskQueueDeleted it -> new Command.DeleteTaskQueue(it.sid());
            case Event.WorkflowCreated it -> new Command.CreateWorkflow(it.sid(), it.settings());
            case Event.WorkflowDeleted it -> new Command.DeleteWorkflow(it.sid());
            case Event.WorkerCreated it -> new Command.CreateWorker(it.sid(), it.friendlyName(),
                    Optional.of(it.activity()), it.attributes());
            case Event.WorkerCapacityUpdated it -> new Command.UpdateWorkerChannel(it.worker(), it.channel(),
                    OptionalInt.of(it.capacity()), Optional.empty());
            case Event.WorkerDeleted it -> new Command.DeleteWorker(it.sid(), OptionalInt.empty());
            default -> null;
        });
    }
}
