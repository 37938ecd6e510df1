package io.strowger.server.work;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.World;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.PageRequest;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Representation;
import io.strowger.server.rest.Slice;
import io.strowger.server.store.WorkHistory;
import io.strowger.server.work.Figures.Kind;
import io.strowger.server.work.Figures.Report;
import io.strowger.server.work.Figures.Sums;
import io.strowger.work.core.Activity;
import io.strowger.work.core.TaskQueue;
import io.strowger.work.core.Worker;
import io.strowger.work.core.Workspace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** Statistics: of now, and over a window (work-distribution-api section 7). */
public final class StatisticsResources {
    private static final String BASE = "/v1/Workspaces/{WorkspaceSid}";
    private static final Param<List<Integer>> SPLIT = Param.of("SplitByWaitTime",
            "a comma list of whole seconds", text -> Arrays.stream(text.split(",")).map(String::strip)
                    .map(Integer::parseInt).filter(seconds -> seconds >= 0).limit(20).toList());
    private static final Param<TaskQueueSid> QUEUE = Param.sid("TaskQueueSid", "WQ", TaskQueueSid::new);
    private static final Param<String> QUEUE_NAME = Param.text("TaskQueueName", 256);
    private static final int MOST_QUEUES = 200;

    private final World world;
    private final WorkDesk desk;
    private final WorkHistory history;

    /** Looks at workspaces by {@code desk}, and back by {@code history}. */
    public StatisticsResources(World world, WorkDesk desk, WorkHistory history) {
        this.world = world;
        this.desk = desk;
        this.history = history;
    }

    /** Figures beside the keys that every report has; {@code keys} are figures of the schema, by name. */
    private static Representation<Report> shape(String name, String... keys) {
        Representation<Report> shape = Representation.<Report>v1(name).sid("account_sid", Report::account);
        for (String key : keys) {
            shape.json(key, type(key), report -> report.figures().path(key).isMissingNode()
                    ? JsonNodeFactory.instance.nullNode() : report.figures().get(key));
        }
        return shape.sid("workspace_sid", Report::workspace);
    }

    private static String type(String key) {
        return switch (key) {
            case "activity_statistics", "activity_durations", "task_queue_data" -> "array";
            case "tasks_by_priority", "tasks_by_status", "split_by_wait_time", "wait_duration_until_accepted",
                    "wait_duration_until_canceled", "wait_duration_in_queue_until_accepted", "realtime",
                    "cumulative" -> "object";
            case "start_time", "end_time", "longest_task_waiting_sid", "longest_relative_task_sid_in_queue" ->
                "string";
            default -> "integer";
        };
    }

    private static Representation<Report> located(Representation<Report> shape) {
        return shape.url(Report::path);
    }

    private static final String[] NOW = {"longest_task_waiting_age", "longest_task_waiting_sid",
        "tasks_by_priority", "tasks_by_status", "total_tasks"};
    private static final String[] OVER = {"avg_task_acceptance_time", "start_time", "end_time",
        "reservations_created", "reservations_accepted", "reservations_rejected", "reservations_timed_out",
        "reservations_canceled", "reservations_rescinded", "split_by_wait_time", "wait_duration_until_accepted",
        "wait_duration_until_canceled", "tasks_canceled", "tasks_completed", "tasks_deleted", "tasks_moved"};
    private static final String[] WORKERS_OVER = {"start_time", "end_time", "activity_durations",
        "reservations_created", "reservations_accepted", "reservations_rejected", "reservations_timed_out",
        "reservations_canceled", "reservations_rescinded"};

    private static String[] and(String[] some, String... more) {
        List<String> all = new ArrayList<>(List.of(some));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        List<Operation> all = new ArrayList<>(ofWorkspace());
        all.addAll(ofWorkflow());
        all.addAll(ofQueue());
        all.addAll(ofWorkers());
        return all;
    }

    private Operation report(String id, String path, Representation<Report> shape,
            Function<ApiCall, ObjectNode> figures, List<Param<?>> params) {
        return Operation.fetch(id, path, located(shape), call -> Optional.of(new Report(call.account(),
                WorkDesk.workspace(call), call.requestPath(), figures.apply(call)))).with(params);
    }

    private static List<Param<?>> windowed(Param<?>... more) {
        List<Param<?>> all = new ArrayList<>(Window.PARAMS);
        all.add(WorkParams.TASK_CHANNEL);
        all.addAll(List.of(more));
        return all;
    }

