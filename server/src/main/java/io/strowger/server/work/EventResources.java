package io.strowger.server.work;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.kernel.EventSid;
import io.strowger.kernel.World;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.PageRequest;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Representation;
import io.strowger.server.rest.Slice;
import io.strowger.server.store.WorkHistory;
import io.strowger.work.WorkEvent;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What has happened in a workspace (work-distribution-api sections 6 and 9): kept for thirty days. */
public final class EventResources {
    private static final String BASE = "/v1/Workspaces/{WorkspaceSid}/Events";
    private static final Param<String> TYPE = Param.text("EventType", 64);
    private static final Param<String> RESERVATION = Param.text("ReservationSid", 34);
    private static final Param<String> QUEUE = Param.text("TaskQueueSid", 34);
    private static final Param<String> TASK = Param.text("TaskSid", 34);
    private static final Param<String> WORKER = Param.text("WorkerSid", 34);
    private static final Param<String> WORKFLOW = Param.text("WorkflowSid", 34);
    private static final Param<String> SID = Param.text("Sid", 34);

    private static final Representation<WorkEvent> EVENT = Representation.<WorkEvent>v1("WorkspaceEvent")
            .sid("account_sid", WorkEvent::account)
            .text("actor_sid", WorkEvent::actor)
            .text("actor_type", WorkEvent::actorType)
            .absolute("actor_url", EventResources::actor)
            .text("description", WorkEvent::description)
            .json("event_data", "object", EventResources::data)
            .date("event_date", WorkEvent::at)
            .integer("event_date_ms", event -> event.at().toEpochMilli())
            .text("event_type", WorkEvent::type)
            .text("resource_sid", WorkEvent::resourceSid)
            .text("resource_type", WorkEvent::resourceType)
            .absolute("resource_url", EventResources::resource)
            .sid("sid", WorkEvent::sid)
            .constant("source", "taskrouter")
            .nothing("source_ip_address")
            .url(event -> "/v1/Workspaces/" + event.workspace() + "/Events/" + event.sid())
            .sid("workspace_sid", WorkEvent::workspace);

    private final World world;
    private final WorkDesk desk;
    private final WorkHistory history;

    /** Reads them from {@code history}. */
    public EventResources(World world, WorkDesk desk, WorkHistory history) {
        this.world = world;
        this.desk = desk;
        this.history = history;
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        return List.of(
                Operation.list("ListEventOfTaskrouterV1", BASE, "events", EVENT, this::list)
                        .with(TYPE, RESERVATION, QUEUE, TASK, WORKER, WORKFLOW, WorkParams.TASK_CHANNEL, SID)
                        .with(Window.PARAMS),
                Operation.fetch("FetchEventOfTaskrouterV1", BASE + "/{Sid}", EVENT, call ->
                        history.event(owned(call), call.sid("Sid", EventSid::new))));
    }

    /** The workspace of the path, when it is the account's; the events of one that another node owns can be read. */
    private WorkspaceSid owned(ApiCall call) {
        WorkspaceSid sid = WorkDesk.workspace(call);
        if (desk.workspaces().owner(sid).filter(call.account()::equals).isEmpty()) {
            throw call.notFound();
        }
        return sid;
    }

    private Slice<WorkEvent> list(ApiCall call) {
        WorkspaceSid workspace = owned(call);
        Window window = Window.of(call, world.timeline().now());
        PageRequest page = call.page();
        Optional<String> channel = call.get(WorkParams.TASK_CHANNEL).map(name -> desk.ask(call, state ->
                state.channel(name).map(found -> found.sid().value())).orElse(name));
        List<WorkEvent> found = history.events(workspace, new WorkHistory.EventFilter(window.from(),
                window.to().plusMillis(1), call.get(TYPE), call.get(TASK), call.get(WORKER), call.get(QUEUE),
                call.get(WORKFLOW), call.get(RESERVATION), channel, call.get(SID)),
                new WorkHistory.Place(page.cursor().map(PageRequest.Cursor::key), page.back(), page.skip(),
                        page.fetch()));
        return page.slice(found, event -> event.sid().value());
    }

    private static ObjectNode data(WorkEvent event) {
        ObjectNode data = JsonNodeFactory.instance.objectNode();
        data.put("workspace_sid", event.workspace().value());
        data.put("workspace_name", event.workspaceName());
        event.data().forEach(field -> data.put(snake(field.name()), field.value()));
        return data;
    }

    /** {@code TaskQueueSid} as {@code task_queue_sid}. */
    static String snake(String pascal) {
        return pascal.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_").toLowerCase(Locale.ROOT);
    }

    private static String actor(WorkEvent event) {
        String base = "/v1/Workspaces/" + event.workspace();
        return switch (event.actorType()) {
            case "account" -> "/2010-04-01/Accounts/" + event.actor() + ".json";
            case "worker" -> base + "/Workers/" + event.actor();
            case "workflow" -> base + "/Workflows/" + event.actor();
            default -> base;
        };
    }

    private static String resource(WorkEvent event) {
        String base = "/v1/Workspaces/" + event.workspace();
        return switch (event.resourceType()) {
            case "activity" -> base + "/Activities/" + event.resourceSid();
            case "task" -> base + "/Tasks/" + event.resourceSid();
            case "task-channel" -> base + "/TaskChannels/" + event.resourceSid();
            case "task-queue" -> base + "/TaskQueues/" + event.resourceSid();
            case "worker" -> base + "/Workers/" + event.resourceSid();
            case "workflow" -> base + "/Workflows/" + event.resourceSid();
            case "reservation" -> base + "/Tasks/" + event.about().task().orElse("") + "/Reservations/"
                    + event.resourceSid();
            default -> base;
        };
    }
}
