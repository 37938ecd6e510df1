package io.strowger.server.work;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.kernel.AccountSid;
import io.strowger.kernel.BadSettings;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Limit;
import io.strowger.kernel.Settings.Trouble;
import io.strowger.kernel.World;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.server.rest.ApiCall;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.ApiReply;
import io.strowger.server.rest.Operation;
import io.strowger.server.rest.Param;
import io.strowger.server.rest.Representation;
import io.strowger.server.work.Blueprint.Kind;
import io.strowger.server.work.BuildPlan.Action;
import io.strowger.server.work.BuildPlan.Step;
import io.strowger.work.Answer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Our own resource: a whole workspace as one document, to be read, planned and applied. */
public final class ConfigurationResources {
    /** What lines of troubles begin with; a client puts its file's name there. */
    public static final String PLACE = "Configuration";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String ANY = "/strowger/v1/Workspaces/Configuration";
    private static final String ONE = "/strowger/v1/Workspaces/{WorkspaceSid}/Configuration";
    private static final int NAMESAKES = 100;
    private static final Param<Boolean> WORKERS = Param.bool("Workers");
    private static final Param<String> CONFIGURATION =
            Param.text("Configuration", BlueprintFile.MAX_CHARACTERS).required();
    private static final Param<String> MODE = Param.oneOf("Mode", "plan", "apply");
    private static final Param<Boolean> PRUNE = Param.bool("Prune");

    private record Read(AccountSid account, WorkspaceSid workspace, JsonNode configuration) {}

    private static final Representation<Read> SHOWN = Representation.<Read>v1("WorkspaceConfiguration")
            .sid("account_sid", Read::account)
            .sid("workspace_sid", Read::workspace)
            .json("configuration", "object", Read::configuration)
            .url(read -> "/strowger/v1/Workspaces/" + read.workspace() + "/Configuration");

    private final World world;
    private final WorkDesk desk;
    private final Bounds bounds;
    private final Aside aside;
    private final Set<AccountSid> applying = ConcurrentHashMap.newKeySet();

    /**
     * What plans and exports may take.
     *
     * @param atOnce on this server
     * @param workers that a workspace may have where they are looked at
     * @param characters of workers' attributes and workflows' documents
     */
    record Bounds(Limit atOnce, Limit workers, Limit characters) {
        static Bounds standard() {
            return new Bounds(new Limit("work-configurations", 1), new Limit("work-configuration-workers", 20_000),
                    new Limit("work-configuration-characters", 64L * 1024 * 1024));
        }

        void check(Survey.Weight weight) {
            check(workers, weight.workers(), "workers");
            check(characters, weight.characters(), "characters of attributes and workflow documents");
        }

        private static void check(Limit limit, long count, String what) {
            if (!limit.allows(count)) {
                throw new ApiFailure(400, ErrorCode.CONFIGURATION_TOO_LARGE, "The workspace has " + count + " " + what
                        + ", and " + limit.max() + " are planned or exported at most (limit " + limit.name() + ")");
            }
        }
    }

    /** Serves it by {@code desk}; one plan or export at a time on this server (limit {@code work-configurations}). */
    public ConfigurationResources(World world, WorkDesk desk) {
        this(world, desk, Bounds.standard());
    }

    ConfigurationResources(World world, WorkDesk desk, Bounds bounds) {
        this.world = world;
        this.desk = desk;
        this.bounds = bounds;
        this.aside = new Aside(world, bounds.atOnce(), ErrorCode.CONFIGURATION_BUSY, "plan or export of a workspace");
    }

