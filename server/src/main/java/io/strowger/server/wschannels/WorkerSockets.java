package io.strowger.server.wschannels;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.FetchRequest.Header;
import io.strowger.kernel.Limit;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.TaskChannelSid;
import io.strowger.kernel.Timeline;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.World;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.EventBridge;
import io.strowger.work.Answer;
import io.strowger.work.Onlooker;
import io.strowger.work.WorkEvent;
import io.strowger.work.Workspaces;
import io.strowger.work.core.Command;
import io.strowger.work.core.Reservation;
import io.strowger.work.core.ReservationStatus;
import io.strowger.work.core.Task;
import io.strowger.work.core.Worker;
import io.strowger.work.core.WorkerChannel;
import io.strowger.work.core.Workspace;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * The open sockets of this node's workers. Looks on in the workspaces and tells each worker what concerns it: itself,
 * its channels, its reservations, the tasks that it has. Any thread.
 */
final class WorkerSockets implements Onlooker, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(WorkerSockets.class.getName());
    private static final Set<String> WORKER = Set.of("worker.activity.update", "worker.attributes.update");
    private static final Set<String> CHANNEL =
            Set.of("worker.capacity.update", "worker.channel.availability.update");
    private static final Set<String> TASK =
            Set.of("task.updated", "task.canceled", "task.completed", "task.wrapup");

    private final Timeline timeline;
    private final Workspaces workspaces;
    private final SocketLimits limits;
    private final Limit all;
    private final Permits<AccountSid> perAccount;
    private final Permits<WorkerSid> perWorker;
    private final LongAdder slow;
    private final LongAdder offended;
    private final Map<WorkerSid, Set<WorkerSocket>> open = new ConcurrentHashMap<>();
    /** The last socket of each worker that is without one and may go offline for it. */
    private final Map<WorkerSid, WorkerSocket> left = new ConcurrentHashMap<>();
    private volatile boolean closing;

    WorkerSockets(World world, Workspaces workspaces, SocketLimits limits, Metrics metrics) {
        this.timeline = world.timeline();
        this.workspaces = workspaces;
        this.limits = limits;
        this.all = new Limit("work-sockets", limits.sockets());
        this.perAccount = new Permits<>("work-sockets-account", limits.perAccount(), refused(metrics, "account"));
        this.perWorker = new Permits<>("work-sockets-worker", limits.perWorker(), refused(metrics, "worker"));
        this.slow = metrics.counter("strowger_work_sockets_slow_total",
                "Sockets of workers that were cut off because their client read too slowly.");
        this.offended = metrics.counter("strowger_work_sockets_offended_total",
                "Sockets of workers that ended because their client sent what it may not.");
        metrics.gauge("strowger_work_sockets", "Open sockets of workers.", all::held);
        metrics.counterOf("strowger_work_sockets_refused_total", "Sockets of workers that a limit refused.",
                all::bites, "limit", "all");
    }

    private static LongAdder refused(Metrics metrics, String limit) {
        return metrics.counter("strowger_work_sockets_refused_total", "Sockets of workers that a limit refused.",
                "limit", limit);
    }

    static String frame(String type, ObjectNode payload) {
        ObjectNode frame = JsonNodeFactory.instance.objectNode().put("event_type", type);
        frame.set("payload", payload);
        return frame.toString();
    }

    ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /**
     * Lets a socket in, if the limits allow it.
     *
     * @param holds whether the token is still good: its key may be deleted while the socket is open
     */
    EventBridge.Guest admit(Caller caller, BooleanSupplier holds, boolean closesOthers, boolean offline) {
        WorkerSid worker = caller.worker().orElseThrow(() -> new ApiFailure(403, ErrorCode.TOKEN_GRANTS,
                "The token names no worker whose events a socket could tell"));
        if (!all.tryAcquire()) {
            throw full("work-sockets", limits.sockets(), "sockets of workers are open");
        }
        if (!perAccount.enter(caller.account())) {
            all.release();
            throw full(perAccount.name(), perAccount.max(), "sockets of this account are open");
        }
        // sockets that the new one is about to close count until they have gone
        if (!perWorker.enter(worker)) {
            perAccount.leave(caller.account());
            all.release();
            if (closesOthers) {
                closeOthers(worker, Optional.empty());
            }
            throw full(perWorker.name(), perWorker.max(), "sockets of this worker are open");
        }
        return new WorkerSocket(this, timeline, limits, caller, holds, closesOthers, offline);
    }

    private static ApiFailure full(String limit, int max, String what) {
        return new ApiFailure(429, ErrorCode.TOO_MANY_REQUESTS, max + " " + what + " (limit " + limit + ")",
                List.of(new Header("Retry-After", "1")));
    }

    void opened(WorkerSocket socket) {
        if (socket.closesOthers()) {
            closeOthers(socket.worker(), Optional.of(socket));
        }
        left.remove(socket.worker());
        open.compute(socket.worker(), (key, present) -> {
            Set<WorkerSocket> mine = present == null ? ConcurrentHashMap.newKeySet() : present;
            mine.add(socket);
            return mine;
        });
        // whoever let go of the workspace before this line did not see the socket
        if (closing || !workspaces.owned().contains(socket.workspace())) {
            socket.close(WorkerSocket.End.RESTART);
        }
    }

    private void closeOthers(WorkerSid worker, Optional<WorkerSocket> but) {
        open.getOrDefault(worker, Set.of()).stream().filter(other -> but.filter(other::equals).isEmpty())
                .forEach(other -> other.close(WorkerSocket.End.REPLACED));
    }

    void slow() {
        slow.increment();
    }

    void offended() {
        offended.increment();
    }

    void gone(WorkerSocket socket) {
        boolean known = open.getOrDefault(socket.worker(), Set.of()).contains(socket);
        open.computeIfPresent(socket.worker(), (key, others) -> {
            others.remove(socket);
            return others.isEmpty() ? null : others;
        });
        perWorker.leave(socket.worker());
        perAccount.leave(socket.caller().account());
        all.release();
        if (known && socket.goesOffline() && !closing && !open.containsKey(socket.worker())) {
            left.put(socket.worker(), socket);
            timeline.schedule(limits.offlineAfter(), () ->
                    timeline.spawn("offline " + socket.worker(), () -> offline(socket)));
        }
    }

    /** Puts the worker into the workspace's default activity, unless it has come back. */
    private void offline(WorkerSocket socket) {
        if (!left.remove(socket.worker(), socket) || closing || open.containsKey(socket.worker())) {
            return;
        }
        Caller caller = socket.caller();
        Answer<ActivitySid> asked = workspaces.ask(caller.account(), caller.workspace(),
                state -> state.settings().defaultActivity());
        if (asked instanceof Answer.Done<ActivitySid>(var activity)) {
            workspaces.tell(caller.account(), caller.workspace(), caller.workspace(), new Command.UpdateWorker(
                    socket.worker(), OptionalInt.empty(), Optional.empty(), Optional.empty(), Optional.of(activity),
                    false), state -> true);
        }
    }

    @Override
    public Optional<Runnable> happened(Workspace workspace, WorkEvent event) {
        if (open.isEmpty()) {
            return Optional.empty();
        }
        try {
            return seen(workspace, event);
        } catch (RuntimeException mistake) { // must not harm the workspace
            LOG.log(System.Logger.Level.ERROR, "a mistake in telling sockets of " + event.type(), mistake);
            return Optional.empty();
        }
    }

    private Optional<Runnable> seen(Workspace workspace, WorkEvent event) {
        Payloads payloads = new Payloads(workspace, event.at());
        if (event.type().startsWith("reservation.")) {
            return concerned(event.about().worker()).flatMap(worker ->
                    workspace.reservations().find(event.resourceSid()).map(reservation ->
                            telling(worker, event.type(), payloads.reservation(reservation))));
        }
        if (TASK.contains(event.type())) {
            return workspace.tasks().find(event.resourceSid()).flatMap(task -> ofTask(task, event, payloads));
        }
        if (WORKER.contains(event.type())) {
            return concerned(Optional.of(event.resourceSid())).flatMap(worker -> workspace.worker(worker).map(found ->
                    telling(worker, event.type(), payloads.worker(found))));
        }
        if (CHANNEL.contains(event.type())) {
            return concerned(Optional.of(event.resourceSid())).flatMap(worker -> workspace.worker(worker)
                    .flatMap(found -> channel(workspace, found, event))
                    .map(channel -> telling(worker, event.type(), payloads.channel(channel))));
        }
        if (event.type().equals("worker.deleted")) {
            return concerned(Optional.of(event.resourceSid())).map(worker -> () ->
                    open.getOrDefault(worker, Set.of())
                            .forEach(socket -> socket.close(WorkerSocket.End.DELETED)));
        }
        return Optional.empty();
    }

    /** The worker, when somebody listens. */
    private Optional<WorkerSid> concerned(Optional<String> sid) {
        return sid.map(WorkerSid::new).filter(open::containsKey);
    }

    private static Optional<WorkerChannel> channel(Workspace workspace, Worker worker,
            WorkEvent event) {
        return event.data().stream().filter(field -> field.name().equals("TaskChannelSid")).findFirst()
                .map(field -> new TaskChannelSid(field.value()))
                .flatMap(sid -> workspace.channel(sid.value())).flatMap(worker::channel);
    }

    private Optional<Runnable> ofTask(Task task, WorkEvent event, Payloads payloads) {
        List<WorkerSid> holders = task.reservations().stream()
                .filter(one -> one.status().isOpen() || one.status() == ReservationStatus.COMPLETED)
                .map(Reservation::worker).map(Worker::sid).filter(open::containsKey).distinct().toList();
        if (holders.isEmpty()) {
            return Optional.empty();
        }
        String frame = frame(event.type(), payloads.task(task));
        return Optional.of(() -> holders.forEach(worker -> tell(worker, frame)));
    }

    private Runnable telling(WorkerSid worker, String type, ObjectNode payload) {
        String frame = frame(type, payload);
        return () -> tell(worker, frame);
    }

    private void tell(WorkerSid worker, String frame) {
        open.getOrDefault(worker, Set.of()).forEach(socket -> socket.tell(frame));
    }

    @Override
    public void interrupted(WorkspaceSid workspace) {
        sockets().filter(socket -> socket.workspace().equals(workspace))
                .forEach(socket -> socket.close(WorkerSocket.End.RESTART));
    }

    private Stream<WorkerSocket> sockets() {
        return open.values().stream().flatMap(Set::stream);
    }

    /** Asks every client to connect again, elsewhere or later; workers stay in their activities. */
    @Override
    public void close() {
        closing = true;
        sockets().forEach(socket -> socket.close(WorkerSocket.End.RESTART));
    }
}
