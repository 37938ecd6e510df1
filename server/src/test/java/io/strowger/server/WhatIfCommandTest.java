package io.strowger.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.AccountSid;
import io.strowger.kernel.FetchAnswer;
import io.strowger.kernel.Fetcher;
import io.strowger.kernel.Metrics;
import io.strowger.kernel.RealWorld;
import io.strowger.kernel.RequestSigner;
import io.strowger.kernel.TaskSid;
import io.strowger.kernel.WorkerSid;
import io.strowger.kernel.WorkspaceSid;
import io.strowger.server.ServerConfigTest.Trial;
import io.strowger.server.store.Store;
import io.strowger.server.store.WorkStore;
import io.strowger.work.Answer;
import io.strowger.work.WorkCallPort;
import io.strowger.work.WorkLimits;
import io.strowger.work.Workspaces;
import io.strowger.work.core.Command;
import io.strowger.work.core.Reservation;
import io.strowger.work.core.ReservationStatus;
import io.strowger.work.core.TaskOrder;
import io.strowger.work.core.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** {@code work explain}, {@code work journal} and {@code work simulate} (issue 4: explanations, what-if). */
class WhatIfCommandTest {
    private static final AccountSid ACCOUNT = new AccountSid("AC" + "a".repeat(32));
    private static final Path ROOT = Path.of(System.getProperty("strowger.root"));

    /** A workspace on a server whose settings allow more, with a task that was worked and a large one that waits. */
    private static final class Desk {
        private final RealWorld world;
        private final Workspaces node;
        final WorkspaceSid workspace;
        final TaskSid waiting;
        final String queue;

        Desk(RealWorld world, Workspaces node) {
            this.world = world;
            this.node = node;
            this.workspace = good(node.create(ACCOUNT, new Command.CreateWorkspace("Desk", Command.Template.FIFO, true,
                    TaskOrder.FIFO, Optional.empty(), Optional.empty()), Workspace::sid));
            tell(new Command.CreateWorker(WorkerSid.mint(world), "anna", Optional.of(ask(state ->
                    state.activities().all().stream().filter(one -> one.isAvailable()).findFirst().orElseThrow()
                            .sid())), "{}"));
            TaskSid worked = task("");
            waiting = task("long ".repeat(1000));
            for (ReservationStatus status : List.of(ReservationStatus.ACCEPTED, ReservationStatus.COMPLETED)) {
                Reservation one = ask(state -> state.task(worked).orElseThrow().reservations().getFirst());
                tell(Command.UpdateReservation.to(one.sid(), status));
            }
            queue = ask(state -> state.queues().all().iterator().next().sid().value());
        }

        private TaskSid task(String note) {
            TaskSid sid = TaskSid.mint(world);
            tell(Command.CreateTask.of(sid, ask(state -> state.workflows().all().iterator().next().sid()),
                    "{\"kind\":\"letter\",\"note\":\"" + note + "\"}"));
            return sid;
        }

        private void tell(Command command) {
            good(node.tell(ACCOUNT, workspace, command, Workspace::sid));
        }

        private <R> R ask(Function<Workspace, R> view) {
            return good(node.ask(ACCOUNT, workspace, view));
        }

        private static <R> R good(Answer<R> answer) {
            if (answer instanceof Answer.Done<R>(R good)) {
                return good;
            }
            throw new AssertionError("not done: " + answer);
        }
    }

