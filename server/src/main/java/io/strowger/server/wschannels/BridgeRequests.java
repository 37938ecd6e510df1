package io.strowger.server.wschannels;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.ReservationSid;
import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.WorkflowSid;
import io.strowger.kernel.World;
import io.strowger.server.rest.ApiFailure;
import io.strowger.work.core.Command;
import io.strowger.work.core.Expr;
import io.strowger.work.core.ExpressionError;
import io.strowger.work.core.Reservation;
import io.strowger.work.core.Scope;
import io.strowger.work.core.TaskQueue;
import io.strowger.work.core.TaskStatus;
import io.strowger.work.core.Worker;
import io.strowger.work.core.Workspace;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * What the worker SDK asks and tells by the event bridge (work-distribution-api section 8). Each request checks what
 * its caller's token allows, then what it wants. Any thread.
 */
final class BridgeRequests {
    private final World world;
    private final ReservationRequests reservations;
    private final Consumer<AccountSid> evaluations;
    private final List<Route> routes;

    private record Route(String method, List<String> parts, Function<BridgeCall, ObjectNode> answer) {
        boolean leads(BridgeCall call) {
            boolean same = method.equals(call.method()) && parts.size() == call.path().size();
            for (int i = 0; same && i < parts.size(); i++) {
                same = parts.get(i).equals("*") || parts.get(i).equals(call.path().get(i));
            }
            return same;
        }
    }

    BridgeRequests(World world, ReservationRequests reservations, Consumer<AccountSid> evaluations) {
        this.world = world;
        this.evaluations = evaluations;
        this.reservations = reservations;
        this.routes = List.of(
                get("Activities", this::listActivities),
                get("Activities/*", this::fetchActivity),
                get("Workers", this::listWorkers),
                get("Workers/*", this::fetchWorker),
                post("Workers/*", this::updateWorker),
                get("Workers/*/WorkerChannels", this::listChannels),
                get("Workers/*/Reservations", this::listReservations),
                get("Workers/*/Reservations/*", reservations::fetch),
                post("Workers/*/Reservations/*", reservations::update),
                get("TaskQueues", this::listQueues),
                get("TaskQueues/*", this::fetchQueue),
                post("Tasks", this::createTask),
                get("Tasks/*", this::fetchTask),
                post("Tasks/*", this::updateTask),
                post("Tasks/*/Reservations/*", reservations::supervise),
                post("Workers/*/Transfers", notBuilt("Transfers")),
                post("Workers/*/Transfers/*", notBuilt("Transfers")),
                post("Workers/*/CustomerParticipant", notBuilt("CustomerParticipant")),
                post("Workers/*/WorkerParticipant", notBuilt("WorkerParticipant")),
                post("Workers/*/HoldWorkerParticipant", notBuilt("HoldWorkerParticipant")),
                post("Workers/*/KickWorkerParticipant", notBuilt("KickWorkerParticipant")));
    }

    private static Route get(String path, Function<BridgeCall, ObjectNode> answer) {
        return new Route("GET", List.of(path.split("/")), answer);
    }

    private static Route post(String path, Function<BridgeCall, ObjectNode> answer) {
        return new Route("POST", List.of(path.split("/")), answer);
    }

    /** Comes with the conference mixer. */
    private static Function<BridgeCall, ObjectNode> notBuilt(String what) {
        return call -> {
            call.caller().actsFor(call.sid(1, WorkerSid::new));
            throw ApiFailure.notBuilt(404, what, "");
        };
    }

    /** The payload that answers a request. */
    ObjectNode answer(BridgeCall call) {
        return routes.stream().filter(route -> route.leads(call)).findFirst().orElseThrow(call::notFound)
                .answer().apply(call);
    }

    Payloads payloads(Workspace state) {
        return new Payloads(state, world.timeline().now());
    }

    private ObjectNode listActivities(BridgeCall call) {
        Listing listing = Listing.of(call.params());
        return call.ask(state -> listing.of(state.activities().bySid(), activity -> true,
                payloads(state)::activity));
    }

    private ObjectNode fetchActivity(BridgeCall call) {
        ActivitySid sid = call.sid(1, ActivitySid::new);
        return call.ask(state -> payloads(state).activity(state.activity(sid).orElseThrow(call::notFound)));
    }

    private ObjectNode listWorkers(BridgeCall call) {
        call.caller().seesAll("list workers");
        Params params = call.params();
        Listing listing = Listing.of(params);
        Optional<String> name = params.text("FriendlyName");
        Optional<String> activity = params.text("ActivitySid");
        Optional<String> activityName = params.text("ActivityName");
        Optional<Expr> expression = params.text("TargetWorkersExpression").map(BridgeRequests::expression);
        expression.ifPresent(asked -> evaluations.accept(call.caller().account()));
        Function<Worker, Boolean> wanted = worker -> name.filter(one -> !one.equals(worker.friendlyName())).isEmpty()
                && activity.filter(sid -> !sid.equals(worker.activity().sid().value())).isEmpty()
                && activityName.filter(one -> !one.equals(worker.activity().friendlyName())).isEmpty()
                && expression.filter(one -> !one.matches(worker.facts())).isEmpty();
        return call.ask(state -> listing.of(state.workers().bySid(), wanted, payloads(state)::worker, Map.of(
                "DateStatusChanged", Comparator.comparing(Worker::statusChanged),
                "FriendlyName", Comparator.comparing(Worker::friendlyName))));
    }

    private static Expr expression(String text) {
        try {
            return Expr.parse(text, Scope.QUEUE);
        } catch (ExpressionError wrong) {
            throw Params.wrong("TargetWorkersExpression", "an expression: " + wrong.getMessage());
        }
    }

