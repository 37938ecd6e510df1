package io.strowger.server.work;

import io.strowger.server.rest.Representation;
import io.strowger.server.work.Views.ActivityView;
import io.strowger.server.work.Views.ChannelView;
import io.strowger.server.work.Views.OfferView;
import io.strowger.server.work.Views.QueueView;
import io.strowger.server.work.Views.ShareView;
import io.strowger.server.work.Views.TaskView;
import io.strowger.server.work.Views.WorkerView;
import io.strowger.server.work.Views.WorkflowView;
import io.strowger.server.work.Views.WorkspaceView;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** How the resources look (work-distribution-api section 10). */
final class Shapes {
    static final Representation<WorkspaceView> WORKSPACE = Representation.<WorkspaceView>v1("Workspace")
            .sid("account_sid", view -> view.origin().account())
            .date("date_created", view -> view.origin().created())
            .date("date_updated", view -> view.origin().updated())
            .text("default_activity_name", WorkspaceView::defaultActivity)
            .sid("default_activity_sid", view -> view.settings().defaultActivity())
            .text("event_callback_url", view -> view.settings().eventCallbackUrl().orElse(""))
            .textOr("events_filter", view -> view.settings().eventsFilter())
            .text("friendly_name", view -> view.settings().friendlyName())
            .bool("multi_task_enabled", view -> view.settings().multiTaskEnabled())
            .sid("sid", view -> view.origin().workspace())
            .text("timeout_activity_name", WorkspaceView::timeoutActivity)
            .sid("timeout_activity_sid", view -> view.settings().timeoutActivity())
            .text("prioritize_queue_order", view -> view.settings().prioritizeQueueOrder().name())
            .url(view -> view.origin().path())
            .links(view -> under(view.origin().path(), "activities", "Activities", "statistics", "Statistics",
                    "real_time_statistics", "RealTimeStatistics", "cumulative_statistics", "CumulativeStatistics",
                    "task_queues", "TaskQueues", "tasks", "Tasks", "workers", "Workers", "workflows", "Workflows",
                    "task_channels", "TaskChannels", "events", "Events"));

    static final Representation<ActivityView> ACTIVITY = Representation.<ActivityView>v1("Activity")
            .sid("account_sid", view -> view.origin().account())
            .bool("available", ActivityView::available)
            .date("date_created", view -> view.origin().created())
            .date("date_updated", view -> view.origin().updated())
            .text("friendly_name", ActivityView::friendlyName)
            .sid("sid", ActivityView::sid)
            .sid("workspace_sid", view -> view.origin().workspace())
            .url(view -> view.origin().path() + "/Activities/" + view.sid())
            .links(view -> Map.of("workspace", view.origin().path()));

    static final Representation<ChannelView> TASK_CHANNEL = Representation.<ChannelView>v1("TaskChannel")
            .sid("account_sid", view -> view.origin().account())
            .date("date_created", view -> view.origin().created())
            .date("date_updated", view -> view.origin().updated())
            .text("friendly_name", ChannelView::friendlyName)
            .sid("sid", ChannelView::sid)
            .text("unique_name", ChannelView::uniqueName)
            .sid("workspace_sid", view -> view.origin().workspace())
            .bool("channel_optimized_routing", ChannelView::optimizedRouting)
            .url(view -> view.origin().path() + "/TaskChannels/" + view.sid())
            .links(view -> Map.of("workspace", view.origin().path()));

    static final Representation<QueueView> TASK_QUEUE = Representation.<QueueView>v1("TaskQueue")
            .sid("account_sid", view -> view.origin().account())
            .sidOr("assignment_activity_sid", view -> view.settings().assignmentActivity())
            .textOr("assignment_activity_name", QueueView::assignmentActivity)
            .date("date_created", view -> view.origin().created())
            .date("date_updated", view -> view.origin().updated())
            .text("friendly_name", view -> view.settings().friendlyName())
            .integer("max_reserved_workers", view -> (long) view.settings().maxReservedWorkers())
            .sidOr("reservation_activity_sid", view -> view.settings().reservationActivity())
            .textOr("reservation_activity_name", QueueView::reservationActivity)
            .sid("sid", QueueView::sid)
            .text("target_workers", view -> view.settings().targetWorkers())
            .text("task_order", view -> view.settings().taskOrder().name())
            .url(Shapes::path)
            .sid("workspace_sid", view -> view.origin().workspace())
            .links(Shapes::links);

