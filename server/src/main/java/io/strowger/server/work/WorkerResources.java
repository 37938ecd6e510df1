package io.strowger.server.work;

import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.World;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.PageRequest;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Slice;
import io.strowger.server.work.Views.ShareView;
import io.strowger.server.work.Views.WorkerView;
import io.strowger.work.core.Command;
import io.strowger.work.core.Expr;
import io.strowger.work.core.Scope;
import io.strowger.work.core.TaskQueue;
import io.strowger.work.core.Worker;
import io.strowger.work.core.WorkerChannel;
import io.strowger.work.core.Workspace;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;

/** Workers and their channels (work-distribution-api section 9). */
public final class WorkerResources {
    private static final String BASE = "/v1/Workspaces/{WorkspaceSid}/Workers";
    private static final Param<String> ACTIVITY_NAME = Param.text("ActivityName", 256);
    private static final Param<Boolean> AVAILABLE = Param.of("Available", "a text",
            value -> List.of("true", "1", "yes").contains(value.toLowerCase(Locale.ROOT)));
    private static final Param<String> EXPRESSION = Param.text("TargetWorkersExpression", 10_000);
    private static final Param<String> QUEUE_NAME = Param.text("TaskQueueName", 256);
    private static final Param<TaskQueueSid> QUEUE = Param.sid("TaskQueueSid", "WQ", TaskQueueSid::new);
    private static final Param<String> ORDERING = Param.text("Ordering", 64);
    private static final Param<Boolean> REJECT_PENDING = Param.bool("RejectPendingReservations");
    private static final Param<Integer> CAPACITY = Param.integer("Capacity", 0, 1_000_000);
    private static final Param<Boolean> SHARE_AVAILABLE = Param.bool("Available");

    private final World world;
    private final WorkDesk desk;

    /** Serves them by {@code desk}. */
    public WorkerResources(World world, WorkDesk desk) {
        this.world = world;
        this.desk = desk;
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        String one = BASE + "/{Sid}";
        String channels = BASE + "/{WorkerSid}/Channels";
        return List.of(
                Operation.create("CreateWorker", BASE, Shapes.WORKER, this::create)
                        .with(WorkParams.NEW_NAME, WorkParams.ACTIVITY, WorkParams.ATTRIBUTES),
                Operation.list("ListWorker", BASE, "workers", Shapes.WORKER, this::list)
                        .with(ACTIVITY_NAME, WorkParams.ACTIVITY, AVAILABLE, WorkParams.FRIENDLY_NAME, EXPRESSION,
                                QUEUE_NAME, QUEUE, ORDERING),
                Operation.fetch("FetchWorker", one, Shapes.WORKER, call -> versioned(call, desk.ask(call, state ->
                        state.workers().find(call.path("Sid")).map(found -> WorkerView.of(state, found))))),
                Operation.update("UpdateWorker", one, Shapes.WORKER, this::update)
                        .with(WorkParams.ACTIVITY, WorkParams.ATTRIBUTES, WorkParams.FRIENDLY_NAME, REJECT_PENDING),
                Operation.delete("DeleteWorker", one, call -> desk.tell(call, new Command.DeleteWorker(
                        call.sid("Sid", WorkerSid::new), WorkDesk.ifMatch(call)), state -> true)),
                Operation.list("ListWorkerChannel", channels, "channels", Shapes.WORKER_CHANNEL, this::channels),
                Operation.fetch("FetchWorkerChannel", channels + "/{Sid}", Shapes.WORKER_CHANNEL,
                        call -> desk.ask(call, state -> share(call, state).map(found -> ShareView.of(state, found)))),
                Operation.update("UpdateWorkerChannel", channels + "/{Sid}", Shapes.WORKER_CHANNEL,
                        this::updateChannel).with(CAPACITY, SHARE_AVAILABLE));
    }

    private static Optional<WorkerView> versioned(ApiCall call, Optional<WorkerView> view) {
        view.ifPresent(found -> WorkDesk.version(call, found.version()));
        return view;
    }

    private WorkerView create(ApiCall call) {
        WorkerSid sid = WorkerSid.mint(world);
        WorkerView made = desk.tell(call, new Command.CreateWorker(sid, call.need(WorkParams.NEW_NAME),
                call.get(WorkParams.ACTIVITY), call.get(WorkParams.ATTRIBUTES).orElse("{}")),
                state -> WorkerView.of(state, state.worker(sid).orElseThrow()));
        WorkDesk.version(call, made.version());
        return made;
    }

