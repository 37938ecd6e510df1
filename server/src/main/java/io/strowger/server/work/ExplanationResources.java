package io.strowger.server.work;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.Representation;
import io.strowger.work.core.Explanation;
import io.strowger.work.core.TaskExplanation;
import io.strowger.work.core.TaskExplanation.WorkerLook;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Our own resource: why a task is where it is, with the values that its expressions saw and the nearest misses. */
public final class ExplanationResources {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private record Told(AccountSid account, WorkspaceSid workspace, TaskExplanation why) {}

    private static final Representation<Told> EXPLANATION = Representation.<Told>v1("TaskExplanation")
            .sid("account_sid", Told::account)
            .sid("workspace_sid", Told::workspace)
            .sid("task_sid", told -> told.why().task())
            .text("assignment_status", told -> told.why().status().word())
            .json("filters", "array", told -> filters(told.why()))
            .bool("awaits_document", told -> told.why().awaitsDocument())
            .textOr("target_expression", told -> told.why().target())
            .json("offers", "array", told -> workers(told.why().offers()))
            .json("waiting", "object", told -> told.why().waiting().<JsonNode>map(ExplanationResources::waiting)
                    .orElse(JSON.nullNode()))
            .url(told -> "/strowger/v1/Workspaces/" + told.workspace() + "/Tasks/" + told.why().task()
                    + "/Explanation");

    private final WorkDesk desk;

    /** Looks by {@code desk}. */
    public ExplanationResources(WorkDesk desk) {
        this.desk = desk;
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        return List.of(Operation.fetch("FetchTaskExplanation",
                "/strowger/v1/Workspaces/{WorkspaceSid}/Tasks/{TaskSid}/Explanation", EXPLANATION, this::explain)
                .summary("Why a task is where it is: filters, workers, and who came nearest."));
    }

    private Optional<Told> explain(ApiCall call) {
        return desk.ask(call, state -> state.tasks().find(call.path("TaskSid")).map(task ->
                new Told(state.account(), state.sid(), TaskExplanation.of(state, task))));
    }

    private static ArrayNode filters(TaskExplanation why) {
        ArrayNode all = JSON.arrayNode();
        why.filters().forEach(filter -> {
            ObjectNode one = all.addObject().put("name", filter.name()).put("expression", filter.expression())
                    .put("taken", filter.taken());
            one.set("why", why(filter.why()));
        });
        return all;
    }

    private static ObjectNode why(Explanation explanation) {
        ObjectNode one = JSON.objectNode().put("matches", explanation.matches());
        one.set("comparisons", comparisons(explanation.comparisons()));
        one.set("misses", comparisons(explanation.misses()));
        return one;
    }

    private static ArrayNode comparisons(List<Explanation.Comparison> comparisons) {
        ArrayNode all = JSON.arrayNode();
        comparisons.forEach(one -> all.addObject().put("text", one.text()).put("left", one.left().toJson())
                .put("right", one.right().toJson()).put("holds", one.holds()));
        return all;
    }

    private static ArrayNode workers(List<WorkerLook> looks) {
        ArrayNode all = JSON.arrayNode();
        looks.forEach(look -> {
            ObjectNode one = all.addObject().put("worker_sid", look.sid().value())
                    .put("friendly_name", look.friendlyName()).put("distance", look.distance());
            ArrayNode obstacles = one.putArray("obstacles");
            look.obstacles().forEach(obstacles::add);
            look.queue().ifPresent(found -> one.set("queue", why(found)));
            look.targetExpression().ifPresent(found -> one.set("target", why(found)));
        });
        return all;
    }

    private static ObjectNode waiting(TaskExplanation.Waiting waiting) {
        ObjectNode one = JSON.objectNode().put("workers", waiting.workers()).put("looked_at", waiting.lookedAt())
                .put("in_queue", waiting.inQueue()).put("in_activity", waiting.inActivity())
                .put("with_room", waiting.withRoom()).put("tasks_ahead", waiting.ahead())
                .put("target_ends", waiting.targetEnds().map(Object::toString).orElse(null))
                .put("life_ends", waiting.lifeEnds().map(Object::toString).orElse(null));
        one.set("nearest", workers(waiting.nearest()));
        return one;
    }

    /** The same in lines, for people. */
    public static List<String> lines(TaskExplanation why) {
        List<String> lines = new ArrayList<>(List.of("task " + why.task() + " is " + why.status().word()));
        if (why.awaitsDocument()) {
            lines.add("waits for its workflow document, which is being fetched");
        }
        why.filters().forEach(filter -> {
            lines.add((filter.taken() ? "taken by filter '" : "not taken by filter '") + filter.name() + "': "
                    + filter.expression());
            filter.why().comparisons().forEach(one -> lines.add("    " + one));
        });
        why.target().ifPresent(target -> lines.add("target: " + target));
        why.offers().forEach(look -> lines.add("with worker " + look.friendlyName() + " (" + look.sid() + ")"));
        why.waiting().ifPresent(waiting -> {
            lines.add("waits behind " + waiting.ahead() + " tasks; of " + waiting.workers() + " workers "
                    + waiting.inQueue() + " are the queue's, " + waiting.inActivity()
                    + " of them in an activity that takes tasks, " + waiting.withRoom() + " of them with room");
            waiting.targetEnds().ifPresent(at -> lines.add("goes on to its next target at " + at));
            waiting.lifeEnds().ifPresent(at -> lines.add("is canceled at " + at));
            waiting.nearest().forEach(look -> {
                lines.add("near: worker " + look.friendlyName() + " (" + look.sid() + ")"
                        + (look.obstacles().isEmpty() ? "" : ": " + String.join("; ", look.obstacles())));
                look.queue().ifPresent(found -> found.misses().forEach(miss -> lines.add("    queue: " + miss)));
                look.targetExpression().ifPresent(found ->
                        found.misses().forEach(miss -> lines.add("    target: " + miss)));
            });
        });
        return lines;
    }
}
