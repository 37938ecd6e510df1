package io.strowger.work.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.ErrorCode;
import io.strowger.work.core.WorkflowDocument.Filter;
import io.strowger.work.core.WorkflowDocument.Target;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Workflow documents: what they say and why they are refused (work-distribution-api section 3; 2.14, 2.17). */
class WorkflowDocumentTest {
    private static final String FULL = """
            {"task_routing": {
               "filters": [
                 {"filter_friendly_name": "Gold", "expression": "customer_value == 'Gold'",
                  "targets": [
                    {"queue": "WQ1", "priority": 10, "timeout": 30,
                     "expression": "worker.level >= task.min AND worker.activity_name == 'On Call'",
                     "order_by": "worker.level DESC, worker.cost ASC", "skip_if": "workers.available == 0"},
                    {"priority": "20", "timeout": "60"},
                    {"queue": "WQ2", "known_worker_sid": "task.agent_sid"}]},
                 {"friendly_name": "Night", "expression": "taskrouter.currentTime >= 2200",
                  "targets": [{"queue": "WQ3", "known_worker_friendly_name": "task.agent.name"}]}],
               "default_filter": {"queue": "WQ1", "priority": 1}}}
            """;

    @Test
    void aFullDocumentIsReadFieldByField_2_17() {
        WorkflowDocument document = WorkflowDocument.parse(FULL);
        assertEquals(List.of(), document.warnings());
        Filter gold = document.filters().getFirst();
        assertEquals("Gold", gold.name());
        assertTrue(gold.expression().matches(GivenFacts.of("{\"task\":{\"customer_value\":\"Gold\"}}")));
        Target first = gold.targets().getFirst();
        assertEquals("WQ1", first.queue());
        assertEquals(OptionalInt.of(10), first.priority());
        assertEquals(OptionalInt.of(30), first.timeout());
        assertEquals(List.of("On Call"), first.expression().orElseThrow().activitiesNamed().names());
        assertEquals(2, first.orderBy().orElseThrow().keys().size());
        assertEquals(Scope.SKIP, first.skipIf().orElseThrow().scope());
        assertEquals("Night", document.filters().get(1).name(), "friendly_name is the old name");
        assertTrue(document.filters().get(1).expression().usesClock());
        assertEquals(OptionalInt.of(1), document.defaultFilter().orElseThrow().priority());
        assertEquals(List.of("WQ1", "WQ2", "WQ3"), document.queues());
    }

    @Test
    void laterTargetsInheritTheQueueAboveAndNumbersMayBeTexts() {
        Target second = WorkflowDocument.parse(FULL).filters().getFirst().targets().get(1);
        assertEquals(new Target("WQ1", OptionalInt.of(20), OptionalInt.of(60), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty()), second);
    }

    @Test
    void theQueueInheritedIsThatOfTheTargetRightAbove() {
        assertEquals(List.of("WQ1", "WQ2", "WQ2"), WorkflowDocument.parse(filter("{\"queue\":\"WQ1\"},"
                + "{\"queue\":\"WQ2\"},{\"timeout\":5}")).filters().getFirst().targets().stream()
                .map(Target::queue).toList());
    }

    @Test
    void aKnownWorkerIsNamedByTheTask() {
        WorkflowDocument document = WorkflowDocument.parse(FULL);
        GivenFacts facts = GivenFacts.of("{\"task\":{\"agent_sid\":\"WK7\",\"agent\":{\"name\":\"alice\"}}}");
        var bySid = document.filters().getFirst().targets().get(2).knownWorker().orElseThrow();
        var byName = document.filters().get(1).targets().getFirst().knownWorker().orElseThrow();
        assertTrue(bySid.bySid());
        assertEquals(Optional.of("WK7"), bySid.of(facts));
        assertFalse(byName.bySid());
        assertEquals(Optional.of("alice"), byName.of(facts));
        assertEquals(Optional.empty(), byName.of(GivenFacts.of("{\"task\":{\"agent\":{\"name\":5}}}")));
    }

    @Test
    void whatIsWrittenReadsAsTheSameDocument() {
        WorkflowDocument document = WorkflowDocument.parse(FULL);
        assertEquals(document, WorkflowDocument.parse(document.toJson()));
        assertEquals(document.toJson(), WorkflowDocument.parse(document.toJson()).toJson());
        WorkflowDocument small = WorkflowDocument.parse(filter("{\"queue\":\"WQ1\"}"));
        assertEquals("{\"task_routing\":{\"filters\":[{\"expression\":\"1==1\",\"targets\":[{\"queue\":\"WQ1\"}]}]}}",
                small.toJson());
    }

