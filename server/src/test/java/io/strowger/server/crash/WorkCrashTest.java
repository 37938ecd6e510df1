package io.strowger.server.crash;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.Deadline;
import io.strowger.kernel.World;
import io.strowger.server.store.TestStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Issue 4, must show 4, and requirement 2.53: kill -9 of real processes under load on real PostgreSQL, five times;
 * {@code ./strowger soak workkill} does it two hundred times.
 */
class WorkCrashTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Duration PACE = Duration.ofMillis(40);
    private static final int BETWEEN = 8;

    private final World world = TestStore.WORLD;
    private Path scratch;

    @BeforeEach
    void open() throws IOException {
        scratch = Files.createTempDirectory("strowger-work-crash-");
        assertTrue(scratch.toFile().setExecutable(true, false), "the database user passes");
    }

    @AfterEach
    void close() throws IOException {
        try (Stream<Path> files = Files.walk(scratch)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }

    /** Waits until so many more tasks were acknowledged. */
    private void more(WorkLoad load, int tasks) {
        int wanted = load.books.created.size() + tasks;
        Deadline deadline = Deadline.after(world.timeline(), SOON);
        while (load.books.created.size() < wanted) {
            assertTrue(!deadline.passed(world.timeline()), () -> load.books.created.size() + " of " + wanted);
            load.client.rest(Duration.ofMillis(10));
        }
    }

    private static void held(List<WorkAudit.Promise> promises) {
        assertEquals(List.of(), promises.stream().filter(promise -> !promise.held()).toList());
        assertTrue(promises.size() > 10, promises.toString());
    }

    @Test
    void standbyTakesOverThreeKilledServersAndNothingAcknowledgedIsLost() throws Exception {
        try (TestStore store = TestStore.empty(); WorkSite site = WorkSite.pair(world, scratch, store.address());
                WorkLoad load = new WorkLoad(world, site::serves, PACE)) {
            for (int kill = 0; kill < 3; kill++) {
                more(load, BETWEEN);
                site.kill();
                more(load, 1);
                if (kill < 2) {
                    site.restore();
                }
            }
            load.drain();
            held(WorkAudit.of(world, load, store.address()));
        }
    }

    @Test
    void serverThatIsStartedAgainTwiceGoesOnWithItsWork() throws Exception {
        try (WorkSite site = WorkSite.single(world, scratch);
                WorkLoad load = new WorkLoad(world, site::serves, PACE)) {
            for (int kill = 0; kill < 2; kill++) {
                more(load, BETWEEN);
                site.kill();
                more(load, 1);
            }
            load.drain();
            held(WorkAudit.of(world, load, site.bundled()));
            site.active().terminate();
            assertEquals(0, site.active().exit());
            assertEquals(List.of(), site.active().databaseProcesses());
        }
    }

    /** Split brain: a server that hangs loses the database, and when it wakes up it goes by itself. */
    @Test
    void serverThatWasTakenOverWhileItHungLeavesWithItsExitCode() throws Exception {
        try (TestStore store = TestStore.empty(); WorkSite site = WorkSite.pair(world, scratch, store.address());
                WorkLoad load = new WorkLoad(world, site::serves, PACE)) {
            more(load, BETWEEN);
            ServerProcess hung = site.hang();
            more(load, BETWEEN);
            hung.signal("CONT");
            hung.line(Pattern.compile("taken over: .*"));
            assertEquals(75, hung.exit());
            load.drain();
            held(WorkAudit.of(world, load, store.address()));
        }
    }
}
