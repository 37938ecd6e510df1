package io.strowger.server.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.strowger.kernel.AccountSid;
import io.strowger.server.work.WorkApi.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A whole workspace as one declarative file, planned and applied (issue 4; requirements 2.2, 2.14; DESIGN, plan). */
class WorkspaceConfigurationTest {
    private static final String ANY = "/strowger/v1/Workspaces/Configuration";
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String SMALL = """
            workspace:
              name: %s
              eventCallbackUrl: https://app.example/events
              timeoutActivity: Break
            activities:
              - name: Offline
              - name: Available
                available: true
              - name: Break
            channels:
              - uniqueName: default
              - uniqueName: voice
                name: Calls
              - uniqueName: fax
            queues:
              - name: English
                targetWorkers: languages HAS 'en'
              - name: Everybody
            workflows:
              - name: Calls
                assignmentCallbackUrl: https://app.example/assign
                configuration:
                  task_routing:
                    filters:
                      - filter_friendly_name: English
                        expression: language == 'en'
                        targets:
                          - queue: English
                            timeout: 30
                            skip_if: workers.${activity:Available} == 0
                          - queue: Everybody
                    default_filter: {queue: Everybody}
            workers:
              - name: alice
                activity: Available
                attributes: {languages: [en, de], level: 7}
                channels:
                  - {channel: voice, capacity: 2}
                  - {channel: fax, available: false}
              - name: bob
                attributes: '{"languages": ["de"]}'
            """;
    private static WorkApi api;

    @BeforeAll
    static void begin() {
        api = WorkApi.open();
    }

    @AfterAll
    static void end() {
        api.close();
    }

    private static Reply send(AccountSid account, String path, String... fields) {
        return api.send(account, "POST", path, Optional.empty(), "application/x-www-form-urlencoded",
                WorkApi.form(fields));
    }

    private static Reply plan(String file, String... more) {
        return configure("plan", file, more);
    }

    private static Reply apply(String file, String... more) {
        Reply applied = configure("apply", file, more);
        assertEquals(200, applied.status(), applied.body().toString());
        return applied;
    }

    private static Reply configure(String mode, String file, String... more) {
        List<String> fields = new ArrayList<>(List.of("Configuration", file, "Mode", mode));
        fields.addAll(List.of(more));
        return send(WorkApi.ACCOUNT, ANY, fields.toArray(String[]::new));
    }

    /** Each step as one line: action, kind, name, and what changes. */
    private static List<String> steps(Reply reply) {
        List<String> lines = new ArrayList<>();
        reply.body().path("steps").forEach(step -> {
            StringBuilder line = new StringBuilder(step.path("action").asText() + " " + step.path("kind").asText()
                    + " " + step.path("name").asText());
            step.path("changes").forEach(change -> line.append("; ").append(change.path("field").asText())
                    .append(' ').append(change.path("before")).append(" -> ").append(change.path("after")));
            lines.add(line.toString());
        });
        return lines;
    }

    private static JsonNode export(AccountSid account, String sid) {
        Reply read = api.send(account, "GET", "/strowger/v1/Workspaces/" + sid + "/Configuration?Workers=true",
                Optional.empty(), "", "");
        assertEquals(200, read.status(), read.body().toString());
        return read.body().path("configuration");
    }