    @Test
    void tasksAreExplainedAndJournalsRunAgainBesideAServer() throws IOException {
        Path folder = Files.createTempDirectory("strowger-what-if-");
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
        Path data = folder.resolve("data");
        try (RealWorld world = RealWorld.open();
                Store server = Store.open(world, new Store.Place(data, Optional.empty(), List.of()), new Metrics());
                WorkStore work = server.work(new Metrics());
                Workspaces node = Workspaces.open(world, new Workspaces.Ports("node", work, work,
                        new Fetcher(world, request -> new FetchAnswer.Answered(204, List.of(), new byte[0])),
                        account -> RequestSigner.NONE, (account, code, message, url) -> { },
                        WorkCallPort.absent()), WorkLimits.DEFAULT, ServerSettings.WIDEST, new Metrics())) {
            Desk desk = new Desk(world, node);
            explains(desk, data);
            runsAgain(desk, folder, data);
        } finally {
            try (var paths = Files.walk(folder)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    private static Trial run(ExitCode code, String... words) {
        Trial trial = Trial.of(words);
        assertEquals(code, trial.code(), trial.out() + trial.err());
        return trial;
    }

    private static void explains(Desk desk, Path data) {
        String out = run(ExitCode.OK, "work", "explain", desk.waiting.value(), "--data", data.toString()).out();
        assertTrue(out.startsWith("task " + desk.waiting + " is reserved\n"), out);
        assertTrue(out.contains("with worker anna ("), out);
        Trial unknown = run(ExitCode.FAILED, "work", "explain", "WT" + "0".repeat(32), "--data", data.toString());
        assertTrue(unknown.err().contains("there is no task WT000"), unknown.err());
        run(ExitCode.USAGE, "work", "explain", "--data", data.toString());
    }

    private static void runsAgain(Desk desk, Path folder, Path data) throws IOException {
        String journal = run(ExitCode.OK, "work", "journal", desk.workspace.value(), "--data", data.toString()).out();
        assertTrue(journal.startsWith("{\"strowger_journal\":1,\"account\":\"" + ACCOUNT + "\",\"workspace\":\""
                + desk.workspace + "\"}\n"), journal);
        Path file = Files.writeString(folder.resolve("journal"), journal);
        Path workflow = Files.writeString(folder.resolve("new.json"),
                "{\"task_routing\":{\"filters\":[{\"expression\":\"kind == 'letter'\",\"targets\":[{\"queue\":\""
                        + desk.queue + "\",\"expression\":\"worker.level > 3\",\"timeout\":30}]}]}}");
        String table = run(ExitCode.OK, "work", "simulate", "--journal", file.toString(), "--workflow",
                workflow.toString()).out();
        assertTrue(table.contains("\nEverybody\n  recorded "), table);
        String fromFile = run(ExitCode.OK, "work", "simulate", "--journal=" + file, "--workflow=" + workflow,
                "--json", "--seed=5").out();
        assertTrue(fromFile.contains("\"recorded\":{\"total\":{\"sid\":null,\"friendly_name\":\"\",\"offered\":2,"
                + "\"handled\":1,"), fromFile);
        assertTrue(fromFile.contains("\"after\":{\"total\":{\"sid\":null,\"friendly_name\":\"\",\"offered\":2,"
                + "\"handled\":0,"), fromFile);
        assertEquals(fromFile, run(ExitCode.OK, "work", "simulate", "--workspace", desk.workspace.value(), "--workflow",
                workflow.toString(), "--json", "--seed", "5", "--data", data.toString()).out());
        Files.writeString(workflow, Files.readString(workflow).replace("level > 3", "level >"));
        assertTrue(run(ExitCode.FAILED, "work", "simulate", "--journal", file.toString(), "--workflow",
                workflow.toString()).err().contains("Configuration: task_routing.filters[0].targets[0].expression,"
                + " column 15"), "the place is named");
        Trial unknown = run(ExitCode.FAILED, "work", "journal", "WS" + "0".repeat(32), "--data", data.toString());
        assertTrue(unknown.err().contains("there is no workspace WS000"), unknown.err());
    }

    @Test
    void generatedDayOfTheExamplesIsRunAndChanged() {
        String day = ROOT.resolve("examples/what-if/day.json").toString();
        String changed = ROOT.resolve("examples/what-if/new-workflow.json").toString();
        String out = run(ExitCode.OK, "work", "simulate", "--generate", day, "--workflow", changed, "--queue",
                "French=languages HAS 'fr' AND level < 3").out();
        assertTrue(out.contains("\nFrench\n  model, as it was "), out);
        assertTrue(out.contains("\n  model, changed "), out);
        assertFalse(out.contains("recorded"), out);
    }

    @Test
    void generatedDayThatWasKeptIsARecordThatTheModelRepeats() throws IOException {
        Path folder = Files.createTempDirectory("strowger-kept-");
        Path day = Files.writeString(folder.resolve("day.json"), """
                {"hours": 2, "queues": [{"name": "all"}], "workers": [{"name": "agent", "count": 3}], "tasks":
                [{"name": "calls", "per_hour": 50, "handling": {"exponential": 200}, "patience": {"exponential": 90}}],
                "workflow": {"task_routing": {"filters": [], "default_filter": {"queue": "all"}}}}""");
        Path kept = folder.resolve("kept.jsonl");
        String made = run(ExitCode.OK, "work", "simulate", "--generate", day.toString(), "--keep", kept.toString())
                .out();
        String again = run(ExitCode.OK, "work", "simulate", "--journal", kept.toString(), "--seed", "9").out();
        List<String> rows = again.lines().filter(line -> line.startsWith("  ")).map(line -> line.substring(28))
                .toList();
        assertEquals(4, rows.size() - rows.stream().filter(row -> row.startsWith("offered")).count(), again);
        assertEquals(rows.get(1), rows.get(2), "recorded and model");
        assertTrue(made.contains(rows.get(1).substring(0, 40)), made + again);
        Files.delete(kept);
        Files.delete(day);
        Files.delete(folder);
    }

    @Test
    void whatIsWrongIsNamed() throws IOException {
        String usage = run(ExitCode.USAGE, "work", "simulate").err();
        assertTrue(usage.contains("one of --journal") && usage.contains("work simulate --journal FILE"), usage);
        assertTrue(run(ExitCode.USAGE, "work", "simulate", "--generate", "x", "--seed", "many").err()
                .contains("--seed is no whole number"));
        assertTrue(run(ExitCode.USAGE, "work", "simulate", "--journal", "x", "--from", "noon").err()
                .contains("--from is no time"));
        assertTrue(run(ExitCode.USAGE, "work", "simulate", "--journal", "x", "--keep", "y").err()
                .contains("--keep goes with --generate"));
        assertTrue(run(ExitCode.FAILED, "work", "simulate", "--journal", "/no/such/file").err()
                .contains("the file /no/such/file cannot be read"));
        Path day = Files.createTempFile("strowger-day", ".json");
        Files.writeString(day, "{\"hours\": 1, \"queues\": [{\"name\": \"a\"}], \"workers\": [], \"tasks\":"
                + " [{\"name\": \"b\", \"per_hour\": 5, \"handling\": {\"exponental\": 3}}], \"workflow\": {}}");
        assertTrue(run(ExitCode.FAILED, "work", "simulate", "--generate", day.toString()).err()
                .contains("day.tasks[0].handling: expected seconds"));
        Files.delete(day);
    }
}
