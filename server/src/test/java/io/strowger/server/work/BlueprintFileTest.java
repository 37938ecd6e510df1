package io.strowger.server.work;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.BadSettings;
import io.strowger.kernel.Settings.Trouble;
import io.strowger.server.work.Blueprint.Item;
import io.strowger.server.work.Blueprint.Kind;
import io.strowger.server.work.BuildPlan.Change;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A file of a workspace that costs more than it says is refused by a named bound (requirements 2.2, 2.14). */
class BlueprintFileTest {
    private static final String HEAD = "workspace: {name: x}\n";

    private static List<Trouble> refused(String text) {
        return assertThrows(BadSettings.class, () -> BlueprintFile.parse("f", text)).troubles();
    }

    private static Item worker(String attributes) {
        return BlueprintFile.parse("f", HEAD + "workers: [{name: a, attributes: " + attributes + "}]\n")
                .of(Kind.WORKER).get("a");
    }

    private static String many(int count, String item) {
        return IntStream.range(0, count).mapToObj(i -> item.replace("#", "" + i)).collect(Collectors.joining());
    }

    /** Paths of all values took the length of a key times its children: 309 KB ended the process. */
    @Test
    void longKeyOverManyChildrenIsRefused() {
        String children = "{" + many(20_000, "k#: 1, ") + "}";
        List<Trouble> yaml = refused(HEAD + "workers:\n  - name: a\n    attributes:\n      ? " + "k".repeat(100_000)
                + "\n      : " + children + "\n");
        assertEquals("[f:5: attributes: a key is longer than 256 characters]", yaml.toString());
        List<Trouble> json = refused(HEAD + "workers:\n  - name: a\n    attributes: '{\"" + "k".repeat(300)
                + "\": 1}'\n");
        assertEquals("[f:4: attributes: a key is longer than 256 characters]", json.toString());
        assertTrue(worker("{" + "k".repeat(256) + ": 1}").field("attributes").isObject());
    }

    @Test
    void troublesAreToldUpToAHundredAndTheRestIsCounted() {
        List<Trouble> told = refused(HEAD + "queues:\n" + many(350, "  - {name: q#, colour: red}\n"));
        assertEquals(101, told.size());
        assertEquals("f: and 250 more", told.getLast().toString());
        List<Trouble> ended = refused(HEAD + "a: &a {" + many(300, "k#: 1, ") + "}\nqueues: ["
                + "*a, ".repeat(40) + "]\n");
        assertEquals("f: and 10000 more, where the reading ended", ended.getLast().toString());
        List<Trouble> long1 = refused(HEAD + "a: &a '" + "x".repeat(100_000) + "'\nqueues: [{name: *a, taskOrder: *a,"
                + " targetWorkers: *a, reservationActivity: *a, *a : 1}]\n");
        assertTrue(long1.stream().allMatch(one -> one.sentence().length() <= 1_010), long1.toString());
        List<Trouble> names = assertThrows(BadSettings.class, () -> BuildPlan.of(BlueprintFile.parse("f", HEAD
                + "queues:\n" + many(350, "  - {name: q#, reservationActivity: none}\n")),
                BlueprintFile.parse("f", HEAD), false, false)).troubles();
        assertEquals(101, names.size());
    }

    /** Reading calls itself for each level: 10 KB ended in a StackOverflowError. */
    @Test
    void nestingIsBoundedBeforeAnythingIsMadeOfIt() {
        String sentence = "more than 64 lists and mappings are in each other here";
        assertEquals("[f:2: " + sentence + "]", refused(HEAD + "workers: " + "[".repeat(5_000)).toString());
        assertEquals("[f:2: " + sentence + "]", refused(HEAD + "workers: " + "{a: ".repeat(5_000)).toString());
        assertEquals("[f:2: " + sentence + "]", refused(HEAD + "workers:\n" + "- ".repeat(5_000)).toString()
                .replace("f:3", "f:2"));
        assertTrue(refused(HEAD + "workers: [{name: a, attributes: {a: " + "[".repeat(40) + "]".repeat(40) + "}}]")
                .toString().contains("more than 32 levels deep"));
        assertTrue(refused(HEAD + "workers: [{name: a, attributes: '{\"a\": " + "[".repeat(40) + "]".repeat(40)
                + "}'}]").toString().contains("more than 32 levels deep"));
    }