    @Test
    void newWorkspaceIsMadeAsTheFileSaysAndNothingIsLeftToDo() {
        String file = SMALL.formatted("New desk");
        List<String> planned = steps(plan(file));
        assertEquals("create workspace New desk; eventCallbackUrl null -> \"https://app.example/events\"",
                planned.getFirst());
        assertEquals(0, api.get("/v1/Workspaces?FriendlyName=New+desk").body().path("workspaces").size(),
                "a plan writes nothing");
        Reply applied = apply(file);
        assertEquals(planned, steps(applied), "what was planned is what is done");
        applied.body().path("steps").forEach(step -> assertEquals("done", step.path("status").asText()));
        assertTrue(planned.contains("update workspace New desk; timeoutActivity \"Offline\" -> \"Break\""));
        assertTrue(planned.contains("delete activity Unavailable"), "the template brought it, the file does not");
        assertEquals(List.of(), steps(plan(file)));
        assertEquals(List.of(), steps(apply(file)), "the second time does nothing");
        api.workspace = applied.text("workspace_sid");
        assertEquals("Break", api.get(api.in("")).text("timeout_activity_name"));
        JsonNode flow = api.get(api.in("/Workflows")).body().path("workflows").path(0);
        String queue = api.get(api.in("/TaskQueues?FriendlyName=English")).body().at("/task_queues/0/sid").asText();
        String document = flow.path("configuration").asText();
        assertTrue(document.contains("\"queue\":\"" + queue + "\",\"timeout\":30,\"skip_if\":\"workers."
                + api.activity("Available") + " == 0\""), document);
        JsonNode alice = api.get(api.in("/Workers?FriendlyName=alice")).body().at("/workers/0");
        assertEquals("{\"languages\":[\"en\",\"de\"],\"level\":7}", alice.path("attributes").asText());
        assertEquals("Available", alice.path("activity_name").asText());
        assertEquals(2, api.get(api.in("/Workers/" + alice.path("sid").asText() + "/Channels/voice")).body()
                .path("configured_capacity").asInt());
    }

    /** Issue 4: import and export of a whole workspace; seeded workspaces of every shape. */
    @Test
    void exportAppliedElsewhereExportsTheSame() {
        for (int seed = 1; seed <= 12; seed++) {
            ObjectNode made = new Shuffled(new Random(seed)).workspace("Seed " + seed);
            Reply first = apply(made.toString());
            JsonNode exported = export(WorkApi.ACCOUNT, first.text("workspace_sid"));
            assertEquals(List.of(), steps(plan(exported.toString(), "Prune", "true")), "seed " + seed);
            assertFalse(exported.toString().matches(".*\\bW[SAQWK][0-9a-f]{32}.*"), "no sids in " + exported);
            Reply second = send(WorkApi.OTHER, ANY, "Configuration", exported.toString(), "Mode", "apply");
            assertEquals(200, second.status(), "seed " + seed + second.body());
            assertEquals(exported, export(WorkApi.OTHER, second.text("workspace_sid")), "seed " + seed);
        }
    }

    @Test
    void everyKindOfChangeIsToldWithOldAndNewAndDone() {
        String file = SMALL.formatted("Changing desk");
        apply(file);
        String changed = file.replace("timeoutActivity: Break", "prioritizeQueueOrder: LIFO")
                .replace("name: Calls\n  - uniqueName: fax", "name: Phone\n  - uniqueName: fax")
                .replace("targetWorkers: languages HAS 'en'", "targetWorkers: languages HAS 'english'\n"
                        + "    maxReservedWorkers: 3\n    taskOrder: LIFO\n    reservationActivity: Break")
                .replace("https://app.example/assign", "https://app.example/assign2")
                .replace("timeout: 30", "timeout: 60")
                .replace("level: 7", "level: 8, team: a").replace("activity: Available", "activity: Break")
                .replace("capacity: 2", "capacity: 3").replace("- {channel: fax, available: false}", "");
        List<String> expected = List.of(
                "update workspace Changing desk; prioritizeQueueOrder \"FIFO\" -> \"LIFO\";"
                        + " timeoutActivity \"Break\" -> \"Offline\"",
                "update channel voice; name \"Calls\" -> \"Phone\"",
                "update queue English; targetWorkers \"languages HAS 'en'\" -> \"languages HAS 'english'\";"
                        + " maxReservedWorkers 1 -> 3; taskOrder \"FIFO\" -> \"LIFO\";"
                        + " reservationActivity null -> \"Break\"",
                "update workflow Calls; assignmentCallbackUrl \"https://app.example/assign\" ->"
                        + " \"https://app.example/assign2\";"
                        + " configuration.task_routing.filters[0].targets[0].timeout 30 -> 60",
                "update worker alice; attributes.level 7 -> 8; attributes.team null -> \"a\";"
                        + " channels.fax {\"available\":false} -> null; channels.voice.capacity 2 -> 3");
        assertEquals(expected, steps(plan(changed)));
        assertEquals(expected, steps(apply(changed)));
        assertEquals(List.of(), steps(plan(changed)));
        List<String> back = steps(apply(file));
        assertTrue(back.get(2).contains("reservationActivity \"Break\" -> null"), "empty clears: " + back);
        assertEquals(List.of(), steps(plan(file)));
        api.workspace = plan(file).text("workspace_sid");
        assertEquals("Available", api.get(api.in("/Workers?FriendlyName=alice")).body().at("/workers/0/activity_name")
                .asText(), "a worker's activity is only a beginning");
    }