    static final Representation<WorkflowView> WORKFLOW = Representation.<WorkflowView>v1("Workflow")
            .sid("account_sid", view -> view.origin().account())
            .textOr("assignment_callback_url", view -> view.settings().assignmentCallbackUrl())
            .text("configuration", view -> view.settings().configuration())
            .date("date_created", view -> view.origin().created())
            .date("date_updated", view -> view.origin().updated())
            .constant("document_content_type", "application/json")
            .textOr("fallback_assignment_callback_url", view -> view.settings().fallbackAssignmentCallbackUrl())
            .text("friendly_name", view -> view.settings().friendlyName())
            .sid("sid", WorkflowView::sid)
            .integer("task_reservation_timeout", view -> view.settings().taskReservationTimeout().toSeconds())
            .sid("workspace_sid", view -> view.origin().workspace())
            .url(Shapes::path)
            .links(view -> under(path(view), "statistics", "Statistics", "real_time_statistics",
                    "RealTimeStatistics", "cumulative_statistics", "CumulativeStatistics"));

    static final Representation<WorkerView> WORKER = Representation.<WorkerView>v1("Worker")
            .sid("account_sid", view -> view.origin().account())
            .text("activity_name", WorkerView::activityName)
            .sid("activity_sid", WorkerView::activity)
            .text("attributes", WorkerView::attributes)
            .bool("available", WorkerView::available)
            .date("date_created", view -> view.origin().created())
            .date("date_status_changed", WorkerView::statusChanged)
            .date("date_updated", view -> view.origin().updated())
            .text("friendly_name", WorkerView::friendlyName)
            .sid("sid", WorkerView::sid)
            .sid("workspace_sid", view -> view.origin().workspace())
            .url(Shapes::path)
            .links(Shapes::links);

    static final Representation<ShareView> WORKER_CHANNEL = Representation.<ShareView>v1("WorkerChannel")
            .sid("account_sid", view -> view.origin().account())
            .integer("assigned_tasks", view -> (long) view.assigned())
            .bool("available", ShareView::available)
            .integer("available_capacity_percentage", view -> (long) view.percentage())
            .integer("configured_capacity", view -> (long) view.capacity())
            .date("date_created", view -> view.origin().created())
            .date("date_updated", view -> view.origin().updated())
            .sid("sid", ShareView::sid)
            .sid("task_channel_sid", ShareView::channel)
            .text("task_channel_unique_name", ShareView::uniqueName)
            .sid("worker_sid", ShareView::worker)
            .sid("workspace_sid", view -> view.origin().workspace())
            .url(view -> view.origin().path() + "/Workers/" + view.worker() + "/Channels/" + view.sid());

    static final Representation<TaskView> TASK = Representation.<TaskView>v1("Task")
            .sid("account_sid", view -> view.origin().account())
            .integer("age", TaskView::age)
            .text("assignment_status", TaskView::status)
            .text("attributes", TaskView::attributes)
            .constant("addons", "{}")
            .date("date_created", view -> view.origin().created())
            .date("date_updated", view -> view.origin().updated())
            .dateOr("task_queue_entered_date", TaskView::queueEntered)
            .integer("priority", view -> (long) view.priority())
            .textOr("reason", TaskView::reason)
            .sid("sid", TaskView::sid)
            .sidOr("task_queue_sid", TaskView::queue)
            .textOr("task_queue_friendly_name", TaskView::queueName)
            .sid("task_channel_sid", TaskView::channel)
            .text("task_channel_unique_name", TaskView::channelName)
            .integer("timeout", view -> view.timeout().toSeconds())
            .sidOr("workflow_sid", TaskView::workflow)
            .textOr("workflow_friendly_name", TaskView::workflowName)
            .sid("workspace_sid", view -> view.origin().workspace())
            .date("virtual_start_time", TaskView::virtualStart)
            .bool("ignore_capacity", TaskView::ignoreCapacity)
            .textOr("routing_target", TaskView::routingTarget)
            .url(view -> view.origin().path() + "/Tasks/" + view.sid())
            .links(Shapes::links);

