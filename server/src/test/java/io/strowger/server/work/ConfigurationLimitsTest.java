package io.strowger.server.work;

import static io.strowger.server.work.WorkApi.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.strowger.kernel.Entropy;
import io.strowger.kernel.ErrorCode;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.Limit;
import io.strowger.kernel.Strand;
import io.strowger.kernel.Timeline;
import io.strowger.kernel.World;
import io.strowger.server.rest.ApiFailure;
import io.strowger.server.rest.Operation;
import io.strowger.server.work.ConfigurationResources.Bounds;
import io.strowger.server.work.WorkApi.Reply;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Plans and exports do not keep others waiting: requirement 2.2, limits have names. */
class ConfigurationLimitsTest {
    private static final String ANY = "/strowger/v1/Workspaces/Configuration";
    private static final String FILE = "workspace: {name: Bounded}\nworkers: []\n";
    private static WorkApi api;

    @BeforeAll
    static void begin() {
        api = WorkApi.open();
        api.openWorkspace();
    }

    @AfterAll
    static void end() {
        api.close();
    }

    private static String one() {
        return "/strowger/v1/Workspaces/" + api.workspace + "/Configuration";
    }

    private static Bounds bounds(Limit atOnce) {
        return new Bounds(atOnce, new Limit("workers", 100), new Limit("characters", 10_000));
    }

    @Test
    void onePlanOrExportIsMadeAtATime() {
        Limit atOnce = new Limit("work-configurations", 1);
        Function<WorkDesk, List<Operation>> operations = desk ->
                new ConfigurationResources(api.world, desk, bounds(atOnce)).operations();
        assertTrue(atOnce.tryAcquire());
        refused(api.through(operations, ANY, "Configuration", FILE), 429, 90164, "limit work-configurations");
        refused(api.through(operations, one(), "Configuration", FILE, "Mode", "apply"), 429, 90164, "limit");
        refused(api.through(operations, one()), 429, 90164, "limit work-configurations");
        refused(api.through(operations, one().replace(api.workspace, "WS" + "0".repeat(32))), 404, 20404, "");
        assertEquals(4 - 1, atOnce.bites());
        atOnce.release();
        assertEquals(200, api.through(operations, ANY, "Configuration", FILE).status());
        assertEquals(400, api.through(operations, ANY, "Configuration", "nonsense").status());
        assertEquals(200, api.through(operations, one()).status());
        assertEquals(0, atOnce.held(), "each gives its permit back");
    }

    /** An export is one answer, without pages, and a plan compares with all that is there. */
    @Test
    void workspaceThatIsTooLargeIsRefusedWithTheFigureAndTheLimit() {
        Limit workers = new Limit("work-configuration-workers", 1);
        Function<WorkDesk, List<Operation>> few = desk -> new ConfigurationResources(api.world, desk, new Bounds(
                new Limit("one", 1), workers, new Limit("characters", 10_000))).operations();
        Function<WorkDesk, List<Operation>> narrow = desk -> new ConfigurationResources(api.world, desk, new Bounds(
                new Limit("one", 1), new Limit("workers", 10), new Limit("characters", 12))).operations();
        String with = one() + "?Workers=true";
        api.availableWorker("anna", "{\"level\":1}");
        assertEquals(200, api.through(few, with).status());
        assertEquals(200, api.through(narrow, with).status(), "11 characters");
        api.availableWorker("bert", "{}");
        refused(api.through(few, with), 400, 90165, "has 2 workers, and 1 are planned or exported at most (limit"
                + " work-configuration-workers)");
        refused(api.through(few, one(), "Configuration", FILE), 400, 90165, "has 2 workers");
        assertEquals(200, api.through(few, one()).status(), "workers that are not asked for do not count");
        assertEquals(200, api.through(few, one(), "Configuration", "workspace: {name: Bounded}").status());
        refused(api.through(narrow, with), 400, 90165, "has 13 characters of attributes");
        assertEquals(2, workers.bites());
    }

    /** A request's own thread carries others too: a workspace's claim ran out while a text was read there. */
    @Test
    void theyAreMadeOnThreadsOfTheirOwn() {
        Seen seen = new Seen(api.world);
        Function<WorkDesk, List<Operation>> operations = desk ->
                new ConfigurationResources(seen, desk, Bounds.standard()).operations();
        assertEquals(200, api.through(operations, ANY, "Configuration", FILE).status());
        assertEquals(200, api.through(operations, one()).status());
        assertEquals(List.of("plan or export of a workspace", "plan or export of a workspace"), seen.loops);
    }

    /** What no bound foresaw is answered at once, and the next one finds the place free. */
    @Test
    void errorOfTheMachineIsAnswered() {
        Aside aside = new Aside(api.world, new Limit("one", 1), ErrorCode.CONFIGURATION_BUSY, "thing");
        ApiFailure told = assertThrows(ApiFailure.class, () -> aside.run(() -> {
            throw new StackOverflowError("made up");
        }));
        assertEquals(ErrorCode.INTERNAL, told.code());
        assertEquals("done", aside.run(() -> "done"));
    }

    /** A world that remembers what was started on threads of its own; the rest is another's. */
    private static final class Seen implements World, Timeline {
        private final World world;
        private final List<String> loops = new ArrayList<>();

        Seen(World world) {
            this.world = world;
        }

        @Override
        public Timeline timeline() {
            return this;
        }

        @Override
        public Entropy entropy() {
            return world.entropy();
        }

        @Override
        public long nanos() {
            return world.timeline().nanos();
        }

        @Override
        public Instant now() {
            return world.timeline().now();
        }

        @Override
        public Timer schedule(Duration delay, Runnable action) {
            return world.timeline().schedule(delay, action);
        }

        @Override
        public Strand spawn(String name, Runnable body) {
            return world.timeline().spawn(name, body);
        }

        @Override
        public Strand spawnLoop(String name, Runnable body) {
            loops.add(name);
            return world.timeline().spawnLoop(name, body);
        }

        @Override
        public <E> Inbox<E> inbox(int capacity) {
            return world.timeline().inbox(capacity);
        }
    }
}
