package io.strowger.server.crash;

import io.strowger.kernel.Secret;
import io.strowger.kernel.World;
import io.strowger.server.store.Database;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Servers to be killed: one that starts again on its bundled database, or two on a database of their own of which the
 * second waits for the first. One strand drives it; where it serves can be asked by any.
 */
final class WorkSite implements AutoCloseable {
    static final String ACCOUNT = "AC" + "c".repeat(32);
    static final String TOKEN = "crash-and-take-over";

    private final World world;
    private final Path scratch;
    private final List<String> flags;
    private final boolean pair;
    private volatile ServerProcess active;
    private volatile String serves;
    private ServerProcess waiting;
    private String next = "a";

    private WorkSite(World world, Path scratch, boolean pair, List<String> flags) {
        this.world = world;
        this.scratch = scratch;
        this.pair = pair;
        this.flags = flags;
    }

    /** One server that is started again. */
    static WorkSite single(World world, Path scratch) throws IOException {
        WorkSite site = new WorkSite(world, scratch, false, List.of());
        site.active = site.launch("a");
        site.serves = site.active.http();
        return site;
    }

    /** Two servers on one database. */
    static WorkSite pair(World world, Path scratch, Database.Address database) throws IOException {
        String url = database.jdbcUrl().replace("jdbc:postgresql://",
                "postgresql://" + database.user() + ":" + database.password().value() + "@");
        WorkSite site = new WorkSite(world, scratch, true, List.of("--standby", "--database", url));
        site.active = site.launch("a");
        site.serves = site.active.http();
        Files.createDirectories(scratch.resolve("b"));
        Files.copy(scratch.resolve("a/keys"), scratch.resolve("b/keys"));
        site.waiting = site.launch("b");
        site.waiting.standby();
        return site;
    }

    private ServerProcess launch(String name) throws IOException {
        int rtp = name.equals("a") ? 25800 : 25820;
        return ServerProcess.launch(scratch.resolve(name), Stream.concat(flags.stream(), Stream.of("--account-sid",
                ACCOUNT, "--auth-token", TOKEN, "--rtp", "127.0.0.1:" + rtp + "-" + (rtp + 19)))
                .toArray(String[]::new));
    }

    /** Where requests go now. */
    String serves() {
        return serves;
    }

    /** What kill -9 did. */
    record Killed(long nanos, long readyMillis) {}

    /** Kills the one that works and waits until another is ready: the standby, or the same started again. */
    Killed kill() throws IOException, InterruptedException {
        active.kill();
        long at = world.timeline().nanos();
        if (pair) {
            serves = waiting.standby();
            active = waiting;
        } else {
            active = launch("a");
        }
        serves = active.http();
        return new Killed(at, (world.timeline().nanos() - at) / 1_000_000);
    }

    /** Has the one of a pair that works hang, and waits until the other is ready; the hung one. */
    ServerProcess hang() throws IOException, InterruptedException {
        ServerProcess hung = active;
        hung.signal("STOP");
        serves = waiting.standby();
        active = waiting;
        waiting = hung;
        serves = active.http();
        return hung;
    }

    /** Starts the killed one of a pair again, and waits until it stands by. */
    void restore() throws IOException {
        if (pair) {
            waiting = launch(next);
            next = next.equals("a") ? "b" : "a";
            waiting.standby();
        }
    }

    /** The server that works. */
    ServerProcess active() {
        return active;
    }

    /** Where the bundled database of a single server is. */
    Database.Address bundled() throws IOException {
        Path home = scratch.resolve("a/postgres");
        return new Database.Address("jdbc:postgresql://127.0.0.1:" + Files.readString(home.resolve("port")).strip()
                + "/strowger", "strowger", new Secret(Files.readString(home.resolve("password")).strip()));
    }

    @Override
    public void close() {
        active.close();
        if (pair) {
            waiting.close();
        }
    }
}
