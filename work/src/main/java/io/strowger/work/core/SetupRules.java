package io.strowger.work.core;

import static io.strowger.work.core.Checks.found;
import static io.strowger.work.core.Checks.refuse;

import io.strowger.kernel.ActivitySid;
import io.strowger.kernel.TaskChannelSid;
import io.strowger.kernel.TaskQueueSid;
import io.strowger.kernel.WorkflowSid;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Commands about the workspace, its activities, channels, queues and workflows. */
final class SetupRules {
    private static final int MAX_RESERVED_WORKERS = 50;
    private static final Duration MAX_RESERVATION_TIMEOUT = Duration.ofDays(1);
    private static final String DEFAULT_CHANNEL = "default";
    private static final List<String> CHANNELS = List.of(DEFAULT_CHANNEL, "voice", "chat", "sms", "video", "email");

    private final Workspace workspace;
    private final Transaction transaction;
    private final Escalation escalation;
    private final Checks checks;

    SetupRules(Workspace workspace, Transaction transaction, Escalation escalation) {
        this.workspace = workspace;
        this.transaction = transaction;
        this.escalation = escalation;
        this.checks = new Checks(workspace);
    }

    void handle(Command.CreateWorkspace command) {
        refuse(workspace.exists || workspace.sequence > 0, Refusal.conflict("The workspace was made already"));
        checks.name(command.friendlyName());
        ActivitySid offline = new ActivitySid(transaction.mint("WA"));
        transaction.emit(new Event.WorkspaceCreated(new WorkspaceSettings(command.friendlyName(), offline, offline,
                command.multiTaskEnabled(), command.prioritizeQueueOrder(),
                command.eventCallbackUrl().filter(url -> !url.isBlank()),
                command.eventsFilter().filter(filter -> !filter.isBlank()))));
        transaction.emit(new Event.ActivityCreated(offline, "Offline", false));
        transaction.emit(new Event.ActivityCreated(new ActivitySid(transaction.mint("WA")), "Available", true));
        transaction.emit(new Event.ActivityCreated(new ActivitySid(transaction.mint("WA")), "Unavailable", false));
        CHANNELS.forEach(name -> transaction.emit(new Event.TaskChannelCreated(
                new TaskChannelSid(transaction.mint("TC")), capital(name), name, false)));
        if (command.template() == Command.Template.FIFO) {
            TaskQueueSid everybody = new TaskQueueSid(transaction.mint("WQ"));
            transaction.emit(new Event.TaskQueueCreated(everybody, QueueSettings.named("Everybody")));
            transaction.emit(new Event.WorkflowCreated(new WorkflowSid(transaction.mint("WW")),
                    WorkflowSettings.of("First in, first out",
                            "{\"task_routing\":{\"filters\":[],\"default_filter\":{\"queue\":\"" + everybody
                                    + "\"}}}")));
        }
    }