    private List<Operation> ofWorkspace() {
        return List.of(
                report("FetchWorkspaceRealTimeStatistics", BASE + "/RealTimeStatistics",
                        shape("WorkspaceRealTimeStatistics", and(NOW, "activity_statistics", "total_workers")),
                        this::workspaceNow, List.of(WorkParams.TASK_CHANNEL)),
                report("FetchWorkspaceCumulativeStatistics", BASE + "/CumulativeStatistics",
                        shape("WorkspaceCumulativeStatistics", and(OVER, "tasks_created",
                                "tasks_timed_out_in_workflow")),
                        this::workspaceOver, windowed(SPLIT)),
                report("FetchWorkspaceStatistics", BASE + "/Statistics",
                        shape("WorkspaceStatistics", "realtime", "cumulative"),
                        call -> both(workspaceNow(call), workspaceOver(call)), windowed(SPLIT)));
    }

    private static ObjectNode both(ObjectNode realtime, ObjectNode cumulative) {
        ObjectNode figures = JsonNodeFactory.instance.objectNode();
        figures.set("realtime", realtime);
        figures.set("cumulative", cumulative);
        return figures;
    }

    private Instant now() {
        return world.timeline().now();
    }

    /** The channel asked for, by sid; a name that is none counts nothing. */
    private static Optional<String> onChannel(ApiCall call, Workspace state) {
        return call.get(WorkParams.TASK_CHANNEL).map(name -> state.channel(name)
                .map(found -> found.sid().value()).orElse(name));
    }

    private Optional<String> channelSid(ApiCall call) {
        return call.get(WorkParams.TASK_CHANNEL).map(name -> desk.ask(call, state -> state.channel(name)
                .map(found -> found.sid().value())).orElse(name));
    }

    private ObjectNode workspaceNow(ApiCall call) {
        return desk.ask(call, state -> {
            ObjectNode figures = Figures.now(state.counts(onChannel(call, state)), false, now());
            figures.set("activity_statistics", Figures.activities(state.activities().all(), Activity::workers));
            return figures.put("total_workers", state.workers().size());
        });
    }

    private ObjectNode workspaceOver(ApiCall call) {
        WorkspaceSid sid = desk.ask(call, Workspace::sid);
        return over(call, Kind.WORKSPACE, sid.value());
    }

    private ObjectNode over(ApiCall call, Kind kind, String scope) {
        Window window = Window.of(call, now());
        return Figures.over(kind, Sums.of(history.sums(WorkDesk.workspace(call), List.of(scope), "", window.from(),
                window.to(), channelSid(call))), window, call.get(SPLIT).orElse(List.of()));
    }

    private List<Operation> ofWorkflow() {
        String path = BASE + "/Workflows/{WorkflowSid}";
        return List.of(
                report("FetchWorkflowRealTimeStatistics", path + "/RealTimeStatistics",
                        workflow(shape("WorkflowRealTimeStatistics", NOW)), this::workflowNow,
                        List.of(WorkParams.TASK_CHANNEL)),
                report("FetchWorkflowCumulativeStatistics", path + "/CumulativeStatistics",
                        workflow(shape("WorkflowCumulativeStatistics", and(OVER, "tasks_entered",
                                "tasks_timed_out_in_workflow"))), this::workflowOver, windowed(SPLIT)),
                report("FetchWorkflowStatistics", path + "/Statistics",
                        workflow(shape("WorkflowStatistics", "realtime", "cumulative")),
                        call -> both(workflowNow(call), workflowOver(call)), windowed(SPLIT)));
    }

    private static Representation<Report> workflow(Representation<Report> shape) {
        return shape.text("workflow_sid", report -> report.path().split("/")[5]);
    }

    private ObjectNode workflowNow(ApiCall call) {
        return desk.ask(call, state -> state.workflows().find(call.path("WorkflowSid")).map(flow ->
                Figures.now(state.counts(flow.sid(), onChannel(call, state)), false, now())))
                .orElseThrow(call::notFound);
    }

    private ObjectNode workflowOver(ApiCall call) {
        desk.ask(call, state -> state.workflows().find(call.path("WorkflowSid")).map(found -> found.sid()))
                .orElseThrow(call::notFound);
        return over(call, Kind.WORKFLOW, call.path("WorkflowSid"));
    }

