package io.strowger.server.work;

import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.TaskChannelSid;
import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.WorkflowSid;
import io.strowger.kernel.World;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.PageRequest;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Slice;
import io.strowger.server.work.Views.ActivityView;
import io.strowger.server.work.Views.ChannelView;
import io.strowger.server.work.Views.QueueView;
import io.strowger.server.work.Views.WorkflowView;
import io.strowger.server.work.Views.WorkspaceView;
import io.strowger.work.Answer;
import io.strowger.work.core.Command;
import io.strowger.work.core.QueueSettings;
import io.strowger.work.core.TaskOrder;
import io.strowger.work.core.WorkflowSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Workspaces, activities, task channels, task queues and workflows (work-distribution-api section 9). */
public final class SetupResources {
    private static final String BASE = "/v1/Workspaces/{WorkspaceSid}";
    private static final Param<String> EVENT_URL = Param.url("EventCallbackUrl");
    private static final Param<String> EVENTS_FILTER = Param.text("EventsFilter");
    private static final Param<Boolean> MULTI_TASK = Param.bool("MultiTaskEnabled");
    private static final Param<TaskOrder> PRIORITIZE = WorkParams.order("PrioritizeQueueOrder");
    private static final Param<String> TEMPLATE = Param.oneOf("Template", "NONE", "FIFO");
    private static final Param<ActivitySid> DEFAULT_ACTIVITY =
            Param.sid("DefaultActivitySid", "WA", ActivitySid::new);
    private static final Param<ActivitySid> TIMEOUT_ACTIVITY =
            Param.sid("TimeoutActivitySid", "WA", ActivitySid::new);
    private static final Param<Boolean> AVAILABLE = Param.bool("Available");
    private static final Param<String> UNIQUE_NAME = Param.text("UniqueName", 64).required();
    private static final Param<Boolean> OPTIMIZED = Param.bool("ChannelOptimizedRouting");
    private static final Param<String> TARGET_WORKERS = Param.text("TargetWorkers", 10_000);
    private static final Param<Integer> MAX_RESERVED = Param.integer("MaxReservedWorkers", 1, 50);
    private static final Param<TaskOrder> TASK_ORDER = WorkParams.order("TaskOrder");
    private static final Param<ActivitySid> RESERVATION_ACTIVITY =
            Param.sid("ReservationActivitySid", "WA", ActivitySid::new);
    private static final Param<ActivitySid> ASSIGNMENT_ACTIVITY =
            Param.sid("AssignmentActivitySid", "WA", ActivitySid::new);
    private static final Param<String> EVALUATE = Param.text("EvaluateWorkerAttributes", 65_536);
    private static final Param<WorkerSid> OF_WORKER = Param.sid("WorkerSid", "WK", WorkerSid::new);
    private static final Param<String> ORDERING = Param.text("Ordering", 64);
    private static final Param<String> CONFIGURATION = Param.text("Configuration", 1_048_576);
    private static final Param<String> CALLBACK = Param.url("AssignmentCallbackUrl");
    private static final Param<String> FALLBACK = Param.url("FallbackAssignmentCallbackUrl");
    private static final Param<Integer> RESERVATION_TIMEOUT = Param.integer("TaskReservationTimeout", 1, 86_400);
    private static final Param<Boolean> RE_EVALUATE = WorkParams.loose("ReEvaluateTasks");

    private final World world;
    private final WorkDesk desk;

    /** Serves them by {@code desk}. */
    public SetupResources(World world, WorkDesk desk) {
        this.world = world;
        this.desk = desk;
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        List<Operation> all = new ArrayList<>(workspaces());
        all.addAll(activities());
        all.addAll(channels());
        all.addAll(queues());
        all.addAll(workflows());
        return all;
    }

    private List<Operation> workspaces() {
        String one = "/v1/Workspaces/{Sid}";
        return List.of(
                Operation.create("CreateWorkspace", "/v1/Workspaces", Shapes.WORKSPACE, this::createWorkspace)
                        .with(WorkParams.NEW_NAME, EVENT_URL, EVENTS_FILTER, MULTI_TASK, TEMPLATE, PRIORITIZE),
                Operation.list("ListWorkspace", "/v1/Workspaces", "workspaces", Shapes.WORKSPACE,
                        this::listWorkspaces).with(WorkParams.FRIENDLY_NAME),
                Operation.fetch("FetchWorkspace", one, Shapes.WORKSPACE,
                        call -> Optional.of(desk.ask(call, sid(call), WorkspaceView::of))),
                Operation.update("UpdateWorkspace", one, Shapes.WORKSPACE, this::updateWorkspace)
                        .with(DEFAULT_ACTIVITY, EVENT_URL, EVENTS_FILTER, WorkParams.FRIENDLY_NAME, MULTI_TASK,
                                TIMEOUT_ACTIVITY, PRIORITIZE),
                Operation.delete("DeleteWorkspace", one, call ->
                        desk.tell(call, sid(call), new Command.DeleteWorkspace(), state -> true)));
    }

