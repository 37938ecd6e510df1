package io.strowger.server.work;

import com.fasterxml.jackson.databind.JsonNode;
import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.TaskChannelSid;
import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.WorkflowSid;
import io.strowger.kernel.World;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.work.Blueprint.Item;
import io.strowger.server.work.Blueprint.Kind;
import io.strowger.server.work.BuildPlan.Action;
import io.strowger.server.work.BuildPlan.Step;
import io.strowger.work.core.Command;
import io.strowger.work.core.QueueSettings;
import io.strowger.work.core.TaskOrder;
import io.strowger.work.core.WorkflowSettings;
import io.strowger.work.core.Worker;
import io.strowger.work.core.Workspace;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Function;

/**
 * Does the steps of a plan, each by the commands that the API's own operations send, so that rules, journal and events
 * are the same. Names become sids here, as things are made. One strand, one use.
 */
final class Construction {
    private final World world;
    private final WorkDesk desk;
    private final ApiCall call;
    private final Map<Kind, Map<String, String>> sids = new EnumMap<>(Kind.class);
    private Optional<WorkspaceSid> workspace;

    /**
     * Begins.
     *
     * @param workspace which one; empty when a step makes it
     * @param present what is there
     */
    Construction(World world, WorkDesk desk, ApiCall call, Optional<WorkspaceSid> workspace, Blueprint present) {
        this.world = world;
        this.desk = desk;
        this.call = call;
        this.workspace = workspace;
        if (workspace.isPresent()) {
            learn(present);
        }
    }

    private void learn(Blueprint present) {
        for (Kind kind : Kind.values()) {
            Map<String, String> known = sids.computeIfAbsent(kind, one -> new HashMap<>());
            present.of(kind).values().forEach(item -> known.put(item.name(), item.sid()));
        }
    }

    /** The workspace, once it is made. */
    Optional<WorkspaceSid> workspace() {
        return workspace;
    }

    /**
     * Does one; the thing's sid.
     *
     * @throws io.strowger.server.rest.ApiFailure what the operation would have answered
     */
    String act(Step step) {
        return switch (step.item().kind()) {
            case WORKSPACE -> step.action() == Action.CREATE ? create(step.item()) : update(step);
            case ACTIVITY -> activity(step);
            case CHANNEL -> channel(step);
            case QUEUE -> queue(step);
            case WORKFLOW -> workflow(step);
            case WORKER -> worker(step);
        };
    }

    private void tell(Command command) {
        ask(command, state -> true);
    }

    private <R> R ask(Command command, Function<Workspace, R> view) {
        return desk.tell(call, workspace.orElseThrow(), command, view);
    }

    private String create(Item item) {
        Survey made = WorkDesk.unwrap(call, desk.workspaces().create(call.account(), new Command.CreateWorkspace(
                item.name(), Command.Template.NONE, item.field("multiTaskEnabled").booleanValue(),
                order(item, "prioritizeQueueOrder"), item.text("eventCallbackUrl"), item.text("eventsFilter")),
                state -> Survey.of(state, true)));
        workspace = Optional.of(made.workspace().origin().workspace());
        learn(made.blueprint());
        return workspace.get().value();
    }

    private String update(Step step) {
        Item item = step.item();
        tell(new Command.UpdateWorkspace(Optional.of(item.name()), activity(item, "defaultActivity"),
                activity(item, "timeoutActivity"), Optional.of(item.field("multiTaskEnabled").booleanValue()),
                Optional.of(order(item, "prioritizeQueueOrder")), blankable(item, "eventCallbackUrl"),
                blankable(item, "eventsFilter")));
        return workspace.orElseThrow().value();
    }

    private String activity(Step step) {
        if (step.action() == Action.DELETE) {
            tell(new Command.DeleteActivity(new ActivitySid(sid(step))));
            return sid(step);
        }
        ActivitySid sid = ActivitySid.mint(world);
        tell(new Command.CreateActivity(sid, step.item().name(), step.item().field("available").booleanValue()));
        return made(step, sid.value());
    }

    private String channel(Step step) {
        Item item = step.item();
        boolean optimized = item.field("channelOptimizedRouting").booleanValue();
        String name = item.text("name").orElse(item.name());
        if (step.action() == Action.CREATE) {
            TaskChannelSid sid = TaskChannelSid.mint(world);
            tell(new Command.CreateTaskChannel(sid, name, item.name(), optimized));
            return made(step, sid.value());
        }
        TaskChannelSid sid = new TaskChannelSid(sid(step));
        tell(step.action() == Action.DELETE ? new Command.DeleteTaskChannel(sid)
                : new Command.UpdateTaskChannel(sid, Optional.of(name), Optional.of(optimized)));
        return sid.value();
    }