    @Test
    void pruneRemovesWhatTheFileDoesNotNameLastAndInReverse() {
        String file = SMALL.formatted("Pruned desk");
        apply(file);
        String less = """
                workspace: {name: Pruned desk, eventCallbackUrl: 'https://app.example/events'}
                activities: [{name: Offline}, {name: Later}]
                queues: [{name: Everybody}]
                workflows: []
                workers: []
                """;
        List<String> without = steps(plan(less));
        assertEquals(List.of("create activity Later",
                "update workspace Pruned desk; timeoutActivity \"Break\" -> \"Offline\""), without);
        api.workspace = plan(less).text("workspace_sid");
        String alice = api.get(api.in("/Workers?FriendlyName=alice")).body().at("/workers/0/sid").asText();
        api.post(api.in("/Workers/" + alice), "ActivitySid", api.activity("Offline"));
        Reply pruned = apply(less, "Prune", "true");
        assertEquals(List.of("create activity Later",
                "update workspace Pruned desk; timeoutActivity \"Break\" -> \"Offline\"",
                "delete worker alice", "delete worker bob", "delete workflow Calls", "delete queue English",
                "delete activity Available", "delete activity Break"), steps(pruned));
        assertEquals(6, pruned.body().path("deleted").asInt());
        assertEquals(3, api.get(api.in("/TaskChannels")).body().path("channels").size(),
                "a kind that the file does not name is not its business");
        assertEquals(List.of(), steps(plan(less, "Prune", "true")));
    }

    @Test
    void partialFailureSaysWhatWasDoneAndAnotherTryGoesOn() {
        apply(SMALL.formatted("Failing desk"));
        String less = """
                workspace: {name: Failing desk}
                activities: [{name: Offline}, {name: Away}]
                queues: [{name: Everybody}]
                workflows: []
                """;
        api.workspace = plan(less).text("workspace_sid");
        Reply failed = configure("apply", less, "Prune", "true");
        assertEquals(409, failed.status(), failed.body().toString());
        assertEquals(20409, failed.body().path("code").asInt());
        assertTrue(failed.text("message").contains("1 workers are in activity"), failed.text("message"));
        List<String> ends = new ArrayList<>();
        failed.body().path("steps").forEach(step -> ends.add(step.path("name").asText() + ": "
                + step.path("status").asText()));
        assertEquals(List.of("Away: done", "Failing desk: done", "Calls: done", "English: done", "Available: failed",
                "Break: not done"), ends);
        assertEquals("", api.activity("Calls"));
        String alice = api.get(api.in("/Workers?FriendlyName=alice")).body().at("/workers/0/sid").asText();
        api.post(api.in("/Workers/" + alice), "ActivitySid", api.activity("Offline"));
        assertEquals(List.of("delete activity Available", "delete activity Break"),
                steps(apply(less, "Prune", "true")));
    }