    private static WorkspaceSid sid(ApiCall call) {
        return call.sid("Sid", WorkspaceSid::new);
    }

    private WorkspaceView createWorkspace(ApiCall call) {
        return WorkDesk.unwrap(call, desk.workspaces().create(call.account(), new Command.CreateWorkspace(
                call.need(WorkParams.NEW_NAME),
                call.get(TEMPLATE).map(Command.Template::valueOf).orElse(Command.Template.NONE),
                call.get(MULTI_TASK).orElse(true), call.get(PRIORITIZE).orElse(TaskOrder.FIFO), call.get(EVENT_URL),
                call.get(EVENTS_FILTER)), WorkspaceView::of));
    }

    /** One workspace after the other, as each answers for itself; an account has few. */
    private Slice<WorkspaceView> listWorkspaces(ApiCall call) {
        PageRequest page = call.page();
        List<WorkspaceSid> all = desk.workspaces().of(call.account());
        List<WorkspaceSid> rest = page.cursor().map(at -> at.back()
                ? all.stream().filter(sid -> sid.value().compareTo(at.key()) < 0).toList().reversed()
                : all.stream().filter(sid -> sid.value().compareTo(at.key()) > 0).toList()).orElse(all);
        List<WorkspaceView> found = new ArrayList<>();
        int skip = page.skip();
        for (WorkspaceSid sid : rest) {
            Answer<WorkspaceView> answer = desk.workspaces().ask(call.account(), sid, WorkspaceView::of);
            if (answer instanceof Answer.Unknown<WorkspaceView>) {
                continue; // deleted meanwhile
            }
            WorkspaceView view = WorkDesk.unwrap(call, answer);
            boolean wanted = call.get(WorkParams.FRIENDLY_NAME).filter(name ->
                    !name.equals(view.settings().friendlyName())).isEmpty();
            if (wanted && skip-- <= 0) {
                found.add(view);
            }
            if (found.size() == page.fetch()) {
                break;
            }
        }
        return page.slice(found, view -> view.origin().workspace().value());
    }

    private Optional<WorkspaceView> updateWorkspace(ApiCall call) {
        return Optional.of(desk.tell(call, sid(call), new Command.UpdateWorkspace(call.get(WorkParams.FRIENDLY_NAME),
                call.get(DEFAULT_ACTIVITY), call.get(TIMEOUT_ACTIVITY), call.get(MULTI_TASK), call.get(PRIORITIZE),
                cleared(call, EVENT_URL), cleared(call, EVENTS_FILTER)), WorkspaceView::of));
    }

    /** Absent leaves, empty clears: the command's word for that is a blank text. */
    private static Optional<String> cleared(ApiCall call, Param<String> param) {
        return call.has(param) ? Optional.of(call.get(param).orElse("")) : Optional.empty();
    }

    /** Absent leaves, empty clears. */
    private static <T> Optional<Optional<T>> given(ApiCall call, Param<T> param) {
        return call.has(param) ? Optional.of(call.get(param)) : Optional.empty();
    }

    private List<Operation> activities() {
        String one = BASE + "/Activities/{Sid}";
        return List.of(
                Operation.create("CreateActivity", BASE + "/Activities", Shapes.ACTIVITY, call -> {
                    ActivitySid sid = ActivitySid.mint(world);
                    return desk.tell(call, new Command.CreateActivity(sid, call.need(WorkParams.NEW_NAME),
                            call.get(AVAILABLE).orElse(false)),
                            state -> ActivityView.of(state, state.activity(sid).orElseThrow()));
                }).with(WorkParams.NEW_NAME, AVAILABLE),
                Operation.list("ListActivity", BASE + "/Activities", "activities", Shapes.ACTIVITY, call -> {
                    PageRequest page = call.page();
                    return desk.ask(call, state -> WorkDesk.page(state.activities().bySid(), page,
                            activity -> matches(call, activity.friendlyName())
                                    && call.get(AVAILABLE).filter(want -> want != activity.isAvailable()).isEmpty(),
                            activity -> ActivityView.of(state, activity), view -> view.sid().value()));
                }).with(WorkParams.FRIENDLY_NAME, AVAILABLE),
                Operation.fetch("FetchActivity", one, Shapes.ACTIVITY, call -> desk.ask(call, state ->
                        state.activities().find(call.path("Sid")).map(found -> ActivityView.of(state, found)))),
                Operation.update("UpdateActivity", one, Shapes.ACTIVITY, call -> {
                    ActivitySid sid = call.sid("Sid", ActivitySid::new);
                    return desk.tell(call, new Command.UpdateActivity(sid, call.get(WorkParams.FRIENDLY_NAME)),
                            state -> state.activity(sid).map(found -> ActivityView.of(state, found)));
                }).with(WorkParams.FRIENDLY_NAME),
                Operation.delete("DeleteActivity", one, call -> desk.tell(call,
                        new Command.DeleteActivity(call.sid("Sid", ActivitySid::new)), state -> true)));
    }