    private List<Operation> ofQueue() {
        String path = BASE + "/TaskQueues/{TaskQueueSid}";
        String[] now = and(NOW, "activity_statistics", "longest_relative_task_age_in_queue",
                "longest_relative_task_sid_in_queue", "total_available_workers", "total_eligible_workers");
        return List.of(
                report("FetchTaskQueueRealTimeStatistics", path + "/RealTimeStatistics",
                        queue(shape("TaskQueueRealTimeStatistics", now)), this::queueNow,
                        List.of(WorkParams.TASK_CHANNEL)),
                report("FetchTaskQueueCumulativeStatistics", path + "/CumulativeStatistics",
                        queue(shape("TaskQueueCumulativeStatistics", and(OVER, "tasks_entered",
                                "wait_duration_in_queue_until_accepted"))), this::queueOver, windowed(SPLIT)),
                report("FetchTaskQueueStatistics", path + "/Statistics",
                        queue(shape("TaskQueueStatistics", "realtime", "cumulative")),
                        call -> both(queueNow(call), queueOver(call)), windowed(SPLIT)),
                Operation.list("ListTaskQueuesStatistics", BASE + "/TaskQueues/Statistics",
                        "task_queues_statistics", queue(shape("TaskQueuesStatistics", "realtime", "cumulative")),
                        this::queues).with(windowed(SPLIT, WorkParams.FRIENDLY_NAME)),
                Operation.create("CreateTaskQueueBulkRealTimeStatistics", BASE + "/TaskQueues/RealTimeStatistics",
                        located(shape("TaskQueueBulkRealTimeStatistics", "task_queue_data",
                                "task_queue_response_count")), this::bulk).answering(200)
                        .with(WorkParams.TASK_CHANNEL));
    }

    private static Representation<Report> queue(Representation<Report> shape) {
        return shape.text("task_queue_sid", report -> report.path().split("/")[5]);
    }

    private ObjectNode queueNow(ApiCall call) {
        return desk.ask(call, state -> state.queues().find(call.path("TaskQueueSid")).map(queue ->
                queueNow(onChannel(call, state), state, queue))).orElseThrow(call::notFound);
    }

    private ObjectNode queueNow(Optional<String> channel, Workspace state, TaskQueue queue) {
        ObjectNode figures = Figures.now(state.counts(queue.sid(), channel), true, now());
        figures.set("activity_statistics", Figures.activities(state.activities().all(), queue::workersIn));
        return figures.put("total_available_workers", queue.availableWorkers())
                .put("total_eligible_workers", queue.eligibleWorkers());
    }

    private ObjectNode queueOver(ApiCall call) {
        desk.ask(call, state -> state.queues().find(call.path("TaskQueueSid")).map(found -> found.sid()))
                .orElseThrow(call::notFound);
        return over(call, Kind.QUEUE, call.path("TaskQueueSid"));
    }

    private Slice<Report> queues(ApiCall call) {
        PageRequest page = call.page();
        Window window = Window.of(call, now());
        record Found(String sid, ObjectNode now) {}
        Slice<Found> found = desk.ask(call, state -> WorkDesk.page(state.queues().bySid(), page,
                queue -> call.get(WorkParams.FRIENDLY_NAME).filter(name ->
                        !name.equals(queue.settings().friendlyName())).isEmpty(),
                queue -> new Found(queue.sid().value(), queueNow(onChannel(call, state), state, queue)), Found::sid));
        WorkspaceSid workspace = WorkDesk.workspace(call);
        List<WorkHistory.Sum> sums = history.sums(workspace, found.rows().stream().map(Found::sid).toList(), "",
                window.from(), window.to(), channelSid(call));
        return new Slice<>(found.rows().stream().map(row -> new Report(call.account(), workspace,
                "/v1/Workspaces/" + workspace + "/TaskQueues/" + row.sid(), both(row.now(), Figures.over(Kind.QUEUE,
                        Sums.of(sums.stream().filter(sum -> sum.scope().equals(row.sid())).toList()), window,
                        call.get(SPLIT).orElse(List.of()))))).toList(), found.next(), found.previous());
    }

    /** A JSON body names the queues: {@code {"QueueSids":["WQ.."]}}; without one, all, up to a limit. */
    private Report bulk(ApiCall call) {
        List<String> sids = new ArrayList<>();
        JsonNode body = call.body().map(node -> node.path("QueueSids")).orElse(JsonNodeFactory.instance.arrayNode());
        body.forEach(sid -> sids.add(sid.asText()));
        if (sids.size() > MOST_QUEUES) {
            throw new ApiFailure(400, ErrorCode.PARAMETER_INVALID,
                    "The parameter QueueSids names more than " + MOST_QUEUES + " queues.");
        }
        ObjectNode figures = desk.ask(call, state -> {
            ObjectNode all = JsonNodeFactory.instance.objectNode();
            var data = all.putArray("task_queue_data");
            Collection<TaskQueue> queues = sids.isEmpty() ? state.queues().all()
                    : sids.stream().flatMap(sid -> state.queues().find(sid).stream()).toList();
            queues.stream().limit(MOST_QUEUES).forEach(queue -> {
                ObjectNode one = queueNow(Optional.empty(), state, queue).put("task_queue_sid", queue.sid().value());
                one.remove(List.of("longest_relative_task_age_in_queue", "longest_relative_task_sid_in_queue"));
                data.add(one);
            });
            return all.put("task_queue_response_count", data.size());
        });
        return new Report(call.account(), WorkDesk.workspace(call), call.requestPath(), figures);
    }