    /** What there is to ask. */
    public List<Operation> operations() {
        return List.of(
                Operation.fetch("FetchWorkspaceConfiguration", ONE, SHOWN, this::read).with(WORKERS)
                        .summary("A whole workspace as one document, by names and without sids."),
                Operation.other("ApplyWorkspaceConfiguration", Operation.Method.POST, ONE, 200, "application/json",
                        call -> once(call, Optional.of(WorkDesk.workspace(call)))).with(CONFIGURATION, MODE, PRUNE)
                        .summary("Tells what would make the workspace what a document says, or does it."),
                Operation.other("ApplyConfiguration", Operation.Method.POST, ANY, 200, "application/json",
                        call -> once(call, Optional.empty())).with(CONFIGURATION, MODE, PRUNE)
                        .summary("The same for the workspace that the document names; a new one when there is none."));
    }

    private Optional<Read> read(ApiCall call) {
        desk.ask(call, state -> true); // a stranger's is not found, however much there is to do
        return Optional.of(aside.run(() -> export(call)));
    }

    private Read export(ApiCall call) {
        boolean workers = call.get(WORKERS).orElse(false);
        Survey survey = survey(call, WorkDesk.workspace(call), workers);
        if (!survey.namesakes().isEmpty()) {
            throw new ApiFailure(409, ErrorCode.CONFLICT,
                    String.join("; ", survey.namesakes().stream().limit(NAMESAKES).toList()));
        }
        return new Read(call.account(), survey.workspace().origin().workspace(), survey.blueprint().json());
    }

    private Survey survey(ApiCall call, WorkspaceSid sid, boolean workers) {
        bounds.check(desk.ask(call, sid, state -> Survey.weigh(state, workers)));
        return desk.ask(call, sid, state -> Survey.of(state, workers));
    }

    /** Two at once would both make what both miss, as names of queues may repeat. */
    private ApiReply once(ApiCall call, Optional<WorkspaceSid> named) {
        boolean apply = call.get(MODE).filter("apply"::equals).isPresent();
        if (apply && !applying.add(call.account())) {
            throw new ApiFailure(409, ErrorCode.CONFLICT, "Another document is being applied for this account");
        }
        try {
            return answer(call, named, apply);
        } catch (BadSettings refused) {
            return refused(call, refused.troubles());
        } finally {
            if (apply) {
                applying.remove(call.account());
            }
        }
    }

    private ApiReply answer(ApiCall call, Optional<WorkspaceSid> named, boolean apply) {
        named.ifPresent(sid -> desk.ask(call, sid, state -> true)); // a stranger's is not found, whatever the text says
        Planned planned = aside.run(() -> plan(call, named));
        BuildPlan plan = planned.plan();
        Optional<WorkspaceSid> sid = planned.sid();
        Report report = new Report(planned.name(), apply, sid);
        if (!apply) {
            plan.steps().forEach(step -> report.add(step, "planned"));
            return new ApiReply.Json(report.json(call, sid));
        }
        return build(call, plan, new Construction(world, desk, call, sid, planned.present()), report);
    }

    /** @param sid empty when the workspace is yet to be made */
    private record Planned(String name, Optional<WorkspaceSid> sid, Blueprint present, BuildPlan plan) {}

    private Planned plan(ApiCall call, Optional<WorkspaceSid> named) {
        Blueprint wanted = BlueprintFile.parse(PLACE, call.need(CONFIGURATION));
        boolean workers = wanted.items().containsKey(Kind.WORKER);
        Optional<WorkspaceSid> sid = named.or(() -> byName(call, wanted));
        Survey survey = sid.map(one -> survey(call, one, workers))
                .orElseGet(() -> Survey.unmade(call.account(), wanted.workspace().name()));
        List<String> namesakes = survey.namesakes();
        if (!namesakes.isEmpty()) {
            throw new BadSettings(namesakes.stream().limit(NAMESAKES)
                    .map(sentence -> new Trouble(PLACE, sentence)).toList());
        }
        Blueprint present = survey.blueprint();
        return new Planned(wanted.workspace().name(), sid, present, BuildPlan.of(wanted, present, sid.isEmpty(),
                sid.isEmpty() || call.get(PRUNE).orElse(false)));
    }

