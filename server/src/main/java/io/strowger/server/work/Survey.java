package io.strowger.server.work;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.server.work.Blueprint.Item;
import io.strowger.server.work.Blueprint.Kind;
import io.strowger.server.work.References.Named;
import io.strowger.server.work.Views.ActivityView;
import io.strowger.server.work.Views.ChannelView;
import io.strowger.server.work.Views.QueueView;
import io.strowger.server.work.Views.ShareView;
import io.strowger.server.work.Views.WorkerView;
import io.strowger.server.work.Views.WorkflowView;
import io.strowger.server.work.Views.WorkspaceView;
import io.strowger.work.core.Command;
import io.strowger.work.core.Router;
import io.strowger.work.core.RoutingLimits;
import io.strowger.work.core.TaskOrder;
import io.strowger.work.core.Worker;
import io.strowger.work.core.Workspace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a workspace is made of at a moment: taken on its strand as it is, and made a {@link Blueprint} anywhere else.
 *
 * @param shares workers' channels that are not as they were made
 * @param surveyed whether workers were looked at
 */
record Survey(WorkspaceView workspace, List<ActivityView> activities, List<ChannelView> channels,
        List<QueueView> queues, List<WorkflowView> workflows, List<WorkerView> workers, List<ShareView> shares,
        boolean surveyed) {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /**
     * How much there is to look at.
     *
     * @param workers none when they are not looked at
     * @param characters of their attributes and of workflows' documents
     */
    record Weight(int workers, long characters) {}

    /** Before it is looked at. Called on the workspace's strand. */
    static Weight weigh(Workspace state, boolean withWorkers) {
        List<Worker> workers = withWorkers ? List.copyOf(state.workers().all()) : List.of();
        return new Weight(workers.size(), workers.stream().mapToLong(one -> one.attributes().length()).sum()
                + state.workflows().all().stream().mapToLong(one -> one.settings().configuration().length()).sum());
    }

    /** Called on the workspace's strand. */
    static Survey of(Workspace state, boolean withWorkers) {
        List<Worker> workers = withWorkers ? List.copyOf(state.workers().all()) : List.of();
        return new Survey(WorkspaceView.of(state),
                state.activities().all().stream().map(one -> ActivityView.of(state, one)).toList(),
                state.channels().all().stream().map(one -> ChannelView.of(state, one)).toList(),
                state.queues().all().stream().map(one -> QueueView.of(state, one)).toList(),
                state.workflows().all().stream().map(one -> WorkflowView.of(state, one)).toList(),
                workers.stream().map(one -> WorkerView.of(state, one)).toList(),
                workers.stream().flatMap(one -> one.channels().stream())
                        .filter(share -> share.configuredCapacity() != 1 || !share.isAvailable())
                        .map(share -> ShareView.of(state, share)).toList(),
                withWorkers);
    }

    /** What a workspace of that name will be when it is made: the rules of making decide, nothing is written. */
    static Survey unmade(AccountSid account, String name) {
        AtomicInteger minted = new AtomicInteger();
        Workspace state = Workspace.open(new WorkspaceSid("WS" + "0".repeat(32)), account, RoutingLimits.DEFAULT);
        Router.open(state, prefix -> prefix + "%032x".formatted(minted.incrementAndGet()), List.of()).handle(
                new Command.CreateWorkspace(name, Command.Template.NONE, true, TaskOrder.FIFO, Optional.empty(),
                        Optional.empty()), Instant.EPOCH);
        return of(state, true);
    }

    /** Things whose name another of their kind has too: no file can tell them apart. */
    List<String> namesakes() {
        List<String> found = new ArrayList<>();
        namesakes(found, "activities", activities.stream().map(ActivityView::friendlyName).toList());
        namesakes(found, "queues", queues.stream().map(one -> one.settings().friendlyName()).toList());
        namesakes(found, "workflows", workflows.stream().map(one -> one.settings().friendlyName()).toList());
        return found;
    }

    private static void namesakes(List<String> found, String kind, List<String> names) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        names.forEach(name -> counts.merge(name, 1, Integer::sum));
        counts.forEach((name, count) -> {
            if (count > 1) {
                found.add(count + " " + kind + " of the workspace are named '" + name
                        + "'; a file tells things apart by their names");
            }
        });
    }

    /** With sids in its items. */
    Blueprint blueprint() {
        Map<String, Named> names = names();
        Map<Kind, Map<String, Item>> items = new EnumMap<>(Kind.class);
        items.put(Kind.ACTIVITY, byName(activities.stream().map(one -> item(Kind.ACTIVITY, one.friendlyName(),
                one.sid().value(), "available", JSON.booleanNode(one.available()))).toList()));
        items.put(Kind.CHANNEL, byName(channels.stream().map(one -> item(Kind.CHANNEL, one.uniqueName(),
                one.sid().value(), "name", JSON.textNode(one.friendlyName()),
                "channelOptimizedRouting", JSON.booleanNode(one.optimizedRouting()))).toList()));
        items.put(Kind.QUEUE, byName(queues.stream().map(one -> queue(one, names)).toList()));
        items.put(Kind.WORKFLOW, byName(workflows.stream().map(one -> workflow(one, names)).toList()));
        if (surveyed) {
            Map<String, ObjectNode> byWorker = sharesByWorker();
            items.put(Kind.WORKER, byName(workers.stream().map(one -> item(Kind.WORKER, one.friendlyName(),
                    one.sid().value(), "activity", JSON.textNode(one.activityName()),
                    "attributes", json(one.attributes()), "channels",
                    byWorker.getOrDefault(one.sid().value(), JSON.objectNode()))).toList()));
        }
        return new Blueprint(workspaceItem(), items);
    }

    private Item workspaceItem() {
        return item(Kind.WORKSPACE, workspace.settings().friendlyName(), workspace.origin().workspace().value(),
                "multiTaskEnabled", JSON.booleanNode(workspace.settings().multiTaskEnabled()),
                "prioritizeQueueOrder", JSON.textNode(workspace.settings().prioritizeQueueOrder().name()),
                "eventCallbackUrl", text(workspace.settings().eventCallbackUrl()),
                "eventsFilter", text(workspace.settings().eventsFilter()),
                "defaultActivity", JSON.textNode(workspace.defaultActivity()),
                "timeoutActivity", JSON.textNode(workspace.timeoutActivity()));
    }

    private Map<String, Named> names() {
        Map<String, Named> names = new HashMap<>();
        activities.forEach(one -> names.put(one.sid().value(), new Named(Kind.ACTIVITY, one.friendlyName())));
        channels.forEach(one -> names.put(one.sid().value(), new Named(Kind.CHANNEL, one.uniqueName())));
        queues.forEach(one -> names.put(one.sid().value(), new Named(Kind.QUEUE, one.settings().friendlyName())));
        return names;
    }

    private static Item queue(QueueView one, Map<String, Named> names) {
        return item(Kind.QUEUE, one.settings().friendlyName(), one.sid().value(),
                "targetWorkers", JSON.textNode(References.named(one.settings().targetWorkers(),
                        sid -> Optional.ofNullable(names.get(sid)))),
                "maxReservedWorkers", JSON.numberNode(one.settings().maxReservedWorkers()),
                "taskOrder", JSON.textNode(one.settings().taskOrder().name()),
                "reservationActivity", text(one.reservationActivity()),
                "assignmentActivity", text(one.assignmentActivity()));
    }

    private static Item workflow(WorkflowView one, Map<String, Named> names) {
        return item(Kind.WORKFLOW, one.settings().friendlyName(), one.sid().value(),
                "assignmentCallbackUrl", text(one.settings().assignmentCallbackUrl()),
                "fallbackAssignmentCallbackUrl", text(one.settings().fallbackAssignmentCallbackUrl()),
                "taskReservationTimeout", JSON.numberNode((int) one.settings().taskReservationTimeout().toSeconds()),
                "configuration", References.named(json(one.settings().configuration()),
                        sid -> Optional.ofNullable(names.get(sid))));
    }

    private Map<String, ObjectNode> sharesByWorker() {
        Map<String, ObjectNode> byWorker = new HashMap<>();
        shares.forEach(share -> byWorker.computeIfAbsent(share.worker().value(), sid -> JSON.objectNode())
                .set(share.uniqueName(), BlueprintFile.share(share.capacity(), share.available())));
        return byWorker;
    }

    /** In the order of names, as sids made within a millisecond have none: two exports of the same are the same. */
    private static Map<String, Item> byName(List<Item> all) {
        Map<String, Item> items = new TreeMap<>();
        all.forEach(item -> items.put(item.name(), item));
        return items;
    }

    private static Item item(Kind kind, String name, String sid, Object... keysAndValues) {
        Map<String, JsonNode> fields = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            fields.put((String) keysAndValues[i], (JsonNode) keysAndValues[i + 1]);
        }
        return new Item(kind, name, sid, path -> "", fields);
    }

    private static JsonNode text(Optional<String> text) {
        return text.<JsonNode>map(JSON::textNode).orElse(NullNode.instance);
    }

    /** What was stored was checked to be JSON. */
    private static JsonNode json(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("what a workspace keeps as JSON is none", impossible);
        }
    }
}