    private static boolean matches(ApiCall call, String friendlyName) {
        return call.get(WorkParams.FRIENDLY_NAME).filter(name -> !name.equals(friendlyName)).isEmpty();
    }

    private List<Operation> channels() {
        String one = BASE + "/TaskChannels/{Sid}";
        return List.of(
                Operation.create("CreateTaskChannel", BASE + "/TaskChannels", Shapes.TASK_CHANNEL, call -> {
                    TaskChannelSid sid = TaskChannelSid.mint(world);
                    return desk.tell(call, new Command.CreateTaskChannel(sid, call.need(WorkParams.NEW_NAME),
                            call.need(UNIQUE_NAME), call.get(OPTIMIZED).orElse(false)),
                            state -> ChannelView.of(state, state.channel(sid.value()).orElseThrow()));
                }).with(WorkParams.NEW_NAME, UNIQUE_NAME, OPTIMIZED),
                Operation.list("ListTaskChannel", BASE + "/TaskChannels", "channels", Shapes.TASK_CHANNEL, call -> {
                    PageRequest page = call.page();
                    return desk.ask(call, state -> WorkDesk.page(state.channels().bySid(), page, channel -> true,
                            channel -> ChannelView.of(state, channel), view -> view.sid().value()));
                }),
                Operation.fetch("FetchTaskChannel", one, Shapes.TASK_CHANNEL, call -> desk.ask(call, state ->
                        state.channel(call.path("Sid")).map(found -> ChannelView.of(state, found)))),
                Operation.update("UpdateTaskChannel", one, Shapes.TASK_CHANNEL, call -> {
                    TaskChannelSid sid = channel(call);
                    return desk.tell(call, new Command.UpdateTaskChannel(sid, call.get(WorkParams.FRIENDLY_NAME),
                            call.get(OPTIMIZED)),
                            state -> state.channel(sid.value()).map(found -> ChannelView.of(state, found)));
                }).with(WorkParams.FRIENDLY_NAME, OPTIMIZED),
                Operation.delete("DeleteTaskChannel", one, call -> desk.tell(call,
                        new Command.DeleteTaskChannel(channel(call)), state -> true)));
    }

    /** Both the sid and the unique name lead to a channel (section 11, trap 10). */
    private TaskChannelSid channel(ApiCall call) {
        return desk.ask(call, state -> state.channel(call.path("Sid")).map(found -> found.sid()))
                .orElseThrow(call::notFound);
    }

    private List<Operation> queues() {
        String one = BASE + "/TaskQueues/{Sid}";
        return List.of(
                Operation.create("CreateTaskQueue", BASE + "/TaskQueues", Shapes.TASK_QUEUE, this::createQueue)
                        .with(WorkParams.NEW_NAME, TARGET_WORKERS, MAX_RESERVED, TASK_ORDER, RESERVATION_ACTIVITY,
                                ASSIGNMENT_ACTIVITY),
                Operation.list("ListTaskQueue", BASE + "/TaskQueues", "task_queues", Shapes.TASK_QUEUE,
                        this::listQueues).with(WorkParams.FRIENDLY_NAME, EVALUATE, OF_WORKER, ORDERING),
                Operation.fetch("FetchTaskQueue", one, Shapes.TASK_QUEUE, call -> desk.ask(call, state ->
                        state.queues().find(call.path("Sid")).map(found -> QueueView.of(state, found)))),
                Operation.update("UpdateTaskQueue", one, Shapes.TASK_QUEUE, call -> {
                    TaskQueueSid sid = call.sid("Sid", TaskQueueSid::new);
                    return desk.tell(call, new Command.UpdateTaskQueue(sid, call.get(WorkParams.FRIENDLY_NAME),
                            cleared(call, TARGET_WORKERS), number(call, MAX_RESERVED), call.get(TASK_ORDER),
                            given(call, RESERVATION_ACTIVITY), given(call, ASSIGNMENT_ACTIVITY)),
                            state -> state.queue(sid).map(found -> QueueView.of(state, found)));
                }).with(WorkParams.FRIENDLY_NAME, TARGET_WORKERS, RESERVATION_ACTIVITY, ASSIGNMENT_ACTIVITY,
                        MAX_RESERVED, TASK_ORDER),
                Operation.delete("DeleteTaskQueue", one, call -> desk.tell(call,
                        new Command.DeleteTaskQueue(call.sid("Sid", TaskQueueSid::new)), state -> true)));
    }