    private ApiReply build(ApiCall call, BuildPlan plan, Construction construction, Report report) {
        Optional<ApiFailure> failure = Optional.empty();
        for (Step step : plan.steps()) {
            if (failure.isPresent()) {
                report.add(step, "not done");
                continue;
            }
            try {
                report.add(step, "done", construction.act(step));
            } catch (ApiFailure refused) {
                failure = Optional.of(refused);
                report.add(step, "failed");
            }
        }
        ObjectNode body = report.json(call, construction.workspace());
        if (failure.isEmpty()) {
            return new ApiReply.Json(body);
        }
        return failure.get().answer(call.links(), body);
    }

    private Optional<WorkspaceSid> byName(ApiCall call, Blueprint wanted) {
        String name = wanted.workspace().name();
        List<WorkspaceSid> found = new ArrayList<>();
        for (WorkspaceSid sid : desk.workspaces().of(call.account())) {
            Answer<String> answer = desk.workspaces().ask(call.account(), sid, state ->
                    state.settings().friendlyName());
            if (!(answer instanceof Answer.Unknown<String>) && WorkDesk.unwrap(call, answer).equals(name)) {
                found.add(sid);
            }
        }
        if (found.size() > 1) {
            throw new BadSettings(List.of(new Trouble(wanted.workspace().place(""), wanted.workspace().title()
                    + ": " + found.size() + " workspaces have this name (" + found.getFirst() + " and others);"
                    + " name one by its sid, in the path")));
        }
        return found.stream().findFirst();
    }

    private static ApiReply refused(ApiCall call, List<Trouble> troubles) {
        ObjectNode body = JSON.objectNode();
        ArrayNode all = body.putArray("troubles");
        troubles.forEach(trouble -> all.addObject().put("place", trouble.place())
                .put("sentence", trouble.sentence()));
        return new ApiFailure(400, ErrorCode.PARAMETER_INVALID, troubles.getFirst()
                + (troubles.size() > 1 ? " (and " + (troubles.size() - 1) + " more, see troubles)" : ""))
                .answer(call.links(), body);
    }

    /** What is told of a plan, done or not. */
    private static final class Report {
        private final ObjectNode root;
        private final ArrayNode steps = JSON.arrayNode();
        private final int[] counts = new int[Action.values().length];

        Report(String workspace, boolean apply, Optional<WorkspaceSid> sid) {
            root = JSON.objectNode().put("workspace_name", workspace).put("mode", apply ? "apply" : "plan")
                    .put("new_workspace", sid.isEmpty());
        }

        /** One that is not done; the sids of a workspace that is not made are made up, and not told. */
        void add(Step step, String status) {
            add(step, status, root.path("new_workspace").booleanValue() ? "" : step.sid());
        }

        void add(Step step, String status, String sid) {
            if (status.equals("planned") || status.equals("done")) {
                counts[step.action().ordinal()]++;
            }
            ObjectNode one = steps.addObject().put("action", step.action().name().toLowerCase(Locale.ROOT))
                    .put("kind", step.item().kind().name().toLowerCase(Locale.ROOT)).put("name", step.item().name())
                    .put("sid", sid.isEmpty() ? null : sid).put("status", status);
            ArrayNode changes = one.putArray("changes");
            step.changes().forEach(change -> {
                ObjectNode told = changes.addObject().put("field", change.field());
                told.set("before", change.before());
                told.set("after", change.after());
            });
        }

        ObjectNode json(ApiCall call, Optional<WorkspaceSid> workspace) {
            root.put("account_sid", call.account().value())
                    .put("workspace_sid", workspace.map(WorkspaceSid::value).orElse(null))
                    .put("created", counts[Action.CREATE.ordinal()]).put("updated", counts[Action.UPDATE.ordinal()])
                    .put("deleted", counts[Action.DELETE.ordinal()]);
            root.set("steps", steps);
            return root;
        }
    }
}