    @Test
    void nullAndBlankOptionalFieldsCountAsAbsent() {
        Target target = WorkflowDocument.parse(filter("{\"queue\":\"WQ1\",\"priority\":null,\"timeout\":\"\","
                + "\"expression\":\"\",\"order_by\":\" \",\"skip_if\":null,\"known_worker_sid\":\"\"}"))
                .filters().getFirst().targets().getFirst();
        assertEquals(new Target("WQ1", OptionalInt.empty(), OptionalInt.empty(), Optional.empty(), Optional.empty(),
                Optional.empty(), Optional.empty()), target);
        assertEquals(Optional.empty(), WorkflowDocument.parse("{\"task_routing\":{\"filters\":[],"
                + "\"default_filter\":null}}").defaultFilter());
    }

    @Test
    void unknownFieldsAreNamedAndSkipped() {
        assertEquals(List.of("configuration.version: no such field; it was skipped",
                "task_routing.notes: no such field; it was skipped",
                "task_routing.filters[0].color: no such field; it was skipped",
                "task_routing.filters[0].targets[0].prio: no such field; it was skipped"),
                WorkflowDocument.parse("{\"version\":1,\"task_routing\":{\"notes\":\"\",\"filters\":[{\"color\":1,"
                        + "\"expression\":\"1==1\",\"targets\":[{\"queue\":\"WQ1\",\"prio\":1}]}]}}").warnings());
    }

    @Test
    void aWorkerInAFilterAndADocumentWithoutTargetsAreWarnedOf() {
        assertTrue(WorkflowDocument.parse(filter("{\"queue\":\"WQ1\"}").replace("1==1", "worker.level > 1"))
                .warnings().getFirst().contains("a filter sees no worker"));
        assertTrue(WorkflowDocument.parse("{\"task_routing\":{}}").warnings().getFirst().contains("canceled"));
    }

    @Test
    void warningsAreNotWithoutEnd() {
        StringBuilder fields = new StringBuilder("{\"task_routing\":{}");
        for (int i = 0; i < 5000; i++) {
            fields.append(",\"x").append(i).append("\":1");
        }
        assertEquals(101, WorkflowDocument.parse(fields + "}").warnings().size());
    }

    @Test
    void eachFaultOfTheDocumentIsRefusedWithItsPlace_2_14() {
        refuses("", "configuration: is no JSON: line 1, column 1: found the end of the text, expected a value");
        refuses("{\"task_routing\":\n{,}}", "configuration: is no JSON: line 2, column 2");
        refuses("[]", "configuration: found an array, expected an object");
        refuses("{}", "task_routing: is missing");
        refuses("{\"task_routing\":[]}", "task_routing: found an array, expected an object");
        refuses("{\"task_routing\":{\"filters\":{}}}", "task_routing.filters: found an object, expected an array");
        refuses("{\"task_routing\":{\"filters\":[7]}}",
                "task_routing.filters[0]: found the number 7, expected an object");
        refuses("{\"task_routing\":{\"default_filter\":\"WQ1\"}}",
                "task_routing.default_filter: found the text 'WQ1', expected an object");
        refuses("{\"task_routing\":{\"default_filter\":{}}}", "task_routing.default_filter.queue: is missing");
        refuses("{\"task_routing\":{\"filters\":[{\"targets\":[{\"queue\":\"WQ1\"}]}]}}",
                "task_routing.filters[0].expression: is missing");
        refuses("{\"task_routing\":{\"filters\":[{\"expression\":\" \",\"targets\":[{\"queue\":\"WQ1\"}]}]}}",
                "task_routing.filters[0].expression: is missing");
        refuses("{\"task_routing\":{\"filters\":[{\"expression\":\"1==1\"}]}}",
                "task_routing.filters[0].targets: is missing or empty");
        refuses("{\"task_routing\":{\"filters\":[{\"expression\":\"1==1\",\"targets\":[]}]}}",
                "task_routing.filters[0].targets: is missing or empty");
        refuses("{\"task_routing\":{\"filters\":[{\"expression\":true,\"targets\":[]}]}}",
                "task_routing.filters[0].expression: found true, expected a text");
    }