    /** Requirement 2.14: refused with place and reason, all at once, and nothing is changed. */
    @Test
    void fileThatIsWrongIsRefusedWithLineAndRule() {
        Reply refused = configure("apply", """
                workspace: {name: Refused desk, colour: red, defaultActivity: Offline}
                activities:
                  - name: Offline
                  - name: Offline
                queues:
                  - name: Gold
                    targetWorkers: level >== 5
                    maxReservedWorkers: 51
                  - targetWorkers: 1==1
                workflows:
                  - name: Broken
                    taskReservationTimeout: soon
                    assignmentCallbackUrl: ftp://app.example/
                    configuration:
                      task_routing:
                        filters:
                          - expression: a == 1
                            targets:
                              - queue: Gold
                                expression: worker.level >
                  - name: Empty
                workers:
                  - name: carol
                    attributes: '[1]'
                    channels: [{channel: voice, capacity: 2}, {channel: voice}]
                """);
        assertEquals(400, refused.status());
        assertEquals(20001, refused.body().path("code").asInt());
        List<String> told = new ArrayList<>();
        refused.body().path("troubles").forEach(trouble -> told.add(trouble.path("place").asText() + " "
                + trouble.path("sentence").asText().replaceAll("; known are.*", "")));
        assertEquals(List.of(
                "Configuration:1 the file, workspace: unknown key 'colour'",
                "Configuration:4 activity 'Offline' is there already, at Configuration:3",
                "Configuration:8 task queue: 'maxReservedWorkers' is not a whole number from 1 to 50",
                "Configuration:7 task queue 'Gold', targetWorkers: column 9: found '=', expected a text, a number, "
                        + "true, false, null, a list or a name",
                "Configuration:9 task queue: 'name' is missing",
                "Configuration:13 workflow: 'assignmentCallbackUrl' ('ftp://app.example/') is no absolute http or"
                        + " https URL",
                "Configuration:12 workflow: 'taskReservationTimeout' is not a whole number from 1 to 86400",
                "Configuration:20 workflow 'Broken', configuration: task_routing.filters[0].targets[0].expression,"
                        + " column 15: found the end of the"
                        + " expression, expected a text, a number, true, false, null, a list or a name",
                "Configuration:21 workflow 'Empty': 'configuration' is missing",
                "Configuration:24 worker: 'attributes' is neither a mapping nor a JSON object in a text",
                "Configuration:25 channel of a worker: 'channel' ('voice') is there already"), told);
        assertEquals(0, api.get("/v1/Workspaces?FriendlyName=Refused+desk").body().path("workspaces").size());
    }

    @Test
    void nameThatLeadsNowhereIsRefusedWithItsLine() {
        Reply refused = plan("""
                workspace:
                  name: Lost desk
                  timeoutActivity: Lunch
                activities: [{name: Offline}]
                queues:
                  - name: Gold
                    targetWorkers: worker.activity_sid == '${activity:Nap}'
                    assignmentActivity: Busy
                workflows:
                  - name: Flow
                    configuration:
                      task_routing:
                        default_filter:
                          queue: Silver
                """);
        assertEquals(400, refused.status());
        List<String> told = new ArrayList<>();
        refused.body().path("troubles").forEach(trouble -> told.add(trouble.path("place").asText() + " "
                + trouble.path("sentence").asText().replace(", neither in the file nor in the workspace", "")));
        assertEquals(List.of("Configuration:3 workspace 'Lost desk', timeoutActivity: there is no activity 'Lunch'",
                "Configuration:7 task queue 'Gold', targetWorkers: there is no activity 'Nap'",
                "Configuration:8 task queue 'Gold', assignmentActivity: there is no activity 'Busy'",
                "Configuration:14 workflow 'Flow', configuration.task_routing.default_filter.queue:"
                        + " there is no task queue 'Silver'"), told);
        refused = plan("workspace: {name: [}");
        assertEquals(400, refused.status());
        assertTrue(refused.text("message").startsWith("Configuration:1: is not YAML"), refused.text("message"));
        assertEquals(400, plan("").status());
        assertEquals(400, plan("workspace: {name: x}\nworkers: &a [{name: b, attributes: {c: *a}}]\n").status());
    }