    static final Representation<OfferView> TASK_RESERVATION = reservation("TaskReservation",
            view -> view.origin().path() + "/Tasks/" + view.task() + "/Reservations/" + view.sid());
    static final Representation<OfferView> WORKER_RESERVATION = reservation("WorkerReservation",
            view -> view.origin().path() + "/Workers/" + view.worker() + "/Reservations/" + view.sid());

    private Shapes() {}

    private static Representation<OfferView> reservation(String name, Function<OfferView, String> path) {
        return Representation.<OfferView>v1(name)
                .sid("account_sid", view -> view.origin().account())
                .date("date_created", view -> view.origin().created())
                .date("date_updated", view -> view.origin().updated())
                .text("reservation_status", OfferView::status)
                .sid("sid", OfferView::sid)
                .sid("task_sid", OfferView::task)
                .text("worker_name", OfferView::workerName)
                .sid("worker_sid", OfferView::worker)
                .sid("workspace_sid", view -> view.origin().workspace())
                .url(path)
                .links(view -> {
                    Map<String, String> links = new LinkedHashMap<>();
                    links.put("task", view.origin().path() + "/Tasks/" + view.task());
                    links.put("worker", view.origin().path() + "/Workers/" + view.worker());
                    links.put("workspace", view.origin().path());
                    return links;
                });
    }

    /** Names and parts of paths by turns. */
    static Map<String, String> under(String path, String... names) {
        Map<String, String> links = new LinkedHashMap<>();
        for (int i = 0; i < names.length; i += 2) {
            links.put(names[i], path + "/" + names[i + 1]);
        }
        return links;
    }

    private static String path(QueueView view) {
        return view.origin().path() + "/TaskQueues/" + view.sid();
    }

    private static String path(WorkflowView view) {
        return view.origin().path() + "/Workflows/" + view.sid();
    }

    private static String path(WorkerView view) {
        return view.origin().path() + "/Workers/" + view.sid();
    }

    private static Map<String, String> links(QueueView view) {
        Map<String, String> links = new LinkedHashMap<>();
        view.settings().assignmentActivity().ifPresent(sid ->
                links.put("assignment_activity", view.origin().path() + "/Activities/" + sid));
        view.settings().reservationActivity().ifPresent(sid ->
                links.put("reservation_activity", view.origin().path() + "/Activities/" + sid));
        links.put("workspace", view.origin().path());
        links.putAll(under(path(view), "statistics", "Statistics", "real_time_statistics", "RealTimeStatistics",
                "cumulative_statistics", "CumulativeStatistics"));
        links.putAll(under(view.origin().path() + "/TaskQueues", "list_statistics", "Statistics",
                "bulk_real_time_statistics", "RealTimeStatistics"));
        return links;
    }

    private static Map<String, String> links(WorkerView view) {
        Map<String, String> links = new LinkedHashMap<>();
        links.put("channels", path(view) + "/Channels");
        links.put("activity", view.origin().path() + "/Activities/" + view.activity());
        links.put("workspace", view.origin().path());
        links.putAll(under(view.origin().path() + "/Workers", "statistics", "Statistics", "real_time_statistics",
                "RealTimeStatistics", "cumulative_statistics", "CumulativeStatistics"));
        links.putAll(under(path(view), "worker_statistics", "Statistics", "worker_channels", "Channels",
                "reservations", "Reservations"));
        return links;
    }

    private static Map<String, String> links(TaskView view) {
        Map<String, String> links = new LinkedHashMap<>();
        view.queue().ifPresent(sid -> links.put("task_queue", view.origin().path() + "/TaskQueues/" + sid));
        view.workflow().ifPresent(sid -> links.put("workflow", view.origin().path() + "/Workflows/" + sid));
        links.put("workspace", view.origin().path());
        links.put("reservations", view.origin().path() + "/Tasks/" + view.sid() + "/Reservations");
        return links;
    }
}