    private String queue(Step step) {
        Item item = step.item();
        if (step.action() == Action.DELETE) {
            tell(new Command.DeleteTaskQueue(new TaskQueueSid(sid(step))));
            return sid(step);
        }
        QueueSettings settings = new QueueSettings(item.name(), References.resolved(
                item.text("targetWorkers").orElse(""), Trail.of("targetWorkers"), this::find),
                item.field("maxReservedWorkers").intValue(), order(item, "taskOrder"),
                activity(item, "reservationActivity"), activity(item, "assignmentActivity"));
        if (step.action() == Action.CREATE) {
            TaskQueueSid sid = TaskQueueSid.mint(world);
            tell(new Command.CreateTaskQueue(sid, settings));
            return made(step, sid.value());
        }
        TaskQueueSid sid = new TaskQueueSid(sid(step));
        tell(new Command.UpdateTaskQueue(sid, Optional.empty(), Optional.of(settings.targetWorkers()),
                OptionalInt.of(settings.maxReservedWorkers()), Optional.of(settings.taskOrder()),
                Optional.of(settings.reservationActivity()), Optional.of(settings.assignmentActivity())));
        return sid.value();
    }

    private String workflow(Step step) {
        Item item = step.item();
        if (step.action() == Action.DELETE) {
            tell(new Command.DeleteWorkflow(new WorkflowSid(sid(step))));
            return sid(step);
        }
        String document = References.resolved(item.field("configuration"), Trail.of("configuration"), this::find)
                .toString();
        Duration timeout = Duration.ofSeconds(item.field("taskReservationTimeout").longValue());
        if (step.action() == Action.CREATE) {
            WorkflowSid sid = WorkflowSid.mint(world);
            tell(new Command.CreateWorkflow(sid, new WorkflowSettings(item.name(), document,
                    item.text("assignmentCallbackUrl"), item.text("fallbackAssignmentCallbackUrl"), timeout)));
            return made(step, sid.value());
        }
        WorkflowSid sid = new WorkflowSid(sid(step));
        tell(new Command.UpdateWorkflow(sid, Optional.empty(),
                step.changes("configuration") ? Optional.of(document) : Optional.empty(),
                blankable(item, "assignmentCallbackUrl"), blankable(item, "fallbackAssignmentCallbackUrl"),
                Optional.of(timeout), false));
        return sid.value();
    }

    private String worker(Step step) {
        Item item = step.item();
        if (step.action() == Action.DELETE) {
            tell(new Command.DeleteWorker(new WorkerSid(sid(step)), OptionalInt.empty()));
            return sid(step);
        }
        String attributes = item.field("attributes").toString();
        WorkerSid sid = step.action() == Action.CREATE ? WorkerSid.mint(world) : new WorkerSid(sid(step));
        if (step.action() == Action.CREATE) {
            tell(new Command.CreateWorker(sid, item.name(), activity(item, "activity"), attributes));
            made(step, sid.value());
        } else if (step.changes("attributes")) {
            tell(new Command.UpdateWorker(sid, OptionalInt.empty(), Optional.empty(), Optional.of(attributes),
                    Optional.empty(), false));
        }
        if (step.changes("channels")) {
            shares(sid, item.field("channels"));
        }
        return sid.value();
    }

    /** Those that the file names, and those that are to be again as they were made. */
    private void shares(WorkerSid sid, JsonNode wanted) {
        Set<String> names = new HashSet<>(desk.ask(call, workspace.orElseThrow(), state -> state.worker(sid)
                .map(Worker::channels).orElse(List.of()).stream()
                .filter(share -> share.configuredCapacity() != 1 || !share.isAvailable())
                .map(share -> share.channel().uniqueName()).toList()));
        wanted.fieldNames().forEachRemaining(names::add);
        names.stream().sorted().forEach(name -> tell(new Command.UpdateWorkerChannel(sid,
                new TaskChannelSid(find(Kind.CHANNEL, name, Trail.of("channels"))),
                OptionalInt.of(wanted.path(name).path("capacity").asInt(1)),
                Optional.of(wanted.path(name).path("available").asBoolean(true)))));
    }

    private String made(Step step, String sid) {
        sids.computeIfAbsent(step.item().kind(), kind -> new HashMap<>()).put(step.item().name(), sid);
        return sid;
    }

    /** That of the plan; of a workspace just made the plan's were made up. */
    private String sid(Step step) {
        return find(step.item().kind(), step.item().name(), Trail.of(""));
    }

    private String find(Kind kind, String name, Trail path) {
        return Optional.ofNullable(sids.getOrDefault(kind, Map.of()).get(name)).orElseThrow(() ->
                new IllegalStateException("the plan leaves out " + kind.word() + " '" + name + "'"));
    }

    private Optional<ActivitySid> activity(Item item, String key) {
        return item.text(key).map(name -> new ActivitySid(find(Kind.ACTIVITY, name, Trail.of(key))));
    }

    private static TaskOrder order(Item item, String key) {
        return TaskOrder.valueOf(item.text(key).orElse("FIFO"));
    }

    /** Blank removes. */
    private static Optional<String> blankable(Item item, String key) {
        return Optional.of(item.text(key).orElse(""));
    }
}