    @Test
    void whatIsFixedOrAmbiguousIsRefused() {
        apply(SMALL.formatted("Fixed desk"));
        Reply fixed = plan("workspace: {name: Fixed desk}\nactivities: [{name: Available}, {name: Offline}]\n");
        assertTrue(fixed.text("message").contains("Configuration:2: activity 'Available': 'available' is fixed"),
                fixed.text("message"));
        api.openWorkspace("FriendlyName", "Twice");
        api.make(api.in("/TaskQueues"), "FriendlyName", "Same");
        api.make(api.in("/TaskQueues"), "FriendlyName", "Same");
        Reply twice = api.get("/strowger/v1/Workspaces/" + api.workspace + "/Configuration");
        assertEquals(409, twice.status());
        assertTrue(twice.text("message").contains("2 queues of the workspace are named 'Same'"));
        assertEquals(400, send(WorkApi.ACCOUNT, "/strowger/v1/Workspaces/" + api.workspace + "/Configuration",
                "Configuration", "workspace: {name: Desk}").status());
    }

    @Test
    void workspaceOfThePathIsRenamedAndOneOfTwoNamesakesMustBeNamedSo() {
        String first = apply("workspace: {name: Namesake}").text("workspace_sid");
        String one = "/strowger/v1/Workspaces/" + first + "/Configuration";
        String second = api.make("/v1/Workspaces", "FriendlyName", "Namesake");
        assertTrue(plan("workspace: {name: Namesake}").text("message").contains("2 workspaces have this name"));
        Reply renamed = send(WorkApi.ACCOUNT, one, "Mode", "apply", "Configuration", "workspace: {name: Renamed}");
        assertEquals(List.of("update workspace Renamed; name \"Namesake\" -> \"Renamed\""), steps(renamed));
        assertEquals("Renamed", api.get("/v1/Workspaces/" + first).text("friendly_name"));
        assertEquals("Namesake", api.get("/v1/Workspaces/" + second).text("friendly_name"));
    }

    /** Requirement 2.2: a foreign workspace is like none. */
    @Test
    void anotherAccountsWorkspaceIsLikeNoneAndItsNameIsFree() {
        String sid = apply("workspace: {name: Mine}").text("workspace_sid");
        for (String workspace : List.of(sid, "WS" + "0".repeat(32))) {
            String path = "/strowger/v1/Workspaces/" + workspace + "/Configuration";
            for (String file : List.of("workspace: {name: Mine}", "nonsense")) {
                Reply foreign = send(WorkApi.OTHER, path, "Mode", "apply", "Configuration", file);
                assertEquals(404, foreign.status());
                assertEquals("The requested resource " + path + " was not found", foreign.text("message"));
            }
            assertEquals(404, api.send(WorkApi.OTHER, "GET", path, Optional.empty(), "", "").status());
        }
        Reply theirs = send(WorkApi.OTHER, ANY, "Mode", "apply", "Configuration", "workspace: {name: Mine}");
        assertTrue(theirs.body().path("new_workspace").asBoolean());
        assertFalse(theirs.text("workspace_sid").equals(sid));
    }

    @Test
    void documentMayBeTheBodysJson() {
        Reply planned = api.send(WorkApi.ACCOUNT, "POST", ANY, Optional.empty(), "application/json",
                "{\"Configuration\": {\"workspace\": {\"name\": \"In JSON\"},"
                        + " \"queues\": [{\"name\": \"A \\u00e9\"}]}}");
        assertEquals(List.of("create workspace In JSON", "create queue A \u00e9"), steps(planned));
        assertEquals("plan", planned.text("mode"), "nothing is written unless asked for");
    }

