package io.strowger.server.work;

import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkflowSid;
import io.strowger.kernel.World;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.PageRequest;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Slice;
import io.strowger.server.work.Views.TaskView;
import io.strowger.work.core.Command;
import io.strowger.work.core.Expr;
import io.strowger.work.core.Scope;
import io.strowger.work.core.Task;
import io.strowger.work.core.TaskStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Tasks (work-distribution-api section 9). */
public final class TaskResources {
    private static final String BASE = "/v1/Workspaces/{WorkspaceSid}/Tasks";
    private static final Param<Integer> TIMEOUT = Param.integer("Timeout", 1, 1_209_600);
    private static final Param<Integer> PRIORITY = Param.integer("Priority", 0, Integer.MAX_VALUE);
    private static final Param<WorkflowSid> WORKFLOW = Param.sid("WorkflowSid", "WW", WorkflowSid::new);
    private static final Param<TaskQueueSid> QUEUE = Param.sid("TaskQueueSid", "WQ", TaskQueueSid::new);
    private static final Param<String> TARGET = Param.text("RoutingTarget", 34);
    private static final Param<Boolean> IGNORE_CAPACITY = WorkParams.loose("IgnoreCapacity");
    private static final Param<Instant> VIRTUAL_START = WorkParams.moment("VirtualStartTime");
    private static final Param<TaskStatus> STATUS = Param.of("AssignmentStatus",
            "one of pending, reserved, assigned, canceled, completed, wrapping",
            value -> TaskStatus.of(value).orElseThrow(() -> new IllegalArgumentException(value)));
    private static final Param<String> REASON = Param.text("Reason", 4096);
    private static final Param<List<String>> STATUSES = Param.texts("AssignmentStatus", 20);
    private static final Param<String> WORKFLOW_NAME = Param.text("WorkflowName", 256);
    private static final Param<String> QUEUE_NAME = Param.text("TaskQueueName", 256);
    private static final Param<String> EVALUATE = Param.text("EvaluateTaskAttributes", 10_000);
    private static final Param<String> ORDERING = Param.text("Ordering", 64);
    private static final Param<Boolean> HAS_ADDONS = Param.bool("HasAddons");

    private final World world;
    private final WorkDesk desk;

    /** Serves them by {@code desk}. */
    public TaskResources(World world, WorkDesk desk) {
        this.world = world;
        this.desk = desk;
    }

    /** Repeated, or a comma list; empty: all. */
    private static Set<TaskStatus> statuses(ApiCall call) {
        Set<TaskStatus> wanted = new TreeSet<>();
        call.get(STATUSES).orElse(List.of()).stream().flatMap(list -> Arrays.stream(list.split(",")))
                .map(String::strip).forEach(word -> wanted.add(TaskStatus.of(word).orElseThrow(() ->
                        new ApiFailure(400, ErrorCode.PARAMETER_INVALID, "The parameter AssignmentStatus is not a list"
                                + " of pending, reserved, assigned, canceled, completed, wrapping."))));
        return wanted;
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        String one = BASE + "/{Sid}";
        return List.of(
                Operation.create("CreateTask", BASE, Shapes.TASK, this::create)
                        .with(TIMEOUT, PRIORITY, WorkParams.TASK_CHANNEL, WORKFLOW, WorkParams.ATTRIBUTES,
                                VIRTUAL_START, TARGET, IGNORE_CAPACITY, QUEUE),
                Operation.list("ListTask", BASE, "tasks", Shapes.TASK, this::list)
                        .with(PRIORITY, STATUSES, WORKFLOW, WORKFLOW_NAME, QUEUE, QUEUE_NAME, EVALUATE, TARGET,
                                ORDERING, HAS_ADDONS),
                Operation.fetch("FetchTask", one, Shapes.TASK, call -> versioned(call, desk.ask(call, state ->
                        state.tasks().find(call.path("Sid")).map(found -> TaskView.of(state, found, now()))))),
                Operation.update("UpdateTask", one, Shapes.TASK, this::update)
                        .with(WorkParams.ATTRIBUTES, STATUS, REASON, PRIORITY, WorkParams.TASK_CHANNEL,
                                VIRTUAL_START),
                Operation.delete("DeleteTask", one, call -> desk.tell(call, new Command.DeleteTask(
                        call.sid("Sid", TaskSid::new), WorkDesk.ifMatch(call)), state -> true)));
    }

