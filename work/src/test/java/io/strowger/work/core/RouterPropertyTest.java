package io.strowger.work.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/**
 * Random work under the eyes of an auditor (issue 4, must show 3; requirements 2.33, 2.36, 2.37). Properties
 * {@code work.events} (how many; 200,000) and {@code work.seed} (the first; 1) make a soak of it.
 */
class RouterPropertyTest {
    private static final long EVENTS = Long.getLong("work.events", 200_000);
    private static final long FIRST_SEED = Long.getLong("work.seed", 1);
    private static final int PER_SEED = 20_000;
    private static final int COUNTED_EVERY = 200;

    @Test
    void auditorFindsNothingInRandomWorkAndTheJournalGivesTheSameDigest() {
        long seen = 0;
        long reservations = 0;
        long skips = 0;
        long timeouts = 0;
        for (long seed = FIRST_SEED; seen < EVENTS; seed++) {
            Run run = new Run(seed);
            run.go(Math.min(PER_SEED, EVENTS - seen));
            seen += run.journal.size();
            reservations += run.auditor.checkedReservations;
            skips += run.auditor.skipped;
            timeouts += run.auditor.timedOut;
            run.replay();
        }
        assertTrue(reservations > EVENTS / 20, "reservations made: " + reservations);
        assertTrue(skips > EVENTS / 1_000, "targets skipped: " + skips);
        assertTrue(timeouts > EVENTS / 1_000, "reservations timed out: " + timeouts);
    }

    /** One seed's workspace. */
    private static final class Run {
        private final long seed;
        private boolean restarted;
        private Workspace workspace = Scene.empty(RoutingLimits.DEFAULT);
        private final Auditor auditor = new Auditor(true);
        private final List<Recorded> journal = new ArrayList<>();
        private final List<Decision> decisions = new ArrayList<>();
        private final Ids ids = new Ids() {
            private long minted;

            @Override
            public String next(String prefix) {
                return prefix + "%032x".formatted(++minted);
            }
        };
        private Router router = open();
        private Instant now = Scene.BEGIN;

        Run(long seed) {
            this.seed = seed;
        }

        void go(long events) {
            Traffic traffic = new Traffic(seed, ids);
            send(new Command.CreateWorkspace("Busy", Command.Template.NONE, true, TaskOrder.FIFO, Optional.empty(),
                    Optional.empty()));
            traffic.setUp(workspace).forEach(this::send);
            for (int turn = 0; journal.size() < events; turn++) {
                now = now.plusMillis(traffic.pause());
                send(traffic.next(workspace, now));
                if (turn % COUNTED_EVERY == 0) {
                    countAnew();
                }
                if (journal.size() > events / 2 && !restarted) {
                    restart();
                }
            }
            countAnew();
        }

        private Router open() {
            return Router.open(workspace, ids, List.of());
        }

        /** Goes on from a snapshot: everything from here on, and the digest in the end, shows whether it was whole. */
        private void restart() {
            restarted = true;
            String digest = workspace.digest();
            workspace = Workspace.restore(workspace.snapshot(), RoutingLimits.DEFAULT);
            assertEquals(digest, workspace.digest(), "seed " + seed);
            router = open();
        }

        /** Real-time statistics against a count of everything. */
        private void countAnew() {
            for (TaskQueue queue : workspace.queues().all()) {
                List<Task> here = workspace.tasks().all().stream().filter(task -> !task.status().isEnded()
                        && task.queue().filter(queue::equals).isPresent()).toList();
                RealTimeStatistics counted = workspace.counts(queue.sid(), Optional.empty());
                assertEquals(here.size(), counted.totalTasks(), "seed " + seed);
                assertEquals(here.size(), queue.openTasks());
                for (TaskStatus status : counted.tasksByStatus().keySet()) {
                    assertEquals(here.stream().filter(task -> task.status() == status).count(),
                            (long) counted.tasksByStatus().get(status), "seed " + seed + " " + status);
                }
                assertEquals(here.stream().filter(task -> task.status().isOpen())
                        .min(Comparator.comparingLong(task -> task.number)), counted.longestWaiting());
                assertEquals(here.stream().filter(task -> task.status().isOpen())
                        .map(task -> task.queueEntered().orElseThrow()).min(Comparator.naturalOrder()),
                        counted.longestInQueue().map(task -> task.queueEntered().orElseThrow()));
            }
            assertEquals(workspace.openTasks(), workspace.counts(Optional.empty()).totalTasks());
            assertEquals(workspace.tasks().all().stream().flatMap(task -> task.ownPlan.stream()).map(plan ->
                    plan.configuration).distinct().count(), workspace.ownPlans.size(), "documents of tasks' own");
        }

        private void send(Command command) {
            try {
                long tasks = workspace.tasks.walks();
                long workers = workspace.workers.walks();
                Outcome outcome = router.handle(command, now);
                assertTrue(workspace.tasks.walks() == tasks, "all tasks were looked at");
                assertTrue(workspace.workers.walks() == workers || concernsAll(command), "all workers were looked at");
                journal.addAll(outcome.events());
                decisions.addAll(outcome.decisions());
                auditor.follow(outcome.events());
                auditor.inspect(now.toEpochMilli());
            } catch (AssertionError | RuntimeException wrong) {
                throw new AssertionError("seed " + seed + ", after " + journal.size() + " events, " + command + ": "
                        + wrong.getMessage(), wrong);
            }
        }

        /** A new expression has to be asked of every worker once; the others give or take something from each. */
        private static boolean concernsAll(Command command) {
            return command instanceof Command.CreateWorkspace || command instanceof Command.CreateTaskQueue
                    || command instanceof Command.UpdateTaskQueue || command instanceof Command.UpdateWorkspace
                    || command instanceof Command.CreateTaskChannel
                    || command instanceof Command.DeleteTaskChannel;
        }

        void replay() {
            Workspace again = Scene.empty(RoutingLimits.DEFAULT);
            Router replay = Router.open(again, prefix -> {
                throw new IllegalStateException("a replay mints nothing");
            }, List.of());
            List<Decision> decided = new ArrayList<>();
            journal.forEach(recorded -> decided.addAll(replay.apply(recorded)));
            assertEquals(workspace.digest(), again.digest(), "seed " + seed);
            assertEquals(decisions, decided, "seed " + seed);
        }
    }
}
