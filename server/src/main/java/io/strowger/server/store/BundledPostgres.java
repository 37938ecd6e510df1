package io.strowger.server.store;

import io.strowger.kernel.Deadline;
import io.strowger.kernel.Inbox;
import io.strowger.kernel.Secret;
import io.strowger.kernel.World;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The PostgreSQL server in the data directory: unpacked, initialised, started, watched and stopped by us.
 *
 * <p>It listens on a loopback port, chosen at the first start and remembered, and asks for a password (SCRAM) that lies
 * in the data directory with mode 0600. fsync and synchronous_commit are on. As root it runs under an unprivileged user
 * ({@link Machine#serverUser}) by way of {@code setpriv}.
 *
 * <p>It cannot outlive us by more than its shutdown: a small shell stands between, holding a pipe of ours. When the
 * pipe closes, by {@link #close} or because this process was killed, the shell asks the server for a fast shutdown
 * (SIGINT). What even so is left over is found at the next start by its working directory and stopped first. When the
 * server dies while we live it is started again on the same port, as connections and the journal expect.
 *
 * <p>Any thread may call it.
 */
public final class BundledPostgres implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(BundledPostgres.class.getName());
    /** Recovery after a crash replays at most max_wal_size; a slow disk needs minutes for it at the very most. */
    private static final Duration READY = Duration.ofMinutes(5);
    private static final Duration GENTLE = Duration.ofSeconds(30);
    private static final long LARGEST_LOG = 10 << 20;
    /** Starts the server, and asks it to stop when standard input ends. */
    private static final String KEEPER = """
            exec 3<&0
            "$@" </dev/null 3<&- &
            server=$!
            ( while read -r line; do :; done; kill -INT "$server" ) <&3 3<&- &
            watch=$!
            exec 3<&-
            wait "$server"
            status=$?
            kill "$watch" 2>/dev/null
            exit "$status"
            """;
    private static final Map<String, String> SETTINGS = Map.ofEntries(
            Map.entry("listen_addresses", "127.0.0.1"), Map.entry("unix_socket_directories", ""),
            Map.entry("max_connections", "60"), Map.entry("shared_buffers", "64MB"), Map.entry("fsync", "on"),
            Map.entry("synchronous_commit", "on"), Map.entry("full_page_writes", "on"),
            Map.entry("wal_level", "minimal"), Map.entry("max_wal_senders", "0"), Map.entry("max_wal_size", "256MB"),
            Map.entry("io_method", "sync"), Map.entry("jit", "off"), Map.entry("max_parallel_workers_per_gather", "0"),
            Map.entry("huge_pages", "off"), Map.entry("timezone", "UTC"), Map.entry("log_timezone", "UTC"),
            Map.entry("logging_collector", "off"), Map.entry("log_line_prefix", "%m [%p] "));

    private final World world;
    private final List<String> more;
    /** Kept here, too: a lock ends with the object that holds it, and the folder must not be free before its server. */
    private final DataDirectory directory;
    private final Path home;
    private final Path binaries;
    private final Path data;
    private final List<String> runAs;
    private final Secret password;
    private volatile int port;
    private volatile Process keeper;
    private volatile boolean closing;

    private BundledPostgres(World world, DataDirectory directory, Path binariesParent, List<String> more)
            throws IOException {
        this.world = world;
        this.more = List.copyOf(more);
        this.directory = directory;
        this.home = directory.postgres();
        this.data = home.resolve("data");
        Files.createDirectories(home);
        Files.setPosixFilePermissions(
                home, PosixFilePermissions.fromString(Machine.isRoot() ? "rwx--x--x" : "rwx------"));
        this.binaries = PostgresBinaries.unpack(binariesParent);
        if (Machine.isRoot()) {
            Machine.User user = Machine.serverUser(data);
            checkReach(user, binaries);
            checkReach(user, home);
            this.runAs = becoming(user);
            this.password = password();
            initialise(user.uid(), user.gid());
        } else {
            this.runAs = List.of();
            this.password = password();
            initialise(-1, -1);
        }
    }

    /**
     * Starts the server of this data directory, making it at the first start.
     *
     * @return when it takes connections
     * @throws StoreFailure when it cannot be started, with the last lines of its log
     */
    public static BundledPostgres start(World world, DataDirectory directory) {
        return start(world, directory, directory.postgres(), List.of());
    }

    /**
     * As above for tests: with the programs unpacked once for many servers.
     *
     * @param more settings {@code name=value}, stronger than ours
     */
    static BundledPostgres start(World world, DataDirectory directory, Path binariesParent, List<String> more) {
        try {
            Files.createDirectories(binariesParent);
            BundledPostgres server = new BundledPostgres(world, directory, binariesParent, more);
            server.run();
            world.timeline().spawn("postgres watch", server::watch);
            return server;
        } catch (IOException trouble) {
            throw new StoreFailure("the bundled database in " + directory.path() + " cannot be started: " + trouble,
                    trouble);
        }
    }

    /** Where it is. */
    public Database.Address address() {
        return address(port, password);
    }

    /** Where the server of a data directory is that another process runs. */
    static Database.Address addressBeside(DataDirectory directory) {
        try {
            Path home = directory.postgres();
            return address(Integer.parseInt(Files.readString(home.resolve("port")).strip()),
                    new Secret(Files.readString(home.resolve("password")).strip()));
        } catch (IOException absent) {
            throw new StoreFailure(
                    "the instance that uses " + directory.path() + " has no bundled database running yet", absent);
        }
    }

    private static Database.Address address(int port, Secret password) {
        return new Database.Address("jdbc:postgresql://127.0.0.1:" + port + "/strowger", "strowger", password);
    }

    /** Process id of the server itself. */
    long pid() {
        try {
            return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst().strip());
        } catch (IOException trouble) {
            throw new StoreFailure("the bundled database is not running", trouble);
        }
    }

    /** Stops it: open transactions are rolled back, everything committed is on disk. */
    @Override
    public void close() {
        closing = true;
        try {
            stop();
        } catch (IOException trouble) {
            LOG.log(System.Logger.Level.WARNING, "the bundled database could not be stopped cleanly", trouble);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** For tests: what is left when keeper and process of ours are killed at once. */
    void abandon() {
        closing = true;
        keeper.descendants().filter(process -> process.pid() != pid() && process.info().command()
                .filter(command -> command.endsWith("sh")).isPresent()).forEach(ProcessHandle::destroyForcibly);
        keeper.toHandle().destroyForcibly();
    }

    private synchronized void stop() throws IOException, InterruptedException {
        if (keeper.isAlive()) {
            keeper.getOutputStream().close();
            if (keeper.waitFor(GENTLE.toSeconds(), TimeUnit.SECONDS)) {
                return;
            }
            LOG.log(System.Logger.Level.WARNING, "the bundled database did not stop in " + GENTLE);
        }
        stopLeftovers();
    }

    private Secret password() throws IOException {
        Path file = home.resolve("password");
        if (!Files.exists(file)) {
            PrivateFiles.replace(file, world.entropy().hex(24));
        }
        return new Secret(Files.readString(file).strip());
    }

    private static List<String> becoming(Machine.User user) {
        if (!Machine.has("setpriv")) {
            throw new StoreFailure("PostgreSQL does not run as root and the program setpriv, which would run it as "
                    + user.name() + ", is missing: install util-linux, or start as another user");
        }
        return List.of("setpriv", "--reuid=" + user.uid(), "--regid=" + user.gid(), "--clear-groups");
    }

    /** Says which folder is in the way, instead of the server's bare "Permission denied". */
    private static void checkReach(Machine.User user, Path folder) throws IOException {
        for (Path step = folder.toRealPath(); step != null; step = step.getParent()) {
            boolean open = Files.getPosixFilePermissions(step).contains(
                    java.nio.file.attribute.PosixFilePermission.OTHERS_EXECUTE);
            if (!open && Machine.uidOf(step) != user.uid()) {
                throw new StoreFailure("the bundled database runs as user " + user.name() + ", who cannot enter " + step
                        + ": choose another data directory with --data (root's default is /var/lib/strowger)");
            }
        }
    }

    /** Makes the cluster in a folder of another name, so that one cut short is never taken for a whole one. */
    private void initialise(int uid, int gid) throws IOException {
        if (Files.exists(data)) {
            checkVersion();
            return;
        }
        Path fresh = home.resolve("data.new");
        if (Files.exists(fresh)) {
            PostgresBinaries.delete(fresh);
        }
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Files.createDirectory(fresh, mode);
        Path word = home.resolve("password.initdb");
        PrivateFiles.replace(word, password.value());
        if (uid >= 0) {
            for (Path path : List.of(fresh, word)) {
                Files.setAttribute(path, "unix:uid", uid);
                Files.setAttribute(path, "unix:gid", gid);
            }
        }
        command("initdb", "-D", fresh.toString(), "-U", "strowger", "--auth=scram-sha-256", "--pwfile=" + word,
                "--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8",
                "--no-instructions");
        Files.delete(word);
        makeDatabase(fresh);
        Files.move(fresh, data);
    }

    private void checkVersion() throws IOException {
        String version = Files.readString(data.resolve("PG_VERSION")).strip();
        if (!version.equals("18")) {
            throw new StoreFailure("the data in " + data + " was made by PostgreSQL " + version
                    + ", this program brings 18: make a backup with the program that made it,"
                    + " and restore it with this one");
        }
    }

    private void makeDatabase(Path fresh) throws IOException {
        List<String> single = new ArrayList<>(runAs);
        single.addAll(List.of("sh", "-c", "echo 'create database strowger' | \"$@\"", "sh",
                binaries.resolve("bin/postgres").toString(), "--single", "-D", fresh.toString(), "postgres"));
        check("postgres --single", Machine.run(single));
    }

    private void command(String program, String... arguments) {
        List<String> command = new ArrayList<>(runAs);
        command.add(binaries.resolve("bin").resolve(program).toString());
        command.addAll(List.of(arguments));
        check(program, Machine.run(command));
    }

    private static void check(String program, Machine.Result result) {
        if (result.status() != 0) {
            throw new StoreFailure(program + " of the bundled database failed (status " + result.status() + "): "
                    + result.output());
        }
    }

    private void run() throws IOException {
        stopLeftovers();
        removeForeignPid();
        for (int attempt = 1;; attempt++) {
            port = choosePort(attempt > 1);
            keeper = launch();
            if (awaitReady()) {
                PrivateFiles.replace(home.resolve("port"), Integer.toString(port));
                return;
            }
            if (attempt == 3) {
                throw new StoreFailure("the bundled database did not start; its log ends with: " + logTail());
            }
        }
    }

    private Process launch() throws IOException {
        Path log = home.resolve("log");
        if (Files.exists(log) && Files.size(log) > LARGEST_LOG) {
            Files.move(log, home.resolve("log.old"), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        List<String> command = new ArrayList<>();
        if (Machine.has("setsid")) {
            command.add("setsid");
        }
        command.addAll(runAs);
        command.addAll(List.of("sh", "-c", KEEPER, "sh", binaries.resolve("bin/postgres").toString(), "-D",
                data.toString(), "-p", Integer.toString(port)));
        SETTINGS.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
        more.forEach(setting -> command.addAll(List.of("-c", setting)));
        ProcessBuilder builder = new ProcessBuilder(command).directory(Path.of("/").toFile()).redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().keySet().retainAll(List.of("PATH"));
        return builder.start();
    }

    /** The server writes {@code ready} into the last line of its pid file when it takes connections. */
    private boolean awaitReady() {
        Deadline deadline = Deadline.after(world.timeline(), READY);
        Inbox<Boolean> pause = world.timeline().inbox(1);
        while (!deadline.passed(world.timeline())) {
            if (!keeper.isAlive()) {
                return false;
            }
            if (saysReady()) {
                return true;
            }
            pause.await(Deadline.after(world.timeline(), Duration.ofMillis(20)));
        }
        throw new StoreFailure(
                "the bundled database was not ready after " + READY + "; its log ends with: " + logTail());
    }

    private boolean saysReady() {
        try {
            List<String> lines = Files.readAllLines(data.resolve("postmaster.pid"));
            return lines.size() >= 8 && lines.get(3).strip().equals(Integer.toString(port))
                    && lines.get(7).strip().equals("ready");
        } catch (IOException notYet) {
            return false;
        }
    }

    private void watch() {
        Inbox<Boolean> pause = world.timeline().inbox(1);
        while (!closing) {
            try {
                int status = keeper.waitFor();
                if (closing) {
                    return;
                }
                LOG.log(System.Logger.Level.ERROR, "the bundled database ended with status " + status
                        + "; starting it again on port " + port);
                restart();
            } catch (IOException | StoreFailure trouble) {
                LOG.log(System.Logger.Level.ERROR, "the bundled database could not be started again", trouble);
                pause.await(Deadline.after(world.timeline(), Duration.ofSeconds(1)));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    private synchronized void restart() throws IOException {
        if (closing) {
            return;
        }
        stopLeftovers();
        removeForeignPid();
        keeper = launch();
        if (!awaitReady()) {
            throw new StoreFailure("it did not start; its log ends with: " + logTail());
        }
        LOG.log(System.Logger.Level.INFO, "the bundled database is back");
    }

    /** The remembered port when it is free, as a database URL may have been written down; else any free one. */
    private int choosePort(boolean fresh) throws IOException {
        Path file = home.resolve("port");
        if (!fresh && Files.exists(file)) {
            int remembered = Integer.parseInt(Files.readString(file).strip());
            try (ServerSocket probe = new ServerSocket(remembered, 1, InetAddress.getLoopbackAddress())) {
                return probe.getLocalPort();
            } catch (IOException taken) {
                LOG.log(System.Logger.Level.INFO, "port " + remembered + " of the bundled database is taken now");
            }
        }
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return probe.getLocalPort();
        }
    }

    /** Stops a server that a killed process of ours left in this folder, ever less gently. */
    private void stopLeftovers() throws IOException {
        Path folder = data.toRealPath();
        for (String signal : List.of("INT", "QUIT", "KILL")) {
            List<Long> left = Machine.processesIn(folder);
            if (left.isEmpty()) {
                return;
            }
            LOG.log(System.Logger.Level.INFO, "stopping what is left of the bundled database by SIG" + signal);
            left.forEach(pid -> Machine.signal(signal, pid));
            awaitGone(folder);
        }
        if (!Machine.processesIn(folder).isEmpty()) {
            throw new StoreFailure("a process in " + folder + " cannot be stopped: " + Machine.processesIn(folder));
        }
    }

    private void awaitGone(Path folder) {
        Deadline deadline = Deadline.after(world.timeline(), Duration.ofSeconds(15));
        Inbox<Boolean> pause = world.timeline().inbox(1);
        while (!deadline.passed(world.timeline()) && !Machine.processesIn(folder).isEmpty()) {
            pause.await(Deadline.after(world.timeline(), Duration.ofMillis(20)));
        }
    }

    /**
     * Process ids come round again, after a reboot or in a container: a pid file that names a living stranger would
     * keep the server from starting. Only that is removed; otherwise the server judges its own file, which also names
     * the shared memory of its last run.
     */
    private void removeForeignPid() throws IOException {
        Path file = data.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return;
        }
        List<String> lines = Files.readAllLines(file);
        boolean stranger = !lines.isEmpty() && lines.getFirst().strip().matches("[0-9]{1,9}")
                && ProcessHandle.of(Long.parseLong(lines.getFirst().strip())).isPresent();
        if (stranger) {
            LOG.log(System.Logger.Level.INFO, "removing the stale pid file " + file);
            Files.delete(file);
        }
    }

    private String logTail() {
        try {
            List<String> lines = Files.readAllLines(home.resolve("log"));
            return String.join(" | ", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
        } catch (IOException none) {
            return "(no log)";
        }
    }
}