    private static WorkerSid worker(BridgeCall call) {
        WorkerSid sid = call.sid(1, WorkerSid::new);
        call.caller().actsFor(sid);
        return sid;
    }

    private ObjectNode fetchWorker(BridgeCall call) {
        WorkerSid sid = worker(call);
        return call.ask(state -> payloads(state).worker(state.worker(sid).orElseThrow(call::notFound)));
    }

    private ObjectNode updateWorker(BridgeCall call) {
        WorkerSid sid = worker(call);
        Params params = call.params();
        call.ask(state -> {
            WorkerReach.keepsContact(call.caller(), state.worker(sid).orElseThrow(call::notFound).attributes(),
                    params.json("Attributes"));
            return true;
        });
        return call.tell(new Command.UpdateWorker(sid, call.ifMatch(), Optional.empty(), params.json("Attributes"),
                        params.sid("ActivitySid", ActivitySid::new), params.flag("RejectPendingReservations")),
                state -> payloads(state).worker(state.worker(sid).orElseThrow(call::notFound)));
    }

    private ObjectNode listChannels(BridgeCall call) {
        WorkerSid sid = worker(call);
        Listing listing = Listing.of(call.params());
        return call.ask(state -> listing.of(bySid(state.worker(sid).orElseThrow(call::notFound).channels(),
                channel -> channel.sid().value()), channel -> true, payloads(state)::channel));
    }

    private static <T> NavigableMap<String, T> bySid(List<T> things, Function<T, String> sid) {
        NavigableMap<String, T> sorted = new TreeMap<>();
        things.forEach(thing -> sorted.put(sid.apply(thing), thing));
        return sorted;
    }

    private ObjectNode listReservations(BridgeCall call) {
        WorkerSid sid = worker(call);
        Listing listing = Listing.of(call.params());
        boolean active = call.params().flag("Active");
        return call.ask(state -> listing.of(bySid(state.worker(sid).orElseThrow(call::notFound).reservations(),
                reservation -> reservation.sid().value()),
                (Reservation reservation) -> !active || reservation.status().isOpen(),
                payloads(state)::reservation));
    }

    private ObjectNode listQueues(BridgeCall call) {
        call.caller().seesAll("list task queues");
        Listing listing = Listing.of(call.params());
        Optional<String> name = call.params().text("FriendlyName");
        return call.ask(state -> listing.of(state.queues().bySid(),
                queue -> name.filter(one -> !one.equals(queue.settings().friendlyName())).isEmpty(),
                payloads(state)::queue, Map.of(
                        "FriendlyName", Comparator.comparing((TaskQueue queue) -> queue.settings().friendlyName()),
                        "DateCreated", Comparator.comparing(TaskQueue::created),
                        "DateUpdated", Comparator.comparing(TaskQueue::updated))));
    }

    private ObjectNode fetchQueue(BridgeCall call) {
        call.caller().seesAll("read a task queue");
        TaskQueueSid sid = call.sid(1, TaskQueueSid::new);
        return call.ask(state -> payloads(state).queue(state.queue(sid).orElseThrow(call::notFound)));
    }

    /** A worker makes tasks for itself only: an outbound call, for one. */
    private ObjectNode createTask(BridgeCall call) {
        Params params = call.params();
        Optional<String> target = params.text("RoutingTarget");
        if (target.filter(sid -> call.caller().worker().filter(own -> own.value().equals(sid)).isPresent())
                .isEmpty()) {
            call.caller().seesAll("make a task whose RoutingTarget is not its own worker");
        }
        WorkerReach.keepsCalls(call.caller(), "{}", params.json("Attributes"));
        TaskSid sid = TaskSid.mint(world);
        OptionalInt timeout = params.number("Timeout", 1, Integer.MAX_VALUE);
        return call.tell(new Command.CreateTask(sid, params.sid("WorkflowSid", WorkflowSid::new),
                        params.sid("TaskQueueSid", TaskQueueSid::new), target, params.flag("IgnoreCapacity"),
                        params.json("Attributes").orElse("{}"), params.number("Priority", 0, Integer.MAX_VALUE),
                        timeout.isPresent() ? Optional.of(Duration.ofSeconds(timeout.getAsInt())) : Optional.empty(),
                        params.text("TaskChannelUniqueName").or(() -> params.text("TaskChannelSid")),
                        params.moment("VirtualStartTime"), Optional.empty()),
                state -> payloads(state).task(state.task(sid).orElseThrow(call::notFound)));
    }

    private ObjectNode fetchTask(BridgeCall call) {
        TaskSid sid = call.sid(1, TaskSid::new);
        return call.ask(state -> state.task(sid).map(task -> {
            call.caller().sees(task);
            return payloads(state).task(task);
        }).orElseThrow(call::notFound));
    }

    private ObjectNode updateTask(BridgeCall call) {
        TaskSid sid = call.sid(1, TaskSid::new);
        Params params = call.params();
        Optional<TaskStatus> status = params.text("AssignmentStatus").map(word -> TaskStatus.of(word)
                .orElseThrow(() -> Params.wrong("AssignmentStatus", "one of canceled, wrapping, completed")));
        OptionalInt priority = params.number("Priority", 0, Integer.MAX_VALUE);
        if (priority.isPresent()) {
            call.caller().seesAll("set Priority of task " + sid);
        }
        call.ask(state -> state.task(sid).map(task -> {
            call.caller().changes(task, status.isPresent());
            WorkerReach.keepsCalls(call.caller(), task.attributes(), params.json("Attributes"));
            return true;
        }).orElseThrow(call::notFound));
        return call.tell(new Command.UpdateTask(sid, call.ifMatch(), params.json("Attributes"), priority,
                        params.moment("VirtualStartTime"), status, params.text("Reason")),
                state -> payloads(state).task(state.task(sid).orElseThrow(call::notFound)));
    }
}
