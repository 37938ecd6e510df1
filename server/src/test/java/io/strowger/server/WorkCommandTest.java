package io.strowger.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.RealWorld;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code work export|plan|apply} against a running server (issue 4). */
class WorkCommandTest {
    private static final String FILE = """
            workspace: {name: Shop}
            queues:
              - name: Everybody
            workflows:
              - name: Orders
                configuration: {task_routing: {default_filter: {queue: Everybody}}}
            workers:
              - name: alice
                activity: Available
                attributes: {level: 3}
            """;
    private static Path folder;
    private static RealWorld world;
    private static Product product;

    /** What a command printed. */
    private record Said(ExitCode code, List<String> out, String err) {}

    @BeforeAll
    static void open() throws IOException {
        folder = Files.createTempDirectory("strowger-work-");
        assertTrue(folder.toFile().setExecutable(true, false));
        world = RealWorld.open();
        product = Product.open(world, ServerConfig.of(List.of("--http", "127.0.0.1:0", "--sip", "127.0.0.1:0", "--rtp",
                "127.0.0.1:41200-41299", "--data", folder.resolve("data").toString())));
    }

    @AfterAll
    static void close() throws IOException {
        product.close();
        world.close();
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }

    private static Said run(String... words) {
        List<String> all = new ArrayList<>(List.of("work"));
        all.addAll(List.of(words));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        ExitCode code = Main.run(all, Map.of(), new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8));
        return new Said(code, out.toString(StandardCharsets.UTF_8).lines()
                .map(line -> line.replaceAll(" \\(W[A-Z][0-9a-f]{32}\\)", "")).toList(),
                err.toString(StandardCharsets.UTF_8));
    }

    /** Beside the server: the address and the account come from its own settings and store. */
    private static Said beside(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--http", product.http().toString(), "--data", folder.resolve("data").toString()));
        return run(all.toArray(String[]::new));
    }

    @Test
    void fileIsPlannedAppliedAndExportedAgain() throws IOException {
        String file = Files.writeString(folder.resolve("shop.yaml"), FILE).toString();
        List<String> planned = List.of("create workspace 'Shop'", "create queue 'Everybody'",
                "create workflow 'Orders'",
                "    configuration: {\"task_routing\":{\"default_filter\":{\"queue\":\"Everybody\"}}}",
                "create worker 'alice'", "    activity: \"Available\"", "    attributes: {\"level\":3}");
        Said plan = beside("plan", file);
        assertEquals(ExitCode.OK, plan.code(), plan.err());
        assertEquals(planned, plan.out().subList(0, planned.size()));
        assertEquals("workspace 'Shop': 4 to create, 0 to update, 0 to delete; `work apply` does it",
                plan.out().getLast());
        Said applied = beside("apply", file);
        assertEquals(ExitCode.OK, applied.code(), applied.err());
        assertEquals("workspace 'Shop': 4 created, 0 updated, 0 deleted", applied.out().getLast());
        assertEquals(List.of("workspace 'Shop': no changes"), beside("apply", file).out());

        Said exported = beside("export", "Shop", "--workers");
        assertEquals(ExitCode.OK, exported.code(), exported.err());
        assertTrue(exported.out().contains("- name: alice"), exported.out().toString());
        String again = Files.writeString(folder.resolve("again.yaml"), String.join("\n", exported.out())).toString();
        assertEquals(List.of("workspace 'Shop': no changes"), beside("plan", again, "--prune").out());
        assertEquals(List.of("create queue 'Other'", "workspace 'Shop': 1 created, 0 updated, 0 deleted"),
                beside("apply", Files.writeString(folder.resolve("more.yaml"),
                        "workspace: {name: Shop}\nqueues: [{name: Other}]\n").toString()).out());
        assertEquals(List.of("delete queue 'Other'",
                "workspace 'Shop': 0 to create, 0 to update, 1 to delete; `work apply` does it"),
                beside("plan", file, "--prune").out().stream().filter(line -> !line.contains("ctivity")).toList());
        assertTrue(!beside("export", "Shop").out().contains("workers:"), "workers only when they are asked for");
    }

    @Test
    void fileThatIsWrongIsRefusedWithItsNameAndLine() throws IOException {
        String file = Files.writeString(folder.resolve("wrong.yaml"),
                "workspace: {name: Wrong}\nqueues:\n  - name: A\n    targetWorkers: a ==\n").toString();
        Said refused = beside("apply", file);
        assertEquals(ExitCode.CONFIGURATION, refused.code());
        assertTrue(refused.err().contains("  wrong.yaml:4: task queue 'A', targetWorkers: column 5:"), refused.err());
        assertTrue(refused.err().contains("wrong.yaml was refused, nothing has changed"), refused.err());
    }

    @Test
    void failureOnTheWayIsToldStepByStep() throws IOException {
        beside("apply", Files.writeString(folder.resolve("busy.yaml"), FILE.replace("Shop", "Busy")).toString());
        Said failed = beside("apply", Files.writeString(folder.resolve("less.yaml"),
                "workspace: {name: Busy}\nworkers: []\nactivities: [{name: Offline}]\n").toString(), "--prune");
        assertEquals(ExitCode.FAILED, failed.code());
        assertEquals(List.of("FAILED: delete worker 'alice'", "NOT DONE: delete activity 'Available'",
                "NOT DONE: delete activity 'Unavailable'", "workspace 'Busy': 0 created, 0 updated, 0 deleted"),
                failed.out());
        assertTrue(failed.err().contains("activity") && failed.err().contains("applying again goes on"), failed.err());
    }

    @Test
    void serverThatIsNotThereIsNamed() throws IOException {
        String file = Files.writeString(folder.resolve("there.yaml"), FILE).toString();
        Said away = run("plan", file, "--url=http://127.0.0.1:1");
        assertEquals(ExitCode.UNAVAILABLE, away.code());
        assertTrue(away.err().contains("no answer from http://127.0.0.1:1"), away.err());
        assertEquals(ExitCode.USAGE, run("plan", file, "--url=http://" + product.http()).code(),
                "a server elsewhere wants credentials");
        assertEquals(ExitCode.FAILED, run("plan", file, "--url=http://" + product.http(), "--account-sid",
                "AC" + "0".repeat(32), "--auth-token", "0123456789abcdef").code());
        assertEquals(ExitCode.USAGE, run("plan").code());
        Said nowhere = beside("export", "Nowhere");
        assertEquals(ExitCode.FAILED, nowhere.code());
        assertTrue(nowhere.err().contains("there is no workspace 'Nowhere'"), nowhere.err());
        Said stranger = run("export", "Shop", "--url=http://" + product.http(), "--account-sid",
                "AC" + "0".repeat(32), "--auth-token", "0123456789abcdef");
        assertEquals(ExitCode.FAILED, stranger.code());
        assertTrue(stranger.err().contains("Authenticat"), "the server's reason, not a workspace that is missing: "
                + stranger.err());
    }
}