    @Test
    void eachFaultOfATargetIsRefusedWithItsPlace_2_14() {
        String at = "task_routing.filters[0].targets[1]";
        target("7", at + ": found the number 7, expected an object");
        target("{\"queue\":5}", at + ".queue: found the number 5, expected a text");
        target("{\"priority\":-1}",
                at + ".priority: found the number -1, expected a whole number from 0 to 2147483647");
        target("{\"priority\":2147483648}", at + ".priority: found the number 2147483648, expected a whole number");
        target("{\"priority\":1.5}", at + ".priority: found the number 1.5, expected a whole number");
        target("{\"priority\":\"high\"}", at + ".priority: found the text 'high', expected a whole number");
        target("{\"priority\":\"99999999999999999999\"}", at + ".priority: found the text '99999999999999999999'");
        target("{\"timeout\":1209601}", at + ".timeout: found the number 1209601, expected a whole number from 0 to"
                + " 1209600");
        target("{\"timeout\":true}", at + ".timeout: found true, expected a whole number");
        target("{\"expression\":\"worker.level >> 5\"}", at + ".expression, column 15: found '>', expected a text");
        target("{\"expression\":\"level > 5\"}", at + ".expression, column 1: found 'level', expected a name that");
        target("{\"order_by\":\"worker.level UP\"}", at + ".order_by, column 14: found 'UP', expected ASC, DESC");
        target("{\"skip_if\":\"workers.busy == 0\"}", at + ".skip_if, column 1: found 'workers.busy', expected");
        target("{\"known_worker_sid\":\"WK123\"}", at + ".known_worker_sid, column 1: found 'WK123', expected a name");
        target("{\"known_worker_sid\":\"worker.sid\"}", at + ".known_worker_sid: found 'worker.sid', expected a name"
                + " that begins with task.");
        target("{\"known_worker_sid\":\"task.a b\"}", at + ".known_worker_sid, column 8: found 'b', expected the end");
        target("{\"known_worker_sid\":\"task.a\",\"known_worker_friendly_name\":\"task.b\"}",
                at + ".known_worker_friendly_name: stands beside known_worker_sid");
        refuses(filter("{\"priority\":1}"), "task_routing.filters[0].targets[0].queue: is missing; a first target");
    }

    @Test
    void sizeAndNumbersOfFiltersAndTargetsHaveLimits() {
        refuses(" ".repeat(1_048_577), "configuration: is no JSON: line 1, column 1048577: the text has 1048577"
                + " characters, 1048576 are allowed");
        String target = "{\"queue\":\"WQ1\"}";
        refuses(filter(String.join(",", Collections.nCopies(101, target))),
                "task_routing.filters[0].targets: has 101 elements, 100 are allowed");
        String filter = "{\"expression\":\"1==1\",\"targets\":[" + target + "]}";
        refuses("{\"task_routing\":{\"filters\":[" + String.join(",", Collections.nCopies(1001, filter))
                + "]}}", "task_routing.filters: has 1001 elements, 1000 are allowed");
    }

    @Test
    void lenientComparisonReachesTheExpressions() {
        String json = filter("{\"queue\":\"WQ1\"}").replace("1==1", "amount > 5");
        GivenFacts facts = GivenFacts.of("{\"task\":{\"amount\":\"10\"}}");
        assertFalse(WorkflowDocument.parse(json).filters().getFirst().expression().matches(facts));
        assertTrue(WorkflowDocument.parse(json, new ExprOptions(100, 10, 10, true)).filters().getFirst().expression()
                .matches(facts));
    }

    private static String filter(String targets) {
        return "{\"task_routing\":{\"filters\":[{\"expression\":\"1==1\",\"targets\":[" + targets + "]}]}}";
    }

    private static void target(String second, String words) {
        refuses(filter("{\"queue\":\"WQ1\"}," + second), words);
    }

    private static void refuses(String json, String words) {
        WorkflowError error = assertThrows(WorkflowError.class, () -> WorkflowDocument.parse(json), json);
        assertTrue(error.getMessage().startsWith(words), error.getMessage());
        assertEquals(ErrorCode.PARAMETER_INVALID, error.code());
        assertTrue(error.getMessage().startsWith(error.place() + ": "));
    }
}