    private Optional<WorkerView> update(ApiCall call) {
        WorkerSid sid = call.sid("Sid", WorkerSid::new);
        return versioned(call, desk.tell(call, new Command.UpdateWorker(sid, WorkDesk.ifMatch(call),
                call.get(WorkParams.FRIENDLY_NAME), call.get(WorkParams.ATTRIBUTES), call.get(WorkParams.ACTIVITY),
                call.get(REJECT_PENDING).orElse(false)),
                state -> state.worker(sid).map(found -> WorkerView.of(state, found))));
    }

    private Slice<WorkerView> list(ApiCall call) {
        PageRequest page = call.page();
        Ordering ordering = Ordering.of(call.get(ORDERING), "DateStatusChanged");
        Optional<Expr> expression = call.get(EXPRESSION)
                .map(text -> Evaluated.expression("TargetWorkersExpression", text, Scope.QUEUE));
        desk.evaluates(call, EXPRESSION);
        Predicate<Worker> suits = wanted(call).and(worker ->
                expression.filter(expr -> !expr.matches(Evaluated.of(worker))).isEmpty());
        Walk.Source<Worker, WorkerView> source = new Walk.Source<>(state -> state.workers().bySid(),
                state -> inQueue(call, state).and(suits), WorkerView::of, view -> view.sid().value());
        return Ordering.workers(new Walk<>(source, page, Walk.LOOKED), step -> desk.ask(call, step), ordering);
    }

    private static Predicate<Worker> wanted(ApiCall call) {
        Optional<String> activityName = call.get(ACTIVITY_NAME);
        Optional<ActivitySid> activity = call.get(WorkParams.ACTIVITY);
        Optional<Boolean> available = call.get(AVAILABLE);
        Optional<String> friendlyName = call.get(WorkParams.FRIENDLY_NAME);
        return worker -> activityName.filter(name -> !name.equals(worker.activity().friendlyName())).isEmpty()
                && activity.filter(sid -> !sid.equals(worker.activity().sid())).isEmpty()
                && available.filter(want -> want != worker.activity().isAvailable()).isEmpty()
                && friendlyName.filter(name -> !name.equals(worker.friendlyName())).isEmpty();
    }

    private static Predicate<Worker> inQueue(ApiCall call, Workspace state) {
        Optional<String> name = call.get(QUEUE_NAME);
        List<TaskQueue> named = name.isEmpty() ? List.of() : state.queues().all().stream()
                .filter(queue -> queue.settings().friendlyName().equals(name.get())).toList();
        Optional<TaskQueueSid> wanted = call.get(QUEUE);
        Optional<TaskQueue> one = wanted.flatMap(state::queue);
        return worker -> (name.isEmpty() || named.stream().anyMatch(queue -> queue.has(worker)))
                && (wanted.isEmpty() || one.filter(queue -> queue.has(worker)).isPresent());
    }

    private Slice<ShareView> channels(ApiCall call) {
        PageRequest page = call.page();
        return desk.ask(call, state -> state.workers().find(call.path("WorkerSid"))
                .map(worker -> page.cut(worker.channels().stream().map(share -> ShareView.of(state, share)).toList(),
                        view -> view.sid().value()))).orElseThrow(call::notFound);
    }

    /** By its own sid, or by the task channel's sid or unique name. */
    private static Optional<WorkerChannel> share(ApiCall call, Workspace state) {
        String sid = call.path("Sid");
        return state.workers().find(call.path("WorkerSid")).flatMap(worker -> worker.channels().stream()
                .filter(share -> share.sid().value().equals(sid) || share.channel().sid().value().equals(sid)
                        || share.channel().uniqueName().equals(sid)).findFirst());
    }

    private Optional<ShareView> updateChannel(ApiCall call) {
        ShareView before = desk.ask(call, state -> share(call, state).map(found -> ShareView.of(state, found)))
                .orElseThrow(call::notFound);
        return desk.tell(call, new Command.UpdateWorkerChannel(before.worker(), before.channel(),
                SetupResources.number(call, CAPACITY), call.get(SHARE_AVAILABLE)),
                state -> share(call, state).map(found -> ShareView.of(state, found)));
    }
}