    private List<Operation> ofWorkers() {
        String path = BASE + "/Workers";
        return List.of(
                report("FetchWorkersRealTimeStatistics", path + "/RealTimeStatistics",
                        shape("WorkersRealTimeStatistics", "activity_statistics", "total_workers"),
                        call -> workersNow(call, worker -> true), List.of(WorkParams.TASK_CHANNEL)),
                report("FetchWorkersCumulativeStatistics", path + "/CumulativeStatistics",
                        shape("WorkersCumulativeStatistics", WORKERS_OVER),
                        call -> workersOver(call, Optional.empty(), (state, worker) -> true), windowed()),
                report("FetchWorkerStatistics", path + "/Statistics",
                        shape("WorkerStatistics", "realtime", "cumulative"), this::workersBoth,
                        windowed(QUEUE, QUEUE_NAME, WorkParams.FRIENDLY_NAME)),
                report("FetchWorkerInstanceStatistics", path + "/{WorkerSid}/Statistics",
                        shape("WorkerInstanceStatistics", "cumulative")
                                .text("worker_sid", report -> report.path().split("/")[5]),
                        this::workerOver, windowed()));
    }

    private ObjectNode workersNow(ApiCall call, Predicate<Worker> wanted) {
        return desk.ask(call, state -> {
            List<Worker> workers = state.workers().all().stream().filter(wanted).toList();
            ObjectNode figures = JsonNodeFactory.instance.objectNode();
            figures.set("activity_statistics", Figures.activities(state.activities().all(), activity ->
                    (int) workers.stream().filter(worker -> worker.activity() == activity).count()));
            return figures.put("total_workers", workers.size());
        });
    }

    @FunctionalInterface
    private interface Chosen {
        boolean is(Workspace state, Worker worker);
    }

    private ObjectNode workersOver(ApiCall call, Optional<String> scope, Chosen chosen) {
        Window window = Window.of(call, now());
        record Present(List<Figures.Named> activities, List<Figures.Present> workers, String workspace) {}
        Present present = desk.ask(call, state -> new Present(
                state.activities().all().stream().map(one -> new Figures.Named(one.sid().value(),
                        one.friendlyName())).toList(),
                state.workers().all().stream().filter(worker -> chosen.is(state, worker)).map(Figures.Present::of)
                        .toList(), state.sid().value()));
        List<String> sids = present.workers().stream().map(Figures.Present::worker).toList();
        Optional<WorkerSid> only = sids.size() == 1 ? Optional.of(new WorkerSid(sids.getFirst())) : Optional.empty();
        WorkspaceSid workspace = WorkDesk.workspace(call);
        boolean all = scope.isEmpty();
        return Figures.ofWorkers(Sums.of(history.sums(workspace, List.of(scope.orElse(present.workspace())), "",
                window.from(), window.to(), channelSid(call))), present.activities(),
                history.spans(workspace, only, window.from(), window.to()).stream()
                        .filter(span -> all || sids.contains(span.worker().value())).toList(),
                present.workers(), window, now());
    }

    private ObjectNode workersBoth(ApiCall call) {
        Optional<String> queue = call.get(QUEUE).map(TaskQueueSid::value).or(() -> call.get(QUEUE_NAME).map(name ->
                desk.ask(call, state -> state.queues().all().stream()
                        .filter(one -> one.settings().friendlyName().equals(name)).findFirst()
                        .map(one -> one.sid().value())).orElseThrow(call::notFound)));
        Optional<String> worker = call.get(WorkParams.FRIENDLY_NAME).map(name -> desk.ask(call, state ->
                state.workerNamed(name).map(one -> one.sid().value())).orElseThrow(call::notFound));
        Chosen chosen = (state, one) -> worker.filter(sid -> !sid.equals(one.sid().value())).isEmpty()
                && queue.filter(sid -> state.queues().find(sid).filter(found -> found.has(one)).isEmpty()).isEmpty();
        List<String> wanted = desk.ask(call, state -> state.workers().all().stream()
                .filter(one -> chosen.is(state, one)).map(one -> one.sid().value()).toList());
        return both(workersNow(call, one -> wanted.contains(one.sid().value())),
                workersOver(call, worker.or(() -> queue), chosen));
    }

    private ObjectNode workerOver(ApiCall call) {
        String sid = call.path("WorkerSid");
        desk.ask(call, state -> state.workers().find(sid).map(Worker::sid)).orElseThrow(call::notFound);
        ObjectNode figures = JsonNodeFactory.instance.objectNode();
        figures.set("cumulative", workersOver(call, Optional.of(sid),
                (state, worker) -> worker.sid().value().equals(sid)));
        return figures;
    }
}
