package io.strowger.server.crash;

import io.strowger.kernel.RealWorld;
import io.strowger.server.store.BundledPostgres;
import io.strowger.server.store.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.logging.LogManager;
import java.util.stream.Stream;

/**
 * {@code ./strowger soak workkill}: what {@link WorkCrashTest} does five times, hundreds of times, with the product as
 * it was built. First a server that is started again on its bundled database, then two of which the standby takes over.
 */
final class WorkKillSoak {
    private static final int LONGEST_SECONDS = 5;

    private final RealWorld world = RealWorld.open();
    private final Random random;
    private final int times;
    private final Duration pace;
    private boolean held = true;

    private WorkKillSoak(int times, Duration pace, long seed) {
        this.times = times;
        this.pace = pace;
        this.random = new Random(seed);
    }

    /**
     * Options: {@code --times} kills in all, half of each kind; {@code --rate} tasks a second; {@code --seed}; {@code
     * --only} restart or takeover.
     */
    public static void main(String[] arguments) throws Exception {
        int times = Integer.parseInt(option(arguments, "--times", "200"));
        int rate = Integer.parseInt(option(arguments, "--rate", "20"));
        long seed = Long.parseLong(option(arguments, "--seed", "" + System.nanoTime()));
        say("seed " + seed);
        LogManager.getLogManager().reset(); // the figures are what is read here
        WorkKillSoak soak = new WorkKillSoak(times, Duration.ofMillis(1000 / rate), seed);
        String only = option(arguments, "--only", "");
        if (!only.equals("takeover")) {
            soak.again();
        }
        if (!only.equals("restart")) {
            soak.takeover();
        }
        say(soak.held ? "\nall promises held" : "\nBROKEN");
        System.exit(soak.held ? 0 : 1);
    }

    private static String option(String[] arguments, String name, String otherwise) {
        int at = List.of(arguments).indexOf(name);
        return at < 0 ? otherwise : arguments[at + 1];
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    private void again() throws Exception {
        Path scratch = scratch();
        say("%d kills of one server, started again on its bundled database".formatted(times / 2));
        try (WorkSite site = WorkSite.single(world, scratch);
                WorkLoad load = new WorkLoad(world, site::serves, pace)) {
            kill(site, load, times / 2, false);
            load.drain();
            judge(WorkAudit.of(world, load, site.bundled()));
            site.active().terminate();
            judge(List.of(new WorkAudit.Promise(site.active().exit() == 0
                    && site.active().databaseProcesses().isEmpty(), "it stops with 0 and leaves no database")));
        } finally {
            delete(scratch);
        }
    }

    private void takeover() throws Exception {
        Path scratch = scratch();
        say("%d kills of two servers, taken over by the standby".formatted(times - times / 2));
        try (DataDirectory directory = DataDirectory.open(scratch.resolve("database"));
                BundledPostgres postgres = BundledPostgres.start(world, directory);
                WorkSite site = WorkSite.pair(world, scratch, postgres.address());
                WorkLoad load = new WorkLoad(world, site::serves, pace)) {
            kill(site, load, times - times / 2, true);
            load.drain();
            judge(WorkAudit.of(world, load, postgres.address()));
        } finally {
            delete(scratch);
        }
    }

    private void kill(WorkSite site, WorkLoad load, int kills, boolean standby) throws Exception {
        List<Long> ready = new ArrayList<>();
        List<Long> decided = new ArrayList<>();
        for (int kill = 1; kill <= kills; kill++) {
            load.client.rest(Duration.ofMillis(300 + random.nextInt(1500)));
            WorkSite.Killed killed = site.kill();
            while (load.task().isEmpty()) {
                load.client.rest(Duration.ofMillis(10));
            }
            decided.add((world.timeline().nanos() - killed.nanos()) / 1_000_000);
            ready.add(killed.readyMillis());
            say("kill %3d: ready after %d ms, first task decided after %d ms; %d tasks acknowledged".formatted(
                    kill, ready.getLast(), decided.getLast(), load.books.created.size()));
            site.restore();
        }
        say("  ms from kill to ready: " + figures(ready));
        say("  ms from kill to first decision: " + figures(decided));
        say("  load average now: " + Files.readString(Path.of("/proc/loadavg")).strip());
        if (standby) {
            judge(List.of(new WorkAudit.Promise(decided.getLast() <= LONGEST_SECONDS * 1000L,
                    "the standby decided within " + LONGEST_SECONDS + " s after each kill")));
        }
    }

    private static String figures(List<Long> millis) {
        millis.sort(Comparator.naturalOrder());
        return "p50 %d, p99 %d, most %d".formatted(millis.get(millis.size() / 2),
                millis.get(Math.min(millis.size() - 1, millis.size() * 99 / 100)), millis.getLast());
    }

    private void judge(List<WorkAudit.Promise> promises) {
        promises.forEach(promise -> say((promise.held() ? "  held    " : "  BROKEN  ") + promise.words()));
        held &= promises.stream().allMatch(WorkAudit.Promise::held);
    }

    private static Path scratch() throws IOException {
        Path scratch = Files.createTempDirectory("strowger-soak-workkill-");
        if (!scratch.toFile().setExecutable(true, false)) {
            throw new IOException("the database user cannot pass " + scratch);
        }
        return scratch;
    }

    private static void delete(Path scratch) throws IOException {
        try (Stream<Path> files = Files.walk(scratch)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
    }
}