    private Instant now() {
        return world.timeline().now();
    }

    private static Optional<TaskView> versioned(ApiCall call, Optional<TaskView> view) {
        view.ifPresent(found -> WorkDesk.version(call, found.version()));
        return view;
    }

    private TaskView create(ApiCall call) {
        TaskSid sid = TaskSid.mint(world);
        TaskView made = desk.tell(call, new Command.CreateTask(sid, call.get(WORKFLOW), call.get(QUEUE),
                call.get(TARGET), call.get(IGNORE_CAPACITY).orElse(false),
                call.get(WorkParams.ATTRIBUTES).orElse("{}"), SetupResources.number(call, PRIORITY),
                call.get(TIMEOUT).map(Duration::ofSeconds), call.get(WorkParams.TASK_CHANNEL),
                call.get(VIRTUAL_START), Optional.empty()),
                state -> TaskView.of(state, state.task(sid).orElseThrow(), now()));
        WorkDesk.version(call, made.version());
        return made;
    }

    private Optional<TaskView> update(ApiCall call) {
        TaskSid sid = call.sid("Sid", TaskSid::new);
        return versioned(call, desk.tell(call, new Command.UpdateTask(sid, WorkDesk.ifMatch(call),
                call.get(WorkParams.ATTRIBUTES), SetupResources.number(call, PRIORITY), call.get(VIRTUAL_START),
                call.get(STATUS), call.get(REASON), call.get(WorkParams.TASK_CHANNEL)),
                state -> state.task(sid).map(found -> TaskView.of(state, found, now()))));
    }

    private Slice<TaskView> list(ApiCall call) {
        PageRequest page = call.page();
        Ordering ordering = Ordering.of(call.get(ORDERING), "DateCreated", "Priority", "VirtualStartTime");
        Optional<Expr> expression = call.get(EVALUATE)
                .map(text -> Evaluated.expression("EvaluateTaskAttributes", text, Scope.TASK_FILTER));
        desk.evaluates(call, EVALUATE);
        Set<TaskStatus> statuses = statuses(call);
        boolean nobody = call.get(HAS_ADDONS).orElse(false); // no task has any
        Predicate<Task> suits = wanted(call);
        Predicate<Task> wanted = task -> !nobody && (statuses.isEmpty() || statuses.contains(task.status()))
                && suits.test(task) && expression.filter(expr -> !expr.matches(Evaluated.of(task))).isEmpty();
        Walk.Source<Task, TaskView> source = new Walk.Source<>(state -> state.tasks().bySid(), state -> wanted,
                (state, task) -> TaskView.of(state, task, now()), view -> view.sid().value());
        return Ordering.tasks(new Walk<>(source, page, Walk.LOOKED), step -> desk.ask(call, step), ordering);
    }

    private static Predicate<Task> wanted(ApiCall call) {
        Optional<Integer> wantedPriority = call.get(PRIORITY);
        Optional<WorkflowSid> workflow = call.get(WORKFLOW);
        Optional<String> workflowName = call.get(WORKFLOW_NAME);
        Optional<TaskQueueSid> wantedQueue = call.get(QUEUE);
        Optional<String> queueName = call.get(QUEUE_NAME);
        Optional<String> target = call.get(TARGET);
        return task -> wantedPriority.filter(priority -> priority != task.priority()).isEmpty()
                && workflow.filter(sid -> task.workflow().filter(flow -> flow.sid().equals(sid)).isEmpty()).isEmpty()
                && workflowName.filter(name -> task.workflow()
                        .filter(flow -> flow.settings().friendlyName().equals(name)).isEmpty()).isEmpty()
                && wantedQueue.filter(sid -> task.queue().filter(queue -> queue.sid().equals(sid)).isEmpty()).isEmpty()
                && queueName.filter(name -> task.queue()
                        .filter(queue -> queue.settings().friendlyName().equals(name)).isEmpty()).isEmpty()
                && target.filter(sid -> task.routingTarget().filter(sid::equals).isEmpty()).isEmpty();
    }
}