    @Test
    void valuesAreCountedAndAliasesAsOftenAsTheyAreUsed() {
        assertEquals("[f:2: there are more than 200000 keys and values up to here]", refused(HEAD
                + "workers: [{name: a, attributes: {a: [" + "1,".repeat(200_000) + "]}}]").toString());
        String values = "more than 200000 values, or more than 3145728 characters in them, up to here; what an alias"
                + " names counts as often as it is used";
        assertEquals("[f:2: " + values + "]", refused(HEAD + "workers: [{name: a, attributes: '{\"a\": ["
                + "1,".repeat(200_000) + "1]}'}]").toString());
        assertEquals("[f:2: " + values + "]", refused(HEAD + "a: &a [" + "1,".repeat(5_000) + "]\n"
                + "workers: [{name: a, attributes: {a: [" + "*a,".repeat(45) + "]}}]").toString());
        assertEquals("[f:3: " + values + "]", refused(HEAD + "a: &a '{\"a\": \"" + "x".repeat(100_000) + "\"}'\n"
                + "workers: [" + many(50, "{name: w#, attributes: *a},") + "]").toString());
    }

    /** A reference that no brace ends was read to the end of the text again and again: such a text is in it. */
    @Test
    void largeWorkspaceFits() {
        Blueprint read = BlueprintFile.parse("f", HEAD + "queues:\n"
                + many(5_000, "  - {name: q#, targetWorkers: 'level > #', maxReservedWorkers: 2, taskOrder: LIFO}\n")
                + "workflows:\n  - name: big\n    configuration:\n      note: |\n        " + "${queue:".repeat(125_000)
                + "\n      task_routing:\n        default_filter: {queue: q1}\n");
        assertEquals(5_000, read.of(Kind.QUEUE).size());
        assertTrue(read.of(Kind.WORKFLOW).containsKey("big"));
    }

    @Test
    void placesInsideDocumentsAreFoundAsTheyAreAskedFor() {
        Item item = worker("\n    {a.b: 1,\n     a: {b: [0,\n      {c: 2}]},\n     'd[0]': 3}");
        assertEquals("f:2", item.place("name"));
        assertEquals("f:2", item.place("attributes"));
        assertEquals("f:3", item.place("attributes.a.b"));
        assertEquals("f:5", item.place("attributes.a.b[1].c"), "a.b has no list");
        assertEquals("f:4", item.place("attributes.a.x"));
        assertEquals("f:6", item.place("attributes.d[0]"));
        assertEquals("f:2", item.place("nothing.at.all"));
    }

    /** Paths of changed parts are bounded too: beyond, a document is told as a whole. */
    @Test
    void changesWhosePathsAreTooMuchAreToldAsOne() {
        Comparison comparison = new Comparison();
        String deep = "{" + ("a".repeat(250) + ": {").repeat(6) + "b: #" + "}".repeat(6) + "}";
        assertEquals(List.of("attributes"), fields(comparison, deep));
        assertEquals(List.of("attributes.a.b"), fields(comparison, "{a: {b: #}, c: 1}"));
        String wide = "{" + "a".repeat(200) + ": {" + many(2_000, "b#: @, ").replace('@', '#') + "}}";
        for (int i = 0; i < 4; i++) {
            assertEquals(2_000, fields(comparison, wide).size());
        }
        assertEquals(List.of("attributes"), fields(comparison, wide), "2 MiB of paths are spent");
        assertEquals(List.of("attributes"), fields(comparison, "{a: {b: #}, c: 1}"));
    }

    private static List<String> fields(Comparison comparison, String attributes) {
        return comparison.changes(worker(attributes.replace("#", "1")), Optional.of(
                worker(attributes.replace("#", "2")))).stream().map(Change::field).toList();
    }
}