    @Test
    void exampleOfTheDocumentationIsBuilt() throws IOException {
        String example = Files.readString(Path.of(System.getProperty("strowger.root"), "examples/work/support.yaml"));
        Reply applied = apply(example.replace("name: Support", "name: Example"));
        assertEquals(7, applied.body().path("created").asInt(), steps(applied).toString());
    }

    /** Workspaces that use everything, by chance. */
    private static final class Shuffled {
        private final Random dice;

        Shuffled(Random dice) {
            this.dice = dice;
        }

        ObjectNode workspace(String name) {
            ObjectNode root = MAPPER.createObjectNode();
            List<String> activities = names("Activity", 1 + dice.nextInt(4));
            List<String> queues = names("Queue: #", 1 + dice.nextInt(4));
            ObjectNode workspace = root.putObject("workspace").put("name", name)
                    .put("multiTaskEnabled", dice.nextBoolean()).put("defaultActivity", pick(activities))
                    .put("timeoutActivity", pick(activities));
            maybe(workspace, "eventsFilter", "task.created,worker.created");
            ArrayNode all = root.putArray("activities");
            activities.forEach(one -> all.addObject().put("name", one).put("available", dice.nextBoolean()));
            List<String> channels = new ArrayList<>(names("channel", dice.nextInt(3)));
            channels.forEach(one -> root.withArray("channels").addObject().put("uniqueName", one)
                    .put("channelOptimizedRouting", dice.nextBoolean()));
            channels.add("default");
            root.withArray("channels").addObject().put("uniqueName", "default");
            queues.forEach(one -> queue(root.withArray("queues").addObject(), one, activities));
            names("Flow", dice.nextInt(3)).forEach(one ->
                    flow(root.withArray("workflows").addObject().put("name", one), queues, activities));
            names("worker", dice.nextInt(5)).forEach(one ->
                    worker(root.withArray("workers").addObject().put("name", one), channels, activities));
            return root;
        }

        private void queue(ObjectNode queue, String name, List<String> activities) {
            queue.put("name", name).put("maxReservedWorkers", 1 + dice.nextInt(50))
                    .put("targetWorkers", dice.nextBoolean() ? "" : "level > " + dice.nextInt(9)
                            + " OR worker.activity_sid IN ['${activity:" + pick(activities) + "}', 'x']");
            maybe(queue, "taskOrder", "LIFO");
            maybe(queue, "assignmentActivity", pick(activities));
        }

        private void flow(ObjectNode flow, List<String> queues, List<String> activities) {
            maybe(flow, "fallbackAssignmentCallbackUrl", "https://app.example/?a=1&b=2");
            ObjectNode routing = flow.putObject("configuration").putObject("task_routing");
            routing.put("unknown field", "kept");
            for (int i = dice.nextInt(3); i > 0; i--) {
                ObjectNode filter = routing.withArray("filters").addObject().put("expression", "kind == " + i);
                filter.withArray("targets").addObject().put("queue", pick(queues)).put("priority", "10")
                        .put("skip_if", "workers.${activity:" + pick(activities) + "} > 1");
            }
            routing.putObject("default_filter").put("queue", pick(queues));
        }

        private void worker(ObjectNode worker, List<String> channels, List<String> activities) {
            worker.put("activity", pick(activities));
            worker.putObject("attributes").put("level", dice.nextInt(10)).put("half", 0.5)
                    .put("text", "'no': {sids} here\n\u00e9").putNull("none").putArray("list").add(true).add("08:00");
            worker.withArray("channels").addObject().put("channel", pick(channels)).put("capacity", dice.nextInt(4))
                    .put("available", dice.nextBoolean());
        }

        private void maybe(ObjectNode node, String key, String value) {
            if (dice.nextBoolean()) {
                node.put(key, value);
            }
        }

        private String pick(List<String> names) {
            return names.get(dice.nextInt(names.size()));
        }

        private static List<String> names(String stem, int count) {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                names.add(stem + " " + i);
            }
            return names;
        }
    }
}