    private static String capital(String name) {
        return name.equals("sms") ? "SMS" : Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    void handle(Command.UpdateWorkspace command) {
        command.friendlyName().ifPresent(checks::name);
        command.defaultActivity().ifPresent(sid -> checks.activity("DefaultActivitySid", sid));
        command.timeoutActivity().ifPresent(sid -> checks.activity("TimeoutActivitySid", sid));
        WorkspaceSettings before = workspace.settings;
        WorkspaceSettings after = new WorkspaceSettings(command.friendlyName().orElse(before.friendlyName()),
                command.defaultActivity().orElse(before.defaultActivity()),
                command.timeoutActivity().orElse(before.timeoutActivity()),
                command.multiTaskEnabled().orElse(before.multiTaskEnabled()),
                command.prioritizeQueueOrder().orElse(before.prioritizeQueueOrder()),
                set(before.eventCallbackUrl(), command.eventCallbackUrl()),
                set(before.eventsFilter(), command.eventsFilter()));
        if (!after.equals(before)) {
            transaction.emit(new Event.WorkspaceUpdated(after));
        }
    }

    private static Optional<String> set(Optional<String> before, Optional<String> given) {
        return given.isEmpty() ? before : given.filter(text -> !text.isBlank());
    }

    void handle(Command.DeleteWorkspace command) {
        transaction.emit(new Event.WorkspaceDeleted());
    }

    void handle(Command.CreateActivity command) {
        Checks.unused(workspace.activities, command.sid());
        checks.name(command.friendlyName());
        Checks.room("activities", workspace.activities.size(), workspace.limits.activities());
        transaction.emit(new Event.ActivityCreated(command.sid(), command.friendlyName(), command.available()));
    }

    void handle(Command.UpdateActivity command) {
        Activity activity = found(workspace.activity(command.sid()), command.sid());
        command.friendlyName().ifPresent(checks::name);
        if (command.friendlyName().filter(name -> !name.equals(activity.friendlyName)).isPresent()) {
            transaction.emit(new Event.ActivityUpdated(activity.sid, command.friendlyName().get()));
        }
    }

    void handle(Command.DeleteActivity command) {
        Activity activity = found(workspace.activity(command.sid()), command.sid());
        refuse(activity.workers() > 0,
                Refusal.conflict(activity.workers() + " workers are in activity " + activity.sid));
        refuse(activity.sid.equals(workspace.settings.defaultActivity())
                        || activity.sid.equals(workspace.settings.timeoutActivity()),
                Refusal.conflict(activity.sid + " is the workspace's default or timeout activity"));
        for (TaskQueue queue : workspace.queues.all()) {
            refuse(queue.settings.reservationActivity().filter(activity.sid::equals).isPresent()
                            || queue.settings.assignmentActivity().filter(activity.sid::equals).isPresent(),
                    Refusal.conflict("Task queue " + queue.sid + " names activity " + activity.sid));
        }
        transaction.emit(new Event.ActivityDeleted(activity.sid));
    }

    void handle(Command.CreateTaskChannel command) {
        Checks.unused(workspace.channels, command.sid());
        checks.name(command.friendlyName());
        checks.name("UniqueName", command.uniqueName());
        refuse(workspace.channel(command.uniqueName()).isPresent(),
                Refusal.conflict("There is a task channel with UniqueName " + command.uniqueName() + " already"));
        Checks.room("task channels", workspace.channels.size(), workspace.limits.channels());
        transaction.emit(new Event.TaskChannelCreated(command.sid(), command.friendlyName(), command.uniqueName(),
                command.channelOptimizedRouting()));
    }

    void handle(Command.UpdateTaskChannel command) {
        TaskChannel channel = found(workspace.channel(command.sid().value()), command.sid());
        command.friendlyName().ifPresent(checks::name);
        String name = command.friendlyName().orElse(channel.friendlyName);
        boolean optimized = command.channelOptimizedRouting().orElse(channel.channelOptimizedRouting);
        if (!name.equals(channel.friendlyName) || optimized != channel.channelOptimizedRouting) {
            transaction.emit(new Event.TaskChannelUpdated(channel.sid, name, optimized));
        }
    }

    void handle(Command.DeleteTaskChannel command) {
        TaskChannel channel = found(workspace.channel(command.sid().value()), command.sid());
        refuse(channel.uniqueName.equals(DEFAULT_CHANNEL), Refusal.conflict("The default task channel stays"));
        refuse(channel.openTasks > 0,
                Refusal.conflict(channel.openTasks + " tasks are on task channel " + channel.sid));
        transaction.emit(new Event.TaskChannelDeleted(channel.sid));
    }

    void handle(Command.CreateTaskQueue command) {
        Checks.unused(workspace.queues, command.sid());
        check(command.settings());
        Checks.room("task queues", workspace.queues.size(), workspace.limits.queues());
        transaction.emit(new Event.TaskQueueCreated(command.sid(), command.settings()));
    }

    private void check(QueueSettings settings) {
        checks.name(settings.friendlyName());
        checks.targetWorkers(settings.targetWorkers());
        refuse(settings.maxReservedWorkers() < 1 || settings.maxReservedWorkers() > MAX_RESERVED_WORKERS,
                Refusal.invalid("MaxReservedWorkers is not from 1 to " + MAX_RESERVED_WORKERS));
        settings.reservationActivity().ifPresent(sid -> checks.activity("ReservationActivitySid", sid));
        settings.assignmentActivity().ifPresent(sid -> checks.activity("AssignmentActivitySid", sid));
    }

    void handle(Command.UpdateTaskQueue command) {
        TaskQueue queue = found(workspace.queue(command.sid()), command.sid());
        QueueSettings before = queue.settings;
        QueueSettings after = new QueueSettings(command.friendlyName().orElse(before.friendlyName()),
                command.targetWorkers().orElse(before.targetWorkers()),
                command.maxReservedWorkers().orElse(before.maxReservedWorkers()),
                command.taskOrder().orElse(before.taskOrder()),
                command.reservationActivity().orElse(before.reservationActivity()),
                command.assignmentActivity().orElse(before.assignmentActivity()));
        check(after);
        if (!after.equals(before)) {
            transaction.emit(new Event.TaskQueueUpdated(queue.sid, after));
        }
    }

    void handle(Command.DeleteTaskQueue command) {
        TaskQueue queue = found(workspace.queue(command.sid()), command.sid());
        refuse(queue.tasks > 0, Refusal.conflict(queue.tasks + " tasks are in task queue " + queue.sid));
        for (Workflow workflow : workspace.workflows.all()) {
            for (Plan plan : workflow.plans.values()) {
                refuse((plan == workflow.present || plan.open > 0)
                                && plan.document.queues().contains(queue.sid.value()),
                        Refusal.conflict("Workflow " + workflow.sid + (plan == workflow.present ? "" :
                                ", in a document that tasks on their way still follow,")
                                + " leads to task queue " + queue.sid));
            }
        }
        for (Task task : workspace.documented.values()) {
            refuse(task.ownPlan.filter(plan -> plan.document.queues().contains(queue.sid.value())).isPresent(),
                    Refusal.conflict("Task " + task.sid + " may come to task queue " + queue.sid));
        }
        transaction.emit(new Event.TaskQueueDeleted(queue.sid));
    }

    void handle(Command.CreateWorkflow command) {
        Checks.unused(workspace.workflows, command.sid());
        check(command.settings());
        Checks.room("workflows", workspace.workflows.size(), workspace.limits.workflows());
        transaction.emit(new Event.WorkflowCreated(command.sid(), command.settings()));
    }

    private void check(WorkflowSettings settings) {
        checks.name(settings.friendlyName());
        checks.configuration(settings.configuration());
        Duration timeout = settings.taskReservationTimeout();
        refuse(timeout.compareTo(Duration.ofSeconds(1)) < 0 || timeout.compareTo(MAX_RESERVATION_TIMEOUT) > 0,
                Refusal.invalid("TaskReservationTimeout is not from 1 to " + MAX_RESERVATION_TIMEOUT.toSeconds()));
    }

    void handle(Command.UpdateWorkflow command) {
        Workflow workflow = found(workspace.workflow(command.sid()), command.sid());
        WorkflowSettings before = workflow.settings;
        WorkflowSettings after = new WorkflowSettings(command.friendlyName().orElse(before.friendlyName()),
                command.configuration().orElse(before.configuration()),
                set(before.assignmentCallbackUrl(), command.assignmentCallbackUrl()),
                set(before.fallbackAssignmentCallbackUrl(), command.fallbackAssignmentCallbackUrl()),
                command.taskReservationTimeout().orElse(before.taskReservationTimeout()));
        check(after);
        if (!after.equals(before)) {
            transaction.emit(new Event.WorkflowUpdated(workflow.sid, after));
        }
        if (command.reEvaluateTasks()) {
            pending(workflow).forEach(task -> escalation.start(task, Event.Cause.RE_EVALUATED));
        }
    }

    /** Those that follow one of its documents: they wait in queues to which these lead. */
    private List<Task> pending(Workflow workflow) {
        return workflow.plans.values().stream().filter(plan -> plan.open > 0)
                .flatMap(plan -> plan.document.queues().stream()).distinct()
                .flatMap(sid -> workspace.queues.find(sid).stream()).flatMap(queue -> queue.groups.stream())
                .flatMap(group -> group.tasks().stream())
                .filter(task -> task.status == TaskStatus.PENDING && task.filter != Task.DIRECT
                        && task.ownPlan.isEmpty() && task.workflow.filter(own -> own == workflow).isPresent())
                .sorted(Comparator.comparing((Task task) -> task.sid.value())).toList();
    }

    void handle(Command.DeleteWorkflow command) {
        Workflow workflow = found(workspace.workflow(command.sid()), command.sid());
        refuse(workflow.openTasks > 0, Refusal.conflict(workflow.openTasks + " tasks are in workflow " + workflow.sid));
        transaction.emit(new Event.WorkflowDeleted(workflow.sid));
    }
}