    static OptionalInt number(ApiCall call, Param<Integer> param) {
        return call.get(param).map(OptionalInt::of).orElse(OptionalInt.empty());
    }

    private QueueView createQueue(ApiCall call) {
        TaskQueueSid sid = TaskQueueSid.mint(world);
        QueueSettings settings = new QueueSettings(call.need(WorkParams.NEW_NAME),
                cleared(call, TARGET_WORKERS).orElse("1==1"), call.get(MAX_RESERVED).orElse(1),
                call.get(TASK_ORDER).orElse(TaskOrder.FIFO), call.get(RESERVATION_ACTIVITY),
                call.get(ASSIGNMENT_ACTIVITY));
        return desk.tell(call, new Command.CreateTaskQueue(sid, settings),
                state -> QueueView.of(state, state.queue(sid).orElseThrow()));
    }

    private Slice<QueueView> listQueues(ApiCall call) {
        PageRequest page = call.page();
        Ordering ordering = Ordering.of(call.get(ORDERING), "DateUpdated", "DateCreated", "FriendlyName");
        Optional<Evaluated> attributes = call.get(EVALUATE).map(Evaluated::worker);
        desk.evaluates(call, EVALUATE);
        return desk.ask(call, state -> Ordering.queues(state, ordering, page, queue ->
                matches(call, queue.settings().friendlyName())
                        && call.get(OF_WORKER).filter(sid -> state.worker(sid).filter(queue::has).isEmpty()).isEmpty()
                        && attributes.filter(worker -> !worker.suits(queue)).isEmpty()));
    }

    private List<Operation> workflows() {
        String one = BASE + "/Workflows/{Sid}";
        return List.of(
                Operation.create("CreateWorkflow", BASE + "/Workflows", Shapes.WORKFLOW, call -> {
                    WorkflowSid sid = WorkflowSid.mint(world);
                    WorkflowSettings settings = new WorkflowSettings(call.need(WorkParams.NEW_NAME),
                            call.need(CONFIGURATION.required()), call.get(CALLBACK), call.get(FALLBACK),
                            call.get(RESERVATION_TIMEOUT).map(Duration::ofSeconds)
                                    .orElse(WorkflowSettings.DEFAULT_RESERVATION_TIMEOUT));
                    return desk.tell(call, new Command.CreateWorkflow(sid, settings),
                            state -> WorkflowView.of(state, state.workflow(sid).orElseThrow()));
                }).with(WorkParams.NEW_NAME, CONFIGURATION.required(), CALLBACK, FALLBACK, RESERVATION_TIMEOUT),
                Operation.list("ListWorkflow", BASE + "/Workflows", "workflows", Shapes.WORKFLOW, call -> {
                    PageRequest page = call.page();
                    return desk.ask(call, state -> WorkDesk.page(state.workflows().bySid(), page,
                            workflow -> matches(call, workflow.settings().friendlyName()),
                            workflow -> WorkflowView.of(state, workflow), view -> view.sid().value()));
                }).with(WorkParams.FRIENDLY_NAME),
                Operation.fetch("FetchWorkflow", one, Shapes.WORKFLOW, call -> desk.ask(call, state ->
                        state.workflows().find(call.path("Sid")).map(found -> WorkflowView.of(state, found)))),
                Operation.update("UpdateWorkflow", one, Shapes.WORKFLOW, call -> {
                    WorkflowSid sid = call.sid("Sid", WorkflowSid::new);
                    return desk.tell(call, new Command.UpdateWorkflow(sid, call.get(WorkParams.FRIENDLY_NAME),
                            call.get(CONFIGURATION), cleared(call, CALLBACK), cleared(call, FALLBACK),
                            call.get(RESERVATION_TIMEOUT).map(Duration::ofSeconds),
                            call.get(RE_EVALUATE).orElse(false)),
                            state -> state.workflow(sid).map(found -> WorkflowView.of(state, found)));
                }).with(WorkParams.FRIENDLY_NAME, CALLBACK, FALLBACK, CONFIGURATION, RESERVATION_TIMEOUT,
                        RE_EVALUATE),
                Operation.delete("DeleteWorkflow", one, call -> desk.tell(call,
                        new Command.DeleteWorkflow(call.sid("Sid", WorkflowSid::new)), state -> true)));
    }
}
